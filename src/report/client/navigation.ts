/** Which section is in view, shown in the navigation. */

/** The navigation names the section that reaches the upper third of the window. */
export function markNavigation(): void {
  const links = new Map(
    [...document.querySelectorAll<HTMLAnchorElement>('nav a')].map((link) => [link.hash.slice(1), link]),
  );
  const watcher = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) {
        const link = links.get(entry.target.id);
        if (entry.isIntersecting) link?.setAttribute('aria-current', 'true');
        else link?.removeAttribute('aria-current');
      }
    },
    { rootMargin: '-30% 0px -69% 0px' },
  );
  for (const section of document.querySelectorAll('main > section')) watcher.observe(section);
}
