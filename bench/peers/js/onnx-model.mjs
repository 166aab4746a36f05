// A network of ours as an ONNX file with random weights: what ONNX Runtime is compared on. NCHW, opset 17.
// The messages are the part of onnx.proto3 (github.com/onnx/onnx) that a plain CNN needs; numbers are the fields' there.
import protobuf from 'protobufjs';
import { convPadding, randomFloats, weightScale } from './protocol.mjs';

const { root } = protobuf.parse(`
  syntax = "proto3";
  message ModelProto { int64 ir_version = 1; GraphProto graph = 7; repeated OperatorSetId opset_import = 8; }
  message OperatorSetId { string domain = 1; int64 version = 2; }
  message GraphProto {
    repeated NodeProto node = 1; string name = 2; repeated TensorProto initializer = 5;
    repeated ValueInfo input = 11; repeated ValueInfo output = 12;
  }
  message NodeProto {
    repeated string input = 1; repeated string output = 2; string name = 3; string op_type = 4;
    repeated AttributeProto attribute = 5;
  }
  message AttributeProto { string name = 1; float f = 2; int64 i = 3; repeated int64 ints = 8; int32 type = 20; }
  message TensorProto { repeated int64 dims = 1; int32 data_type = 2; string name = 8; bytes raw_data = 9; }
  message ValueInfo { string name = 1; TypeProto type = 2; }
  message TypeProto { TensorType tensor_type = 1; }
  message TensorType { int32 elem_type = 1; Shape shape = 2; }
  message Shape { repeated Dimension dim = 1; }
  message Dimension { int64 dim_value = 1; }
`);
const FLOAT = 1;

class Writer {
  node = [];
  initializer = [];
  /** Values that training would change. */
  parameters = 0;

  weight(dims, scale, trainable = true) {
    const name = `w${this.initializer.length}`;
    const count = dims.reduce((product, size) => product * size, 1);
    // A variance must be positive; a scale of 0 asks for ones.
    const values = scale === 0 ? new Float32Array(count).fill(1) : randomFloats(count, scale);
    const rawData = new Uint8Array(values.buffer);
    this.initializer.push({ name, dims, dataType: FLOAT, rawData });
    if (trainable) this.parameters += count;
    return name;
  }

  op(opType, input, attributes = {}) {
    const output = `t${this.node.length}`;
    const attribute = Object.entries(attributes).map(([name, value]) => {
      if (Array.isArray(value)) return { name, ints: value, type: 7 };
      return Number.isInteger(value) ? { name, i: value, type: 2 } : { name, f: value, type: 1 };
    });
    this.node.push({ opType, input, output: [output], name: output, attribute });
    return output;
  }

  /** @param at name, channels, side of the tensor so far; @returns those of the next */
  layers(list, at) {
    return list.reduce((place, layer) => this.layer(layer, place), at);
  }

  layer(layer, { x, channels, side }) {
    const square = (value, length = 2) => new Array(length).fill(value);
    switch (layer.type) {
      case 'conv': {
        const { filters, kernel, stride = 1, groups: group = 1 } = layer;
        const pad = convPadding(layer);
        const inputs = channels / group;
        const w = this.weight([filters, inputs, kernel, kernel], weightScale(inputs * kernel * kernel));
        const bias = layer.bias === false ? [] : [this.weight([filters], 0.1)];
        const shape = { kernel_shape: square(kernel), strides: square(stride), pads: square(pad, 4), group };
        const to = Math.floor((side + 2 * pad - kernel) / stride) + 1;
        return { x: this.op('Conv', [x, w, ...bias], shape), channels: filters, side: to };
      }
      case 'batchNorm': {
        const inputs = [this.weight([channels], 0), this.weight([channels], 0.1)];
        inputs.push(this.weight([channels], 0.1, false), this.weight([channels], 0, false));
        const epsilon = layer.epsilon ?? 1e-5;
        return { x: this.op('BatchNormalization', [x, ...inputs], { epsilon }), channels, side };
      }
      case 'relu':
        return { x: this.op('Relu', [x]), channels, side };
      case 'maxPool':
      case 'avgPool': {
        const { size, stride = size, padding = 0 } = layer;
        const shape = { kernel_shape: square(size), strides: square(stride), pads: square(padding, 4) };
        const to = Math.floor((side + 2 * padding - size) / stride) + 1;
        return {
          x: this.op(layer.type === 'maxPool' ? 'MaxPool' : 'AveragePool', [x], shape),
          channels,
          side: to,
        };
      }
      case 'globalAvgPool':
        return { x: this.op('Flatten', [this.op('GlobalAveragePool', [x])]), channels, side: 1 };
      case 'flatten':
        return { x: this.op('Flatten', [x]), channels: channels * side * side, side: 1 };
      case 'dense': {
        const w = this.weight([layer.units, channels], weightScale(channels));
        const bias = layer.bias === false ? [] : [this.weight([layer.units], 0.1)];
        return { x: this.op('Gemm', [x, w, ...bias], { transB: 1 }), channels: layer.units, side: 1 };
      }
      case 'residual': {
        const main = this.layers(layer.main, { x, channels, side });
        const shortcut = this.layers(layer.shortcut ?? [], { x, channels, side });
        return { ...main, x: this.op('Add', [main.x, shortcut.x]) };
      }
      case 'dropout':
      case 'softmax':
        return { x, channels, side }; // logits, as ours gives them
      default:
        throw new Error(`no ONNX twin of a ${layer.type} layer`);
    }
  }
}

/** @returns the file's bytes and the number of trainable parameters in it */
export function onnxModel(model, batch) {
  const writer = new Writer();
  const { height, channels } = model.input;
  const end = writer.layers(model.layers, { x: 'images', channels, side: height });
  const value = (name, ...dims) => {
    const shape = { dim: dims.map((dimValue) => ({ dimValue })) };
    return { name, type: { tensorType: { elemType: FLOAT, shape } } };
  };
  const { node, initializer } = writer;
  const graph = {
    ...{ node, initializer, name: model.name },
    input: [value('images', batch, channels, height, height)],
    output: [value(end.x, batch, end.channels)],
  };
  const type = root.lookupType('ModelProto');
  const message = type.fromObject({ irVersion: 8, opsetImport: [{ domain: '', version: 17 }], graph });
  return { bytes: type.encode(message).finish(), parameters: writer.parameters, output: end.x };
}
