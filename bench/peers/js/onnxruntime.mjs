// ONNX Runtime's contender of inference, native CPU provider. Arguments: model.json, batch size, threads.
import ort from 'onnxruntime-node';
import { onnxModel } from './onnx-model.mjs';
import { model, randomFloats, serve, settings } from './protocol.mjs';

const { batch, threads } = settings;
const { bytes, parameters, output } = onnxModel(model, batch);
const session = await ort.InferenceSession.create(bytes, {
  graphOptimizationLevel: 'all',
  intraOpNumThreads: threads,
  interOpNumThreads: 1,
  executionMode: 'sequential',
});
const images = new ort.Tensor('float32', randomFloats(batch * 48 * 48), [batch, 1, 48, 48]);
const step = async () => (await session.run({ images }))[output].data;
await serve(`onnxruntime-node ${ort.env.versions.node}`, parameters, step);
