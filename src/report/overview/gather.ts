/** Collects what the page about a data set shows: the faces of its galleries in one picture, the class faces as PNGs. */
import type { ClassFace, DataOverview, Finding } from '../../data/overview/index.js';
import type { Dataset } from '../../data/types.js';
import { lastPart } from '../../util/paths.js';
import { gatherFaces } from '../faces.js';
import { pngUri } from '../grid.js';
import type { ClassFacePictures, DataPage, GrayScale } from './types.js';

export interface GatherDataOptions {
  readonly dataset: Dataset;
  /** Of this data set. */
  readonly overview: DataOverview;
  readonly findings: readonly Finding[];
  readonly classFaces: readonly ClassFace[];
  /** `vultus 0.1.0` */
  readonly createdBy: string;
  /** ISO 8601. */
  readonly createdAt?: string;
  /** The command line that makes the page again. */
  readonly command: string;
}

/**
 * The data of a page, faces drawn.
 * @throws DataError for a data set without rows
 * @example
 * const overview = await overviewDataset(dataset);
 * const page = await gatherDataPage({ dataset, overview, findings: dataFindings(overview), classFaces: classFaces(dataset), … });
 * writeFileSync('data.html', renderDataPage(page));
 */
export async function gatherDataPage(options: GatherDataOptions): Promise<DataPage> {
  const { dataset, overview, findings, createdBy, createdAt, command } = options;
  const labels = dataset.votes?.labels ?? dataset.labels;
  const faces = await gatherFaces(dataset, shownRows(overview));
  const filled = options.classFaces.filter(({ count }) => count > 0);
  const scales = {
    mean: scaleOf(filled.map(({ mean }) => mean)),
    deviation: scaleOf(filled.map(({ deviation }) => deviation)),
  };
  return {
    name: lastPart(dataset.source),
    createdBy,
    ...(createdAt !== undefined && { createdAt }),
    ...{ command, overview, findings },
    classFaces: await Promise.all(filled.map((face) => pictures(face, scales))),
    classFaceScales: scales,
    faces,
    captions: faces.rows.map((row) => ({ label: labels[row], split: dataset.splits[row] })),
  };
}

/** Every row that some gallery shows. */
function shownRows({ samples, extremes, copies, unlike, votes, description }: DataOverview): number[] {
  const pairs = Object.values(copies.examples).flat();
  const unusual = [unlike.fewGrays, unlike.composition].flatMap((found) => found?.examples ?? []);
  return [
    ...samples.flat(),
    ...Object.values(extremes).flat(),
    ...pairs.flatMap(({ rows }) => rows),
    ...unusual.map(({ row }) => row),
    ...(votes?.against ?? []).map(({ row }) => row),
    ...description.constantImages.rows,
  ];
}

/** One scale for all classes, so that their faces can be compared; as wide as it must be, so that much is seen. */
function scaleOf(faces: readonly Float32Array[]): GrayScale {
  const black = faces.reduce((least, face) => Math.min(least, ...face), 255);
  const white = faces.reduce((most, face) => Math.max(most, ...face), 0);
  return { black, white };
}

async function pictures(face: ClassFace, scales: DataPage['classFaceScales']): Promise<ClassFacePictures> {
  const [mean, deviation] = await Promise.all([
    picture(face.mean, scales.mean),
    picture(face.deviation, scales.deviation),
  ]);
  return { name: face.name, count: face.count, mean, deviation };
}

function picture(values: Float32Array, { black, white }: GrayScale): Promise<string> {
  const range = white > black ? white - black : 1;
  return pngUri(Uint8Array.from(values, (value) => Math.round((255 * (value - black)) / range)));
}
