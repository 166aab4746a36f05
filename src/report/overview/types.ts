/** Everything the page about a data set shows, as plain JSON: `gatherDataPage` collects it, `renderDataPage` draws it. */
import type { DataOverview, Finding } from '../../data/overview/index.js';
import type { ReportFaces } from '../types.js';

export interface DataPage {
  /** The data's file or folder name: `fer2013.csv.gz`. */
  readonly name: string;
  /** Program and version, e.g. `vultus 0.1.0`. */
  readonly createdBy: string;
  /** ISO 8601 time; absent in tests, so that the same data give the same bytes. */
  readonly createdAt?: string;
  /** The command line that makes the page again. */
  readonly command: string;
  readonly overview: DataOverview;
  /** The most important first. */
  readonly findings: readonly Finding[];
  /** Mean and deviation face of each class that has images. */
  readonly classFaces: readonly ClassFacePictures[];
  /** What black and white stand for in all mean faces and in all deviation faces. */
  readonly classFaceScales: { readonly mean: GrayScale; readonly deviation: GrayScale };
  /** Every face the galleries show, embedded once. */
  readonly faces: ReportFaces;
  /** What is known of each row in `faces`, in its order: indices of class and split. */
  readonly captions: readonly { readonly label: number; readonly split: number }[];
}

/** Gray values or standard deviations, 0–255. */
export interface GrayScale {
  readonly black: number;
  readonly white: number;
}

/** Pictures as `data:image/png;base64,…`. */
export interface ClassFacePictures {
  readonly name: string;
  readonly count: number;
  readonly mean: string;
  readonly deviation: string;
}
