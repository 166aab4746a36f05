/**
 * Reads a network as PyTorch prints it (`print(model)`) into our layers, with the names of its tensors in PyTorch's
 * state_dict. Modules: Sequential, Conv2d, BatchNorm2d, ReLU, MaxPool2d, Dropout, Flatten, Linear; GAP (global average
 * pooling) and Res: relu(x + b2(c2(relu(b1(c1(x)))))).
 */
import type { Layer } from '../../src/model/types.js';

export interface PrintedNetwork {
  readonly layers: Layer[];
  /** Our parameter name → PyTorch's. */
  readonly names: Map<string, string>;
}

interface Module {
  readonly name: string;
  readonly kind: string;
  readonly args: string;
  readonly children: Module[];
}

/** @throws Error naming the line that is not understood */
export function parseTorchPrint(lines: readonly string[]): PrintedNetwork {
  const root = parseTree(lines);
  const layers: Layer[] = [];
  const names = new Map<string, string>();
  for (const module of root.children) addModule(module, layers, names);
  return { layers, names };
}

function parseTree(lines: readonly string[]): Module {
  const root: Module = { name: '', kind: 'Sequential', args: '', children: [] };
  const stack = [root];
  for (const line of lines.slice(1)) {
    if (/^\s*\)$/.test(line)) {
      stack.pop();
      continue;
    }
    const match = /^\s*\((\w+)\): (\w+)\((.*?)\)?$/.exec(line);
    if (!match) throw new Error(`cannot read the printed line "${line}"`);
    const module: Module = { name: match[1], kind: match[2], args: match[3], children: [] };
    stack.at(-1)!.children.push(module);
    if (!line.endsWith(')')) stack.push(module);
  }
  return root;
}

function addModule(module: Module, layers: Layer[], names: Map<string, string>): void {
  const index = layers.length;
  const { name, args } = module;
  const number = (key: string, fallback: number) => {
    const match = new RegExp(`${key}=\\(?(\\d+)`).exec(args);
    return match ? Number(match[1]) : fallback;
  };
  switch (module.kind) {
    case 'Conv2d':
      layers.push(convLayer(args));
      return nameTensors(names, String(index), name, ['weight', 'bias']);
    case 'BatchNorm2d':
      layers.push(normLayer(args));
      return nameNorm(names, String(index), name);
    case 'ReLU':
      layers.push({ type: 'relu' });
      return;
    case 'MaxPool2d':
      layers.push({
        type: 'maxPool',
        size: number('kernel_size', 2),
        stride: number('stride', 2),
        padding: number('padding', 0),
      });
      return;
    case 'Dropout':
      layers.push({ type: 'dropout', rate: Number(/p=([\d.]+)/.exec(args)?.[1] ?? 0.5) });
      return;
    case 'Flatten':
      layers.push({ type: 'flatten' });
      return;
    case 'GAP':
      layers.push({ type: 'globalAvgPool' });
      return;
    case 'Linear':
      layers.push({ type: 'dense', units: number('out_features', 0), bias: !args.includes('bias=False') });
      return nameTensors(names, String(index), name, ['weight', 'bias']);
    case 'Res': {
      const [c1, b1, c2, b2] = module.children;
      const main: Layer[] = [
        convLayer(c1.args),
        normLayer(b1.args),
        { type: 'relu' },
        convLayer(c2.args),
        normLayer(b2.args),
      ];
      layers.push({ type: 'residual', main }, { type: 'relu' });
      nameTensors(names, `${index}.main.0`, `${name}.c1`, ['weight', 'bias']);
      nameNorm(names, `${index}.main.1`, `${name}.b1`);
      nameTensors(names, `${index}.main.3`, `${name}.c2`, ['weight', 'bias']);
      return nameNorm(names, `${index}.main.4`, `${name}.b2`);
    }
    default:
      throw new Error(`cannot read the printed module ${module.kind}`);
  }
}

function convLayer(args: string): Layer {
  const [, filters] = args.split(',').map((part) => Number(part.trim()));
  const pair = (key: string, fallback: number) =>
    Number(new RegExp(`${key}=\\((\\d+)`).exec(args)?.[1] ?? fallback);
  return {
    type: 'conv',
    filters,
    kernel: pair('kernel_size', 1),
    stride: pair('stride', 1),
    padding: pair('padding', 0),
    groups: Number(/groups=(\d+)/.exec(args)?.[1] ?? 1),
    bias: !args.includes('bias=False'),
  };
}

function normLayer(args: string): Layer {
  const value = (key: string, fallback: number) =>
    Number(new RegExp(`${key}=([\\d.e-]+)`).exec(args)?.[1] ?? fallback);
  return { type: 'batchNorm', epsilon: value('eps', 1e-5), momentum: value('momentum', 0.1) };
}

function nameTensors(
  names: Map<string, string>,
  ours: string,
  theirs: string,
  tensors: readonly string[],
): void {
  for (const tensor of tensors) names.set(`${ours}.${tensor}`, `${theirs}.${tensor}`);
}

function nameNorm(names: Map<string, string>, ours: string, theirs: string): void {
  names.set(`${ours}.gamma`, `${theirs}.weight`);
  names.set(`${ours}.beta`, `${theirs}.bias`);
  names.set(`${ours}.runningMean`, `${theirs}.running_mean`);
  names.set(`${ours}.runningVar`, `${theirs}.running_var`);
}
