// TensorFlow.js' contender of inference on its WebAssembly backend (SIMD; in Node it has no threads, by its own choice:
// github.com/tensorflow/tfjs/issues/3830). Arguments: model.json, batch size, threads.
// It runs tfjs-core's fused operations with batch norm folded into the convolution before it, which is what its graph
// optimiser makes of a network; layer by layer through tfjs-layers would be slower.
import '@tensorflow/tfjs-backend-wasm';
import * as tf from '@tensorflow/tfjs-core';
import { convPadding, model, randomFloats, serve, settings, weightScale } from './protocol.mjs';

let parameters = 0;

function weight(shape, scale) {
  const count = shape.reduce((product, size) => product * size, 1);
  parameters += count;
  return tf.tensor(randomFloats(count, scale), shape);
}

/** Fuses what follows a layer: batch norm (its two parameters are counted, folding changes no shape) and ReLU. */
function compile(layers, channels, side) {
  const steps = [];
  let shape = { channels, side };
  for (let i = 0; i < layers.length; i++) {
    const normed = layers[i + 1]?.type === 'batchNorm' ? 1 : 0;
    const activation = layers[i + 1 + normed]?.type === 'relu' ? 'relu' : 'linear';
    const [step, next, fused] = compileLayer(layers[i], shape, normed === 1, activation);
    if (step) steps.push(step);
    shape = next;
    if (fused) i += normed + (activation === 'relu' ? 1 : 0);
  }
  const run = (x) => steps.reduce((value, step) => step(value), x);
  return { run, ...shape };
}

function compileLayer(layer, { channels, side }, normed, activation) {
  const to = (kernel, stride, pad) => Math.floor((side + 2 * pad - kernel) / stride) + 1;
  switch (layer.type) {
    case 'conv': {
      const { filters, kernel, stride = 1, groups = 1 } = layer;
      const pad = convPadding(layer);
      const depthwise = groups > 1;
      const inputs = depthwise ? 1 : channels;
      const shape = depthwise ? [kernel, kernel, channels, 1] : [kernel, kernel, channels, filters];
      const filter = weight(shape, weightScale(inputs * kernel * kernel));
      // Folded, batch norm leaves a bias; its scale, the second parameter, is in the filter.
      if (normed) parameters += filters;
      const bias = normed || layer.bias !== false ? weight([filters], 0.1) : undefined;
      const options = { filter, strides: stride, pad, bias, activation };
      const conv = depthwise ? tf.fused.depthwiseConv2d : tf.fused.conv2d;
      return [(x) => conv({ x, ...options }), { channels: filters, side: to(kernel, stride, pad) }, true];
    }
    case 'dense': {
      const b = weight([channels, layer.units], weightScale(channels));
      const bias = layer.bias === false ? undefined : weight([layer.units], 0.1);
      const step = (a) => tf.fused.matMul({ a, b, bias, activation });
      return [step, { channels: layer.units, side: 1 }, true];
    }
    case 'maxPool':
    case 'avgPool': {
      const { size, stride = size, padding = 0 } = layer;
      const pool = layer.type === 'maxPool' ? tf.maxPool : tf.avgPool;
      return [(x) => pool(x, size, stride, padding), { channels, side: to(size, stride, padding) }];
    }
    case 'relu':
      return [tf.relu, { channels, side }];
    case 'globalAvgPool':
      return [(x) => tf.mean(x, [1, 2]), { channels, side: 1 }];
    case 'flatten': {
      const features = channels * side * side;
      return [(x) => tf.reshape(x, [-1, features]), { channels: features, side: 1 }];
    }
    case 'residual': {
      const main = compile(layer.main, channels, side);
      const shortcut = compile(layer.shortcut ?? [], channels, side);
      return [(x) => tf.add(main.run(x), shortcut.run(x)), { channels: main.channels, side: main.side }];
    }
    case 'dropout':
    case 'softmax':
      return [undefined, { channels, side }]; // logits, as ours gives them
    default:
      throw new Error(`no TensorFlow.js twin of a ${layer.type} layer`);
  }
}

await tf.setBackend('wasm');
const { batch } = settings;
const network = compile(model.layers, model.input.channels, model.input.height);
const images = tf.tensor(randomFloats(batch * 48 * 48), [batch, 48, 48, 1]);
const step = async () => {
  const logits = tf.tidy(() => network.run(images));
  await logits.data();
  logits.dispose();
};
await serve(`TensorFlow.js ${tf.version_core}, wasm`, parameters, step);
