/** Inference without batch norm: running statistics are constants, so a norm is part of the convolution before it. */
import { type ConvNode, type Graph, makerOf, type Node, type NormNode, readersOf } from './graph.js';

/**
 * The graph of inference: a norm that alone reads a convolution becomes part of it. What the norm added is added by a
 * node of its own again.
 */
export function foldNorms(graph: Graph): Graph {
  const folded = new Map<NormNode, ConvNode>();
  for (const node of graph.nodes) {
    const conv = node.op === 'batchNorm' ? makerOf(graph, node.x) : undefined;
    const plain = conv?.op === 'conv' && !conv.relu && readersOf(graph, conv.y).length === 1;
    // A norm may add the very tensor it normalises: that still needs the convolution as it was.
    if (node.op === 'batchNorm' && plain && node.b !== conv.y) folded.set(node, conv);
  }
  const norms = new Map([...folded].map(([norm, conv]) => [conv, norm]));
  const nodes = graph.nodes.flatMap((node): Node[] => {
    const norm = node.op === 'conv' ? norms.get(node) : undefined;
    if (node.op === 'conv' && norm) {
      return [norm.b === undefined ? { ...node, norm, y: norm.y, relu: norm.relu } : { ...node, norm }];
    }
    if (node.op !== 'batchNorm' || !folded.has(node)) return [node];
    const { path, x, b, y, relu } = node;
    return b === undefined ? [] : [{ op: 'add', path, x, b, y, relu }];
  });
  return { ...graph, nodes };
}
