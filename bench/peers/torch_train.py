"""PyTorch's contender of `npm run bench:train`: the same networks, optimiser and batch, no augmentation, random images.

Needs torch (pip install torch==2.13.0 in a virtual environment). Reads one command a line on stdin and answers with one
line of JSON: `run N` trains N steps and gives the seconds they took; `quit` ends.
Arguments: network, batch size, threads, memory format (contiguous or channels_last).
"""

import json
import sys
import time

import torch
from torch import nn


def classic():
    return nn.Sequential(
        nn.Conv2d(1, 32, 3), nn.ReLU(), nn.Conv2d(32, 64, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Dropout(0.25),
        nn.Conv2d(64, 128, 3), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(128, 128, 3), nn.ReLU(), nn.MaxPool2d(2),
        nn.Dropout(0.25), nn.Flatten(), nn.Linear(2048, 1024), nn.ReLU(), nn.Dropout(0.5), nn.Linear(1024, 7),
    )  # fmt: skip


def main():
    network, batch, threads, layout = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
    torch.manual_seed(1)
    torch.set_num_threads(threads)
    # WebAssembly cannot flush denormals; the fastest setting here is PyTorch's own.
    torch.set_flush_denormal(True)
    model = {"classic": classic}[network]()
    memory_format = torch.channels_last if layout == "channels_last" else torch.contiguous_format
    model = model.to(memory_format=memory_format)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    images = torch.rand(batch, 1, 48, 48).contiguous(memory_format=memory_format)
    labels = torch.randint(0, 7, (batch,))
    lossf = nn.CrossEntropyLoss()

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = lossf(model(images), labels)
        loss.backward()
        optimizer.step()

    print(json.dumps({"ready": True, "version": f"PyTorch {torch.__version__}"}), flush=True)
    for line in sys.stdin:
        words = line.split()
        if words[0] == "quit":
            break
        started = time.perf_counter()
        for _ in range(int(words[1])):
            step()
        print(json.dumps({"seconds": time.perf_counter() - started}), flush=True)


main()
