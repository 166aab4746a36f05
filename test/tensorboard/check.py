"""Reads a run's event files with TensorBoard itself and compares every value with the run's own logs.

Needs TensorBoard (pip install tensorboard in a virtual environment):

    npx vultus train --data faces.csv --model tiny --tensorboard --out runs/tiny
    python test/tensorboard/check.py runs/tiny
"""

import json
import struct
import sys
from pathlib import Path

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

PACE = {"learning rate": "learningRate", "gradient norm": "gradientNorm", "images per second": "imagesPerSecond"}


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


def float32(value):
    return struct.unpack("f", struct.pack("f", value))[0]


def expected(run):
    """Curve and tag -> [(step, value)]."""
    curves = {}

    def add(curve, tag, step, value):
        curves.setdefault((curve, tag), []).append((step, float32(value)))

    for record in lines(run / "steps.jsonl"):
        for name in ("loss", "accuracy"):
            add("training", f"step/{name}", record["update"], record[name])
        for name, key in PACE.items():
            add("training", f"step/{name}", record["update"], record[key])
    for record in lines(run / "log.jsonl"):
        for name in ("loss", "accuracy"):
            add("training", f"epoch/{name}", record["epoch"], record["train"][name])
            if "validation" in record:
                add("validation", f"epoch/{name}", record["epoch"], record["validation"][name])
        for name, key in PACE.items():
            add("training", f"epoch/{name}", record["epoch"], record[key])
    return curves


def found(run):
    curves = {}
    for folder in sorted((run / "tensorboard").iterdir()):
        events = EventAccumulator(str(folder), size_guidance={"scalars": 0})
        events.Reload()
        for tag in events.Tags()["scalars"]:
            curves[folder.name, tag] = [(event.step, event.value) for event in events.Scalars(tag)]
    return curves


def main():
    run = Path(sys.argv[1])
    ours, theirs = expected(run), found(run)
    for curve in sorted(ours.keys() | theirs.keys()):
        if ours.get(curve) != theirs.get(curve):
            sys.exit(f"{curve}: the logs say {ours.get(curve)}, TensorBoard read {theirs.get(curve)}")
    values = sum(len(points) for points in ours.values())
    print(f"{run}: TensorBoard reads {len(ours)} curves with {values} values, all as logged")


if __name__ == "__main__":
    main()
