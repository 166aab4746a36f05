/** Everything a report shows, as plain JSON: whoever trains or evaluates gathers it, `renderReport` draws it. */
import type { Analysis } from '../evaluate/analysis.js';
import type { Evaluation } from '../evaluate/evaluate.js';
import type { PairedComparison } from '../evaluate/paired.js';
import type { RobustnessSummary } from '../evaluate/robustness.js';
import type { ScaledTrust } from '../evaluate/scaled.js';
import type { SliceReport } from '../evaluate/slices.js';
import type { ViewSet } from '../evaluate/tta.js';
import type { Method, Sanity, Thirds } from '../explain/index.js';
import type { EpochRecord } from '../train/events.js';

export interface ReportData {
  /** The run's name, e.g. `classic`. */
  readonly name: string;
  /** Program and version, e.g. `vultus 0.1.0`. */
  readonly createdBy: string;
  /** ISO 8601 time; absent in tests, so that the same data give the same bytes. */
  readonly createdAt?: string;
  readonly data: ReportDataset;
  readonly samples?: ReportSamples;
  /** Every face that the page's galleries show, embedded once. */
  readonly faces?: ReportFaces;
  /** What the network looks at; its faces are among `faces`. */
  readonly explanation?: ReportExplanation;
  readonly model: ReportModel;
  /** Of an average of several networks: their names. */
  readonly averageOf?: readonly string[];
  /** Absent when nothing was trained, as in the report of `vultus evaluate`. */
  readonly training?: ReportTraining;
  /** The first one makes the headline: put the most honest one first. */
  readonly evaluations: readonly ReportEvaluation[];
  /** Which images chose the model's temperature, or why it has none: one sentence or two. */
  readonly temperature?: string;
  /** Accuracy on damaged images. */
  readonly robustness?: ReportRobustness;
  /** Accuracy by attributes of the images. */
  readonly slices?: ReportSlices;
  /** The whole configuration as JSON. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly environment: ReportEnvironment;
  /** SHA-256 (hex) of the weights. */
  readonly hash: string;
  /** Command line that does the same again. */
  readonly command: string;
}

export interface ReportDataset {
  /** What was read, as the user named it. */
  readonly source: string;
  /** SHA-256 (hex) of the data. */
  readonly fingerprint: string;
  readonly classes: readonly string[];
  /** `counts` follows `classes`. */
  readonly splits: readonly { readonly name: string; readonly counts: readonly number[] }[];
  /** Further facts worth a line: `['exact duplicates', '1,236']`. */
  readonly facts?: readonly (readonly [label: string, value: string])[];
}

/** Small pictures as `data:image/png;base64,…`. */
export interface ReportSamples {
  /** A few images (or one strip) of each class. */
  readonly byClass: readonly { readonly name: string; readonly images: readonly string[] }[];
  /** Originals beside what augmentation made of them. */
  readonly augmented: readonly {
    readonly name: string;
    readonly original: string;
    readonly variants: readonly string[];
  }[];
}

/** Many 48×48 faces in one picture, row by row, without gaps. */
export interface ReportFaces {
  /** `data:image/webp;base64,…` */
  readonly image: string;
  /** Faces side by side. */
  readonly columns: number;
  /** The data set's row of each face, in the picture's order, none twice. */
  readonly rows: readonly number[];
}

/** Heat maps over some of a split's faces. */
export interface ReportExplanation {
  readonly split: string;
  readonly method: Method;
  /** What Grad-CAM looks at: `10 (ReLU, 8×8×128)`. */
  readonly layer?: string;
  /** Gray pictures one after the other, numbered from 0: heat maps (white: the strongest place) and mean faces. */
  readonly tiles: ReportFaces;
  readonly images: readonly ReportHeat[];
  /** In the order of the class codes. */
  readonly classes: readonly ReportClassHeat[];
  readonly sanity?: Sanity;
}

export interface ReportHeat {
  /** The data set's row. */
  readonly row: number;
  /** Class codes. */
  readonly truth: number;
  readonly answer: number;
  /** Of the answer. */
  readonly probability: number;
  /** Number of the heat map's tile: what speaks for the answer. */
  readonly heat: number;
  /** Shares of the upper, middle and lower third of the image; absent when nothing speaks for the answer. */
  readonly thirds?: Thirds;
}

/** The means over recognised images of a class; no tiles when there are none. */
export interface ReportClassHeat {
  readonly name: string;
  readonly count: number;
  /** Numbers of the tiles with the mean heat map and the mean face. */
  readonly heat?: number;
  readonly face?: number;
  readonly thirds?: Thirds;
}

