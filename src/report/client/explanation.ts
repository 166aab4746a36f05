/** Heat maps laid over faces, their colours, the slider that fades them, and the chart of the sanity check. */
import type { Sanity } from '../../explain/index.js';
import type { ReportExplanation } from '../types.js';
import { type FaceSource, faceSource } from './faces.js';
import { ACCENT, COMMON, MUTED, mount, plot } from './kit.js';

/** Evenly perceived from dark to bright, and readable to all (van der Walt & Smith 2015). */
const HEAT_SCHEME = 'inferno';

/** Fills every place of the page that shows a map over a face. */
export function drawExplanation(explanation: ReportExplanation, faces: FaceSource): void {
  const tiles = faceSource(explanation.tiles);
  const colours = heatColours();
  for (const place of document.querySelectorAll<HTMLElement>('.heated')) {
    const { row, face, heat, size } = place.dataset;
    const side = Number(size);
    const below = row === undefined ? tiles.canvas(Number(face), side) : faces.canvas(Number(row), side);
    const above = tiles.canvas(Number(heat), side, (context) => colour(context, colours));
    above.classList.add('heat');
    place.replaceChildren(below, above);
  }
  mount('chart-heat', (width) => heatLegend(width));
  fadeHeat();
  if (explanation.sanity) {
    const { sanity } = explanation;
    mount('chart-sanity', (width) => drawSanity(sanity, width));
  }
}

/** [256, 4] RGBA by gray value: the weaker, the more of the face shows through. */
function heatColours(): Uint8ClampedArray {
  const scale = plot().scale({ color: { type: 'linear', scheme: HEAT_SCHEME, domain: [0, 255] } });
  const canvas = document.createElement('canvas');
  canvas.width = 256;
  canvas.height = 1;
  const context = canvas.getContext('2d');
  if (!context || !scale) return new Uint8ClampedArray(1024);
  for (let value = 0; value < 256; value++) {
    context.fillStyle = String(scale.apply(value));
    context.fillRect(value, 0, 1, 1);
  }
  const { data } = context.getImageData(0, 0, 256, 1);
  for (let value = 0; value < 256; value++) data[4 * value + 3] = Math.min(255, 1.6 * value);
  return data;
}

/** Gray into colour, where it stands. */
function colour(context: CanvasRenderingContext2D, colours: Uint8ClampedArray): void {
  const { width, height } = context.canvas;
  const image = context.getImageData(0, 0, width, height);
  for (let at = 0; at < image.data.length; at += 4) {
    const from = 4 * image.data[at];
    image.data.set(colours.subarray(from, from + 4), at);
  }
  context.putImageData(image, 0, 0);
}

function heatLegend(width: number): Element {
  const options = {
    color: { type: 'linear', scheme: HEAT_SCHEME, domain: [0, 100] },
    label: 'evidence, % of the picture’s strongest place',
    width: Math.min(width, 280),
    ticks: 5,
  } as const;
  return plot().legend(options as Parameters<ReturnType<typeof plot>['legend']>[0]);
}

/** The slider sets how much of the maps is seen; the key h hides them and shows them again. */
function fadeHeat(): void {
  const slider = document.getElementById('heat-strength');
  if (!(slider instanceof HTMLInputElement)) return;
  let shown = slider.value;
  const apply = () =>
    document.documentElement.style.setProperty('--heat', String(Number(slider.value) / 100));
  slider.addEventListener('input', apply);
  document.addEventListener('keydown', ({ key, target, ctrlKey, metaKey, altKey }) => {
    const typing =
      target instanceof HTMLElement && target.matches('input:not([type=range]), select, textarea');
    if (key !== 'h' || typing || ctrlKey || metaKey || altKey) return;
    if (slider.value === '0') slider.value = shown;
    else {
      shown = slider.value;
      slider.value = '0';
    }
    apply();
  });
  apply();
}

interface Stage {
  readonly name: string;
  readonly similarity: number;
}

function drawSanity({ stages, untrained }: Sanity, width: number): Element {
  const Plot = plot();
  const rows: Stage[] = [
    { name: 'as trained', similarity: 1 },
    ...stages.map(({ path, type, similarity }) => ({ name: `${path} ${type}`, similarity })),
  ];
  const longest = Math.max(...rows.map(({ name }) => name.length));
  return Plot.plot({
    ...COMMON,
    width: Math.min(width, 640),
    height: 66 + 22 * rows.length,
    marginLeft: 16 + 6.4 * longest,
    marginBottom: 40,
    x: {
      label: 'rank correlation',
      domain: [Math.min(-0.2, ...rows.map((row) => row.similarity)), 1],
      grid: true,
    },
    y: { label: null, domain: rows.map(({ name }) => name), tickSize: 0 },
    marks: [
      Plot.ruleX([0]),
      Plot.ruleX([untrained], { stroke: MUTED, strokeDasharray: '3 3' }),
      Plot.ruleY(rows, { x1: 0, x2: 'similarity', y: 'name', stroke: ACCENT, strokeWidth: 2 }),
      Plot.dot(rows, {
        ...{ x: 'similarity', y: 'name', fill: ACCENT, r: 5, tip: { lineHeight: 1.3 } },
        title: (row: Stage) => `${row.name}\nrank correlation ${row.similarity.toFixed(3)}`,
      }),
    ],
  });
}
