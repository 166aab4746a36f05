// The expression models that users of JavaScript have today, for bench/accuracy.ts: the emotion model of @vladmandic/human
// and faceExpressionNet of @vladmandic/face-api, on TensorFlow.js' wasm backend (no threads in Node), weights from their packages.
//
//   node expression-models.mjs human|face-api IMAGES
//
// IMAGES holds 48×48 gray bytes, face after face. They are face crops already: no detector runs. One face a call, from bytes to
// probabilities. Prints one line of JSON: probabilities in FER2013's order of classes and the milliseconds of every call.
//
// What comes before the networks is what the packages do themselves (human/src/gear/emotion.ts, face-api/src/faceFeatureExtractor):
// - human: bilinear to 64×64, gray as 0.2989 R + 0.587 G + 0.114 B, (x − 0.5) · 2. The function is not exported: written out below.
// - face-api: bilinear to 112×112, its own means of R, G and B off, through 255; all by its predictExpressions.
// Tried besides, right on PublicTest: human by half-pixel centres 65.7 %, aligned corners 65.5 %, first to the 256×256 crop its
// detector makes 65.2 %, instead of 65.3 %; face-api by half-pixel centres 57.9 % instead of 58.3 %. Nothing that matters, so it is
// left as the packages have it.
import { readFileSync } from 'node:fs';
import { loadGraphModel } from '@tensorflow/tfjs-converter';
import * as tf from '@tensorflow/tfjs-core';
import '@tensorflow/tfjs-backend-wasm';

const SIDE = 48;
const FER2013 = ['angry', 'disgust', 'fear', 'happy', 'sad', 'surprise', 'neutral'];
const IN_FACE_API = ['angry', 'disgusted', 'fearful', 'happy', 'sad', 'surprised', 'neutral'];

const modules = new URL('node_modules/@vladmandic/', import.meta.url);
const file = (path) => readFileSync(new URL(path, modules));
const json = (path) => JSON.parse(file(path).toString());

/** Each: probabilities of a [48, 48, 3] tensor of 0–255, and the number of weights. */
const peers = {
  async human() {
    const { modelTopology, weightsManifest } = json('human/models/emotion.json');
    const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
    const weightData = new Uint8Array(file('human/models/emotion.bin')).buffer;
    const model = await loadGraphModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData }));
    const ofGray = tf.tensor1d([0.2989, 0.587, 0.114]);
    const predict = async (face) => {
      const answer = tf.tidy(() => {
        const resized = tf.image.resizeBilinear(tf.div(tf.expandDims(face), 255), [64, 64], false);
        const gray = tf.sum(tf.mul(resized, ofGray), 3, true);
        return model.execute(tf.mul(tf.sub(gray, 0.5), 2));
      });
      const probabilities = await answer.data();
      answer.dispose();
      return Array.from(probabilities); // its order is FER2013's
    };
    const parameters = weightSpecs
      .filter(({ dtype }) => dtype === 'float32')
      .reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
    return { predict, parameters };
  },

  async 'face-api'() {
    const { default: faceapi } = await import('@vladmandic/face-api/dist/face-api.node-wasm.js');
    const net = new faceapi.FaceExpressionNet();
    const { weights } = json('face-api/model/face_expression_model-weights_manifest.json')[0];
    const bytes = new Uint8Array(file('face-api/model/face_expression_model.bin')).buffer;
    net.loadFromWeightMap(tf.io.decodeWeights(bytes, weights));
    const predict = async (face) => {
      const expressions = await net.predictExpressions(face);
      return IN_FACE_API.map((name) => expressions[name]);
    };
    const lists = [net.getParamList(), net.faceFeatureExtractor.getParamList()].flat();
    return { predict, parameters: lists.reduce((sum, { tensor }) => sum + tensor.size, 0) };
  },
};

const [name, path] = process.argv.slice(2);
if (!Object.hasOwn(peers, name)) throw new Error(`no expression model ${name}: ${Object.keys(peers)}`);
await tf.setBackend('wasm');
const { predict, parameters } = await peers[name]();
const images = readFileSync(path);
const size = SIDE * SIDE;

async function classify(at) {
  const rgb = new Float32Array(3 * size);
  for (let i = 0; i < rgb.length; i++) rgb[i] = images[at * size + Math.floor(i / 3)];
  const face = tf.tensor3d(rgb, [SIDE, SIDE, 3]);
  const probabilities = await predict(face);
  face.dispose();
  return probabilities;
}

const probabilities = [];
const times = [];
for (let at = 0; at < images.length / size; at++) {
  const start = performance.now();
  probabilities.push(await classify(at));
  times.push(performance.now() - start);
}
const { version } = json(`${name}/package.json`);
const libraries = `${version}, TensorFlow.js ${tf.version_core}, ${tf.getBackend()}`;
process.stdout.write(
  `${JSON.stringify({ classes: FER2013, version: libraries, parameters, probabilities, times })}\n`,
);
