/** Faces in a browser: each section's own, though a page holds several pictures whose faces are numbered alike. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { CORRUPTIONS, summariseRobustness } from '../src/evaluate/index.js';
import { gatherFaces } from '../src/report/faces.js';
import { renderReport } from '../src/report/index.js';
import { gatherDamaged } from '../src/report/robustness.js';
import { sampleReport } from '../src/report/sample-data.js';
import type { ReportData, ReportExplanation, ReportRobustness } from '../src/report/types.js';
import { CLASSES, PIXELS } from '../src/util/classes.js';
import { launchChromium, NO_CHROMIUM } from './chromium.js';

/** Images of one gray each. */
const flat = (...grays: number[]): Uint8Array =>
  Uint8Array.from({ length: grays.length * PIXELS }, (_, i) => grays[Math.floor(i / PIXELS)]);

/** Row 2 is gray; the mean face, tile 2, is white; every damaged example, image 2 among them, is black. */
async function report(): Promise<ReportData> {
  const explanation: ReportExplanation = {
    ...{ split: 'PublicTest', method: 'saliency' },
    tiles: await gatherFaces({ pixels: flat(0, 0, 255) }, [0, 1, 2]),
    images: [{ row: 2, truth: 0, answer: 0, probability: 1, heat: 0 }],
    classes: CLASSES.map((name) => ({ name, count: 1, heat: 1, face: 2, thirds: [1, 0, 0] })),
  };
  const robustness: ReportRobustness = {
    ...{ split: 'PublicTest', role: 'unseen', seed: 1 },
    summary: summariseRobustness({ count: 10, seed: 1, clean: 5, cells: [] }),
    faces: await gatherDamaged(flat(0), 0, CORRUPTIONS, async () => flat(0)),
  };
  const faces = await gatherFaces({ pixels: flat(128, 128, 128) }, [2]);
  return { ...sampleReport(1), faces, explanation, robustness };
}

test('mean faces, faces and damaged examples do not take each other’s places', {
  skip: NO_CHROMIUM,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'vultus-slots-'));
  const file = join(folder, 'report.html');
  writeFileSync(file, renderReport(await report()));
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(10_000);
    await page.goto(pathToFileURL(file).href);
    const grayOf = (place: string) =>
      page.waitForFunction((selector) => {
        const canvases = [...document.querySelectorAll<HTMLCanvasElement>(`${selector} canvas:first-child`)];
        const drawn = canvases.map((canvas) => canvas.getContext('2d')?.getImageData(24, 24, 1, 1).data);
        // A canvas that is not drawn yet is transparent.
        return (
          drawn.length > 0 && drawn.every((pixel) => pixel?.[3] === 255) && drawn.map((pixel) => pixel?.[0])
        );
      }, place);
    const near = (found: unknown, gray: number, count: number): void => {
      assert.ok(Array.isArray(found));
      assert.equal(found.length, count);
      for (const value of found) assert.ok(Math.abs(value - gray) < 8, `${value} for ${gray}`);
    };
    near(await (await grayOf('.heatcard .heated')).jsonValue(), 255, CLASSES.length);
    near(await (await grayOf('.heatface .heated')).jsonValue(), 128, 1);
    near(await (await grayOf('.damage .slot')).jsonValue(), 0, 45);
    assert.equal(await page.locator('.heatcard .heated canvas').count(), 2 * CLASSES.length);
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
