/** Radio buttons that decide what charts show; without a script they stay hidden, since they would do nothing. */

/**
 * Shows the choice of this name and calls `change` with each new value.
 * @param name of the radio buttons
 */
export function offerChoice(name: string, change: (value: string) => void): void {
  for (const input of document.querySelectorAll<HTMLInputElement>(`input[name="${name}"]`)) {
    input.closest('fieldset')?.removeAttribute('hidden');
    input.addEventListener('change', () => change(input.value));
  }
}
