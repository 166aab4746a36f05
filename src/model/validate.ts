/** Turns JSON of unknown origin into a `Model`, or says where and why it is none. */
import { z } from 'zod';
import { ModelError } from '../util/errors.js';
import { parameterSpecs, sizeOf } from './parameters.js';
import { inferShapes, shapeText } from './shapes.js';
import type { Layer, Model } from './types.js';

// Limits far above any sensible network for 48×48 faces; they keep a hostile file from asking for all memory.
const MAX_LAYERS = 1000;
const MAX_NESTING = 8;
/** 2^28 float32 values are 1 GiB, a quarter of what WebAssembly's 32-bit memory holds. */
const MAX_VALUES = 2 ** 28;

const count = (limit: number) => z.int().min(1).max(limit);
const init = z.enum(['glorot', 'he', 'zero']).optional();
const padded = z.int().min(0).max(256);

const simpleLayers = [
  z.strictObject({
    type: z.literal('conv'),
    filters: count(65536),
    kernel: count(256),
    stride: count(256).optional(),
    padding: z.union([z.literal('valid'), z.literal('same'), padded]).optional(),
    groups: count(65536).optional(),
    bias: z.boolean().optional(),
    init,
  }),
  z.strictObject({
    type: z.literal('batchNorm'),
    momentum: z.number().gt(0).max(1).optional(),
    epsilon: z.number().gt(0).max(1).optional(),
    gammaInit: z.number().optional(),
  }),
  z.strictObject({ type: z.literal('relu') }),
  z.strictObject({
    type: z.literal('maxPool'),
    size: count(256),
    stride: count(256).optional(),
    padding: padded.optional(),
  }),
  z.strictObject({ type: z.literal('avgPool'), size: count(256), stride: count(256).optional() }),
  z.strictObject({ type: z.literal('globalAvgPool') }),
  z.strictObject({ type: z.literal('dropout'), rate: z.number().min(0).lt(1) }),
  z.strictObject({ type: z.literal('flatten') }),
  z.strictObject({ type: z.literal('dense'), units: count(65536), bias: z.boolean().optional(), init }),
  z.strictObject({ type: z.literal('softmax') }),
] as const;

const LAYER_TYPES = [...simpleLayers.map((layer) => layer.shape.type.value), 'residual'];

/** One schema a nesting level, so that no input can exhaust the stack. */
function layerSchema(nesting: number): z.ZodType<Layer> {
  if (nesting === 0) return z.discriminatedUnion('type', [...simpleLayers]);
  const inner = z.array(layerSchema(nesting - 1)).max(MAX_LAYERS);
  const residual = z.strictObject({
    type: z.literal('residual'),
    main: inner.min(1),
    shortcut: inner.optional(),
  });
  return z.discriminatedUnion('type', [...simpleLayers, residual]);
}

const modelSchema: z.ZodType<Model> = z.strictObject({
  name: z.string().min(1).max(200),
  input: z.strictObject({ height: count(4096), width: count(4096), channels: count(4096) }),
  preprocessing: z.strictObject({ mean: z.number(), scale: z.number().gt(0) }),
  classes: z
    .array(z.string().min(1).max(200))
    .min(2)
    .max(1000)
    .refine((names) => new Set(names).size === names.length, 'two classes have the same name'),
  layers: z.array(layerSchema(MAX_NESTING)).min(1).max(MAX_LAYERS),
});

/**
 * Checks a parsed `model.json` in full: every field, every layer's shapes, and that the last layer gives one value
 * a class. Unknown fields are refused, so a misspelt setting cannot be lost in silence.
 * @param where what the value was read from, for messages
 * @throws ModelError naming the field (`layers[3].kernel`) or the layer, and why
 * @example
 * parseModel(JSON.parse(JSON.stringify(zooModel('tiny')))).name; // 'tiny'
 */
export function parseModel(value: unknown, where = 'the model'): Model {
  const result = modelSchema.safeParse(value);
  if (!result.success) {
    const issue = result.error.issues[0];
    const place = issue.path.length === 0 ? '' : ` at ${pathText(issue.path)}`;
    throw new ModelError(
      `${where} is not a valid network${place}: ${issueText(issue)}; correct it or write it again`,
    );
  }
  const model = result.data;
  try {
    checkModel(model);
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    throw new ModelError(`${where} is not a valid network: ${error.message}`, { cause: error });
  }
  return model;
}

/**
 * What a single layer cannot know: the output fits the classes, and the whole fits into memory.
 * @throws ModelError
 */
export function checkModel(model: Model): void {
  const infos = inferShapes(model);
  const last = infos.at(-1);
  if (last === undefined) throw new ModelError('there are no layers; add some');
  const { height, width, channels } = last.output;
  if (height !== 1 || width !== 1 || channels !== model.classes.length) {
    const have = `the last layer gives ${shapeText(last.output)}`;
    throw new ModelError(`${have} but there are ${model.classes.length} classes; end with one value a class`);
  }
  const values = parameterSpecs(model).reduce((sum, spec) => sum + sizeOf(spec.shape), 0);
  if (values > MAX_VALUES) {
    throw new ModelError(`it has ${values} parameters, over the limit of ${MAX_VALUES}; make it smaller`);
  }
  const large = infos.find(({ output: o }) => o.height * o.width * o.channels > MAX_VALUES);
  if (large !== undefined) {
    const what = `layer ${large.path} (${large.layer.type}) gives ${shapeText(large.output)}`;
    throw new ModelError(`${what}, over the limit of ${MAX_VALUES} values; make it smaller`);
  }
}

/** What is wrong, in words that need no knowledge of the checker. */
function issueText(issue: z.core.$ZodIssue): string {
  if (issue.code === 'invalid_union' && issue.path.at(-1) === 'type') {
    return `there is no such layer, the types are ${LAYER_TYPES.join(', ')}`;
  }
  if (issue.code === 'invalid_union') return 'it is none of the values that are allowed there';
  return issue.message.replace(/^Invalid \w+: /, '');
}

/** `layers[3].main[0].kernel` */
function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '');
}
