/** The report in a browser: quiet, complete without a network, readable on a telephone, usable with the keyboard. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { renderReport } from '../src/report/index.js';
import type { ReportData } from '../src/report/types.js';
import { launchChromium, NO_CHROMIUM } from './chromium.js';
import { studiedReport } from './studied-report.js';

const folder = mkdtempSync(join(tmpdir(), 'vultus-browser-'));
after(() => rmSync(folder, { recursive: true, force: true }));

describe('the report', { skip: NO_CHROMIUM }, () => {
  let browser: Browser;
  let report: ReportData;
  let page: Page;
  /** Console messages, errors of scripts, and addresses that were asked for. */
  const noise: string[] = [];
  before(async () => {
    const file = join(folder, 'report.html');
    const address = pathToFileURL(file).href;
    report = await studiedReport();
    writeFileSync(file, renderReport(report));
    browser = await launchChromium();
    page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    page.setDefaultTimeout(10_000);
    page.on('console', (message) => noise.push(message.text()));
    page.on('pageerror', (error) => noise.push(String(error)));
    page.on('request', (request) => {
      if (request.url() !== address && !request.url().startsWith('data:')) noise.push(request.url());
    });
    await page.goto(address);
  });
  after(() => browser?.close());

  for (const [width, colorScheme] of [
    [1280, 'light'],
    [1280, 'dark'],
    [390, 'dark'],
    [390, 'light'],
  ] as const) {
    test(`at ${width} pixels, ${colorScheme}: no sideways scroll, every chart drawn and inside its place`, async () => {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme });
      await page.locator('#error-faces').scrollIntoViewIfNeeded();
      await page.locator('.gallery-grid canvas').first().waitFor();
      // Charts are drawn one by one while the browser is idle, and again a frame after the window changed.
      await page.waitForFunction(() =>
        [...document.querySelectorAll('.chart .plot')].every((place) => place.querySelector('svg')),
      );
      await page.evaluate(
        () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
      );
      const found = await page.evaluate(() => {
        const places = [...document.querySelectorAll('.chart .plot')];
        const broad = (place: Element): number => place.querySelector('svg')?.clientWidth ?? Infinity;
        return {
          wide: document.documentElement.scrollWidth - innerWidth,
          charts: places.length,
          unfit: places.filter((place) => broad(place) > place.clientWidth).map(({ id }) => id),
          paper: getComputedStyle(document.body).backgroundColor,
        };
      });
      assert.deepEqual([found.wide, found.unfit], [0, []]);
      // Counts, five of the training, and of each of two splits ROC, precision, confusion and three of trust.
      assert.equal(found.charts, 6 + 2 * 6);
      const lightness = Number(/\d+/.exec(found.paper)?.[0]);
      assert.ok(colorScheme === 'light' ? lightness > 200 : lightness < 60, found.paper);
    });
  }

  test('a cell of the confusion matrix opens its images with the keyboard, and Escape leads back', async () => {
    const { evaluation, answers } = report.evaluations[1];
    assert.ok(answers);
    await page.locator('.cell').first().focus();
    for (const key of ['ArrowDown', 'ArrowRight', 'ArrowRight']) await page.keyboard.press(key);
    const [truth, answer] = [evaluation.classes[1], evaluation.classes[2]];
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? '');
    assert.match(await focused(), new RegExp(`^${truth}, called ${answer}`));
    const count = evaluation.confusion[1][2];
    await page.keyboard.press('Enter');
    const heading = page.locator('#error-faces h4');
    assert.match(
      (await heading.textContent()) ?? '',
      new RegExp(`^${truth} taken for ${answer}: ${count} image`),
    );
    assert.equal(await page.locator('.gallery-grid button').count(), count);
    await page.keyboard.press('Escape');
    assert.match(await focused(), new RegExp(`^${truth}, called ${answer}`));
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press(' ');
    assert.equal(await page.locator('.gallery-grid button').count(), evaluation.confusion[1][1]);
  });

  test('a face tells its row and the probabilities of all classes; pages turn', async () => {
    const wrong = report.evaluations[1].evaluation.confusion.flatMap((row, t) =>
      row.filter((_n, p) => p !== t),
    );
    const mistakes = wrong.reduce((sum, count) => sum + count, 0);
    assert.ok(mistakes > 48, `${mistakes}`);
    await page.getByText('show all mistakes').click();
    const buttons = page.locator('.gallery-grid button');
    await buttons.first().focus();
    await page.keyboard.press('ArrowRight');
    const label = (await buttons.nth(1).getAttribute('aria-label')) ?? '';
    const row = /^row ([\d,]+):/.exec(label)?.[1];
    const details = page.locator('.gallery-details');
    assert.ok((await details.textContent())?.includes(`row ${row} of the data`));
    assert.equal(await details.locator('svg [aria-label="bar"] rect').count(), 7);
    await page.locator('.gallery-pager button').last().click();
    assert.equal(await buttons.count(), Math.min(48, mistakes - 48));
  });

  test('a pair that is confused opens its images', async () => {
    const opener = page.locator('.opener').first();
    const text = await opener.textContent();
    await opener.click();
    assert.ok((await page.locator('#error-faces h4').textContent())?.startsWith(`${text}: `));
  });

  test('faces are drawn from the picture', async () => {
    await page.locator('#error-faces').scrollIntoViewIfNeeded();
    await page.waitForFunction(() => {
      const canvas = document.querySelector<HTMLCanvasElement>('.gallery-grid canvas');
      const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
      return pixels?.some((value, i) => i % 4 < 3 && value > 40);
    });
  });

  test('nothing was said on the console and nothing was fetched', () => {
    assert.deepEqual(noise, []);
  });
});
