"""Writes values.json: fixed labels and probabilities, and what a second implementation of confident learning finds in them.

Written from Northcutt, Jiang & Chuang 2021 (JAIR 70, sections 3.1 to 3.3) with matrices instead of loops, in float64.
Needs NumPy: python test/confident-learning/make.py
"""

import json
from pathlib import Path

import numpy as np

CLASSES = 5
N = 300
random = np.random.default_rng(11)
truth = random.choice(CLASSES, N, p=[0.3, 0.25, 0.2, 0.15, 0.1])
labels = np.where(random.random(N) < 0.2, random.integers(0, CLASSES, N), truth)
logits = random.normal(0, 1.2, (N, CLASSES)) + 2.2 * np.eye(CLASSES)[truth]
# Sixty-fourths: probabilities are exact in float32, and there are ties.
parts = np.stack([random.multinomial(64, row) for row in np.exp(logits) / np.exp(logits).sum(1, keepdims=True)])
p = parts / 64

one_hot = np.eye(CLASSES)[labels]
thresholds = (p * one_hot).sum(0) / one_hot.sum(0)
reached = np.where(p >= thresholds - 1e-6, p, -1)
counted = reached.max(1) >= 0
seems = np.eye(CLASSES)[reached.argmax(1)] * counted[:, None]
joint = one_hot.T @ seems
exact = joint / joint.sum(1, keepdims=True) * one_hot.sum(0)[:, None]
calibrated = np.floor(exact)
for i, row in enumerate(exact):
    order = np.lexsort((np.arange(CLASSES), -(row - np.floor(row))))
    calibrated[i, order[: int(round(row.sum() - np.floor(row).sum()))]] += 1


def first(mask, values, count):
    """The rows of the mask with the smallest values, of equals the earlier ones."""
    rows = np.flatnonzero(mask)
    return rows[np.lexsort((rows, values[rows]))][: int(count)]


own = p[np.arange(N), labels]
others = np.where(one_hot == 1, -1, p)
by_rate = np.zeros(N, bool)
by_class = np.zeros(N, bool)
for i in range(CLASSES):
    for j in range(CLASSES):
        if i != j:
            by_rate[first(labels == i, p[:, i] - p[:, j], calibrated[i, j])] = True
    by_class[first(labels == i, p[:, i], one_hot[:, i].sum() - calibrated[i, i])] = True
differs = others.max(1) > own


def ordered(mask, score):
    rows = np.flatnonzero(mask & differs)
    return rows[np.lexsort((rows, score[rows]))].tolist()


margin = own - others.max(1)
values = {
    "madeBy": f"NumPy {np.__version__}",
    "classes": CLASSES,
    "labels": labels.tolist(),
    "sixtyFourths": parts.ravel().tolist(),
    "thresholds": thresholds.tolist(),
    "joint": joint.astype(int).tolist(),
    "calibrated": calibrated.astype(int).tolist(),
    "issues": {
        "noise-rate": {"margin": ordered(by_rate, margin), "self-confidence": ordered(by_rate, own)},
        "class": {"margin": ordered(by_class, margin), "self-confidence": ordered(by_class, own)},
        "both": {"margin": ordered(by_rate & by_class, margin), "self-confidence": ordered(by_rate & by_class, own)},
    },
    "suggested": others.argmax(1).tolist(),
}
(Path(__file__).parent / "values.json").write_text(json.dumps(values) + "\n")