export interface ReportModel {
  readonly name: string;
  /** The picture of the network: one `<svg>` element. */
  readonly svg?: string;
  readonly rows: readonly ReportLayer[];
  /** Trainable values. */
  readonly parameters: number;
  /** Multiply-accumulates for one image. */
  readonly macs: number;
  /** Bytes of the engine's memory. */
  readonly memoryBytes?: number;
}

export interface ReportLayer {
  /** `conv 3×3, 32` */
  readonly layer: string;
  /** `46×46×32` */
  readonly output: string;
  readonly parameters: number;
  readonly macs: number;
}

export interface ReportTraining {
  /** In order; may be empty. */
  readonly epochs: readonly EpochRecord[];
  /** Epochs that were asked for. */
  readonly plannedEpochs: number;
  /** Epoch whose weights were kept; absent when none was. */
  readonly bestEpoch?: number;
  /** Why epochs stopped before `plannedEpochs`, as a phrase: `stopped early: no better epoch for 8 epochs`. */
  readonly stopped?: string;
  /** Split names, for legends. */
  readonly trainSplit: string;
  readonly validationSplit?: string;
  /** Training, validation included. */
  readonly seconds: number;
  /** Mean over all epochs, validation left out. */
  readonly imagesPerSecond: number;
  /** Absent for a run made before there was a step log. */
  readonly steps?: ReportSteps;
}

/** The step log in columns of equal length; each line holds means since the line before. */
export interface ReportSteps {
  readonly stepsPerEpoch: number;
  /** Steps done over the whole run. */
  readonly update: readonly number[];
  readonly loss: readonly number[];
  readonly accuracy: readonly number[];
  readonly learningRate: readonly number[];
  readonly gradientNorm: readonly number[];
  readonly imagesPerSecond: readonly number[];
}

export interface ReportEvaluation {
  readonly split: string;
  /**
   * How the split was used. `unseen`: it chose nothing. `validation`: epochs or settings were chosen on it.
   * `mixed`: kept apart, but some of its images are exact copies of training images. `training`: the network learned from it. `unknown`: this program cannot tell, e.g. another data set.
   */
  readonly role: 'unseen' | 'validation' | 'mixed' | 'training' | 'unknown';
  /** One sentence on the role in place of the usual one, when more is known. */
  readonly sentence?: string;
  /** `EMA weights`, `8-fold test-time augmentation`: how the answers were made, if not plainly. */
  readonly note?: string;
  readonly evaluation: Evaluation;
  /** Test-time augmentation: the answer to the image alone (first) beside the mean over several views, image by image. */
  readonly views?: { readonly set: ViewSet; readonly comparison: PairedComparison };
  /** All scores, curves and calibration; the same images as `evaluation`. */
  readonly analysis?: Analysis;
  /** The probabilities after the model's temperature. */
  readonly scaled?: ScaledTrust;
  /** The temperature was fitted on these very images. */
  readonly fittedHere?: boolean;
  /** What was said of single images; their faces are in the report's `faces`. */
  readonly answers?: ReportAnswers;
}

/** Images by falling loss, packed small. Numbers of more than a byte stand little end first. */
export interface ReportAnswers {
  /** Of the data set. */
  readonly rows: readonly number[];
  /** [n] class codes, one byte each, base64. */
  readonly labels: string;
  /** [n] class codes, one byte each, base64. */
  readonly answers: string;
  /** [n] nats as float32, base64. */
  readonly losses: string;
  /** [n, classes] probabilities in 65,535ths, two bytes each, base64. */
  readonly probabilities: string;
}

export interface ReportEnvironment {
  readonly node: string;
  readonly cpu: string;
  readonly threads: number;
  readonly platform: string;
  /** Further lines: `['kernels', '4×16, revectorised']`. */
  readonly more?: readonly (readonly [label: string, value: string])[];
}

/** What is said of a split that a network was measured on, whatever was measured. */
export type ReportedOn = Pick<ReportEvaluation, 'split' | 'role' | 'sentence'>;

/** Accuracy under corruptions. */
export interface ReportRobustness extends ReportedOn {
  readonly seed: number;
  readonly summary: RobustnessSummary;
  /** One face, clean, then under each corruption at each strength, in the order of the summary's rows. */
  readonly faces?: ReportFaces;
}

/** Accuracy by attributes of the images. */
export interface ReportSlices extends ReportedOn {
  readonly report: SliceReport;
}
