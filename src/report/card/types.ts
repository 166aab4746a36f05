/** What a model card says, as plain JSON (after Mitchell et al. 2019, "Model cards for model reporting"). */
import type { VotesAs } from '../../data/types.js';
import type { Calibration } from '../../evaluate/calibration.js';
import type { ClassScore } from '../../evaluate/evaluate.js';
import type { Rate } from '../../evaluate/interval.js';
import type { RobustnessSummary } from '../../evaluate/robustness.js';
import type { Weighed } from '../../export/index.js';
import type { Honesty } from '../role.js';

export interface Card {
  readonly format: 'vultus-card';
  readonly version: 1;
  /** The directory's name. */
  readonly name: string;
  /** Program and version. */
  readonly createdBy: string;
  readonly model: CardModel;
  /** Null for a model whose run is not at hand, and for an average. */
  readonly training: CardTraining | null;
  /** Of the mean of several networks; null for one alone. */
  readonly average: CardAverage | null;
  readonly data: CardData;
  /** The most honest one first; empty when nothing was measured. */
  readonly evaluations: readonly CardEvaluation[];
  readonly robustness: readonly CardRobustness[];
  readonly statements: CardStatements;
}

export interface CardModel {
  readonly network: string;
  readonly classes: readonly string[];
  /** Trainable values. */
  readonly parameters: number;
  /** Multiply-accumulates for one image. */
  readonly macs: number;
  /** SHA-256 (hex) of the weights. */
  readonly hash: string;
  /** That of the weights as training printed it; null when they were not rounded since. */
  readonly trainedHash: string | null;
  /** As the person who made the card says; null when nobody said. */
  readonly licence: string | null;
  /** What all logits are to be divided by, and the images that chose it; null when none was fitted. */
  readonly temperature: {
    readonly value: number;
    readonly split: string;
    readonly images: number;
    /** What these were weighed by; null when they count alike. */
    readonly weighed: Weighed | null;
  } | null;
  /** What the model's own file adds. */
  readonly notes: string | null;
}

export interface CardTraining {
  /** When the run was first started, ISO 8601. */
  readonly started: string;
  /** The command line that does it again; null when the run was not started from one. */
  readonly command: string | null;
  /** The command line that made the folder of labels which taught it; null when none did, or it is not known. */
  readonly teacherCommand: string | null;
  /** Of each target what teachers say, 0–1; null when there were none. */
  readonly teacherShare: number | null;
  readonly versions: Readonly<Record<string, string>>;
  readonly seed: number;
  readonly epochs: number;
  readonly plannedEpochs: number;
  /** Whose weights these are; null when the run does not say. */
  readonly keptEpoch: number | null;
  readonly images: {
    readonly train: number;
    readonly validation: number;
    readonly copiesRemoved: number;
    /** Left out by name, as labels that are likely to be wrong are. */
    readonly dropped: number;
  };
  readonly roles: readonly { readonly split: string; readonly role: string }[];
  /** Every setting by its dotted name. */
  readonly settings: readonly (readonly [name: string, value: string])[];
}

export interface CardAverage {
  /** The command line that makes it of its networks; null when it was not made by one. */
  readonly command: string | null;
  readonly networks: readonly { readonly name: string; readonly training: CardTraining }[];
}

export interface CardData {
  /** What was read, as the user named it; null when the model does not say. */
  readonly source: string | null;
  readonly fingerprint: string | null;
  /** Rows. */
  readonly count: number | null;
  /** What is known of its origin, in sentences. */
  readonly origin: readonly string[];
  readonly licence: string | null;
  /** What the labels are, when votes were laid over them. */
  readonly votes: 'none' | VotesAs | null;
  /** Of the votes in each target, 0–1. */
  readonly voteShare: number | null;
}

/** One measured split: a selection of what `vultus evaluate --json` gives. */
export interface CardEvaluation {
  readonly split: string;
  readonly role: Honesty['role'];
  readonly note: string;
  /** Of the data measured on. */
  readonly fingerprint: string;
  readonly count: number;
  readonly accuracy: Rate;
  readonly top2: Rate;
  readonly loss: number;
  readonly kappa: number | null;
  readonly balancedAccuracy: number;
  readonly macroF1: number;
  readonly intervals: {
    readonly balancedAccuracy: Rate | null;
    readonly macroF1: Rate | null;
    readonly kappa: Rate | null;
    readonly loss: Rate | null;
  };
  readonly macroRocArea: number | null;
  readonly macroAveragePrecision: number | null;
  readonly perClass: readonly ClassScore[];
  readonly calibration: Pick<Calibration, 'ece' | 'largestError' | 'brier' | 'overconfidence'>;
}

export interface CardRobustness {
  readonly split: string;
  readonly role: Honesty['role'];
  readonly note: string;
  readonly fingerprint: string;
  readonly summary: RobustnessSummary;
}

/** What is the same for every network of this program, or follows from the rest. */
export interface CardStatements {
  readonly intended: readonly string[];
  readonly notIntended: readonly string[];
  readonly expression: readonly string[];
  readonly law: readonly string[];
  readonly limits: readonly string[];
}
