"""PyTorch's contender of training: the same network, optimiser and batch as ours, on random images without augmentation.

Needs torch (pip install torch==2.13.0 in a virtual environment).
Arguments: model.json, batch size, threads, memory format (contiguous or channels_last); --images FILE trains on the
48×48 byte images of a file, batch after batch, instead of on one batch of floats that lies ready.

What was tried, images/s on two cores of an AMD EPYC with AVX-512, interleaved, medians (classic unless named):
  Adam: plain 223, fused 229. Kept: fused.
  interop threads: default 265, 1 292 (mostly the machine's noise). Kept: 1.
  torch.compile: classic 192 against 254, resnet-s 441 against 593, mini-xception 682 against 933: left out.
  THP_MEM_ALLOC_ENABLE=1 (huge pages): 241 against 240: left out.
  glibc told to keep freed memory: 292 against 265, resnet-s 556 against 451, mini-xception 1013 against 631. The
  benchmark starts such a contender besides (commands.ts), since it is no setting of PyTorch's own.
"""

import argparse
import os

import torch
from protocol import read_model, serve
from torch import nn
from torch_network import build, trainable


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("model")
    parser.add_argument("batch", type=int)
    parser.add_argument("threads", type=int)
    parser.add_argument("layout", choices=["contiguous", "channels_last"])
    parser.add_argument("--images")
    options = parser.parse_args()
    torch.manual_seed(1)
    torch.set_num_threads(options.threads)
    torch.set_num_interop_threads(1)
    # WebAssembly cannot flush denormals; PyTorch may.
    torch.set_flush_denormal(True)
    memory_format = torch.channels_last if options.layout == "channels_last" else torch.contiguous_format
    model = build(read_model(options.model)).to(memory_format=memory_format)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3, eps=1e-7, fused=True)
    loss_of = nn.CrossEntropyLoss()
    labels = torch.randint(0, 7, (options.batch,))
    next_batch = batches(options, memory_format)

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss_of(model(next_batch()), labels).backward()
        optimizer.step()

    serve(f"PyTorch {torch.__version__}", trainable(model), step)


def batches(options, memory_format):
    """A function that gives the next batch."""
    if not options.images:
        ready = torch.rand(options.batch, 1, 48, 48).contiguous(memory_format=memory_format)
        return lambda: ready
    pixels = bytearray(os.path.getsize(options.images))
    with open(options.images, "rb") as file:
        file.readinto(pixels)
    images = torch.frombuffer(pixels, dtype=torch.uint8).view(-1, 1, 48, 48)
    starts = iter(range(0, 1 << 40, options.batch))

    def batch():
        rows = torch.arange(options.batch).add_(next(starts)).remainder_(len(images))
        return images[rows].float().div_(255).contiguous(memory_format=memory_format)

    return batch


main()
