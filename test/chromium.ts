/** The browser that tests look at pages with: the one that is installed, never a download. */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const PLACES = [
  process.env.CHROMIUM_PATH,
  ...[
    '/usr/bin/chromium',
    '/usr/bin/chromium-browser',
    '/usr/bin/google-chrome',
    '/usr/bin/google-chrome-stable',
  ],
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

/** Undefined when there is none. */
export const CHROMIUM = PLACES.find((path) => path !== undefined && existsSync(path));

/** For `skip` of tests. */
export const NO_CHROMIUM =
  CHROMIUM === undefined && 'no Chromium or Chrome was found: install one, or name it in CHROMIUM_PATH';

export function launchChromium(): Promise<Browser> {
  // The pages are our own and fetch nothing; the sandbox wants rights that containers do not give.
  return chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
}
