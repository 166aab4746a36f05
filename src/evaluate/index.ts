/** Metrics of a trained network, with intervals. Pure: runs in Node and in a browser. */
export { type ClassScore, type Evaluation, evaluateLogits } from './evaluate.js';
export { type Rate, wilson, Z95 } from './interval.js';
export { argmax, softmax } from './logits.js';
export { type PredictOptions, predict } from './predict.js';
export { evaluateSplit, type SplitRequest } from './split.js';
export { confusionTable, evaluationTable, percentText, rateText, type TextTable } from './table.js';
