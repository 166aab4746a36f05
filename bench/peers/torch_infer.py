"""PyTorch's contender of inference: the same network in evaluation mode, random images that lie ready.

Arguments: model.json, batch size, threads, memory format (contiguous or channels_last); --freeze traces the network and
lets torch.jit freeze and optimise it (batch norm folded, oneDNN's fusions).

Images/s at batch 64 on two cores of an AMD EPYC with AVX-512 (mini-xception; resnet-s; classic), medians of one run each:
  contiguous 1164; 888; 413. channels_last 3165; 1373; 682. Frozen 3022; 2748; 1092.
  glibc told to keep freed memory (commands.ts): channels_last 5160; 2121; 1014, frozen 6354; 2741; 1065.
  Frozen from channels_last instead of contiguous: 2585 beside 2729 (mini-xception): left out.
"""

import argparse
import warnings

import torch
from protocol import read_model, serve
from torch_network import build, trainable


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("batch", type=int)
    parser.add_argument("threads", type=int)
    parser.add_argument("layout", choices=["contiguous", "channels_last"])
    parser.add_argument("--freeze", action="store_true")
    options = parser.parse_args()
    torch.manual_seed(1)
    torch.set_num_threads(options.threads)
    torch.set_num_interop_threads(1)
    torch.set_flush_denormal(True)
    memory_format = torch.channels_last if options.layout == "channels_last" else torch.contiguous_format
    model = build(read_model(options.model)).to(memory_format=memory_format).eval()
    images = torch.rand(options.batch, 1, 48, 48).contiguous(memory_format=memory_format)
    parameters = trainable(model)
    with torch.inference_mode():
        if options.freeze:
            warnings.simplefilter("ignore")
            model = torch.jit.optimize_for_inference(torch.jit.freeze(torch.jit.trace(model, images)))
        serve(f"PyTorch {torch.__version__}", parameters, lambda: model(images))


main()
