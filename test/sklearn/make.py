"""Writes values.json: fixed predictions and scikit-learn's scores of them, which sklearn.test.ts compares ours with.

Needs scikit-learn and SciPy (pip install scikit-learn in a virtual environment): python test/sklearn/make.py
"""

import json
from pathlib import Path

import numpy as np
import sklearn
from scipy.optimize import brentq
from scipy.special import softmax
from sklearn import metrics
from sklearn.linear_model import LogisticRegression

CLASSES = 7
random = np.random.default_rng(5)
labels = random.choice(CLASSES, 240, p=[0.14, 0.02, 0.14, 0.25, 0.17, 0.11, 0.17])
# One decimal: many equal scores, which curves must treat as one.
logits = np.round(random.normal(0, 1.5, (240, CLASSES)) + 1.5 * np.eye(CLASSES)[labels], 1).astype(np.float32)
probabilities = softmax(logits.astype(np.float64), axis=1)
answers = logits.argmax(1)


def curve(c):
    positive = labels == c
    false_positive_rate, true_positive_rate, _ = metrics.roc_curve(
        positive, np.float32(probabilities[:, c]), drop_intermediate=False
    )
    return {"falsePositiveRate": false_positive_rate.tolist(), "truePositiveRate": true_positive_rate.tolist()}


def too_sure(beta):
    """Mean confidence minus accuracy of the logits times beta."""
    return softmax(beta * logits.astype(np.float64), axis=1).max(1).mean() - metrics.accuracy_score(labels, answers)


regression = LogisticRegression(C=2, fit_intercept=False, solver="newton-cg", tol=1e-12, max_iter=1000)
regression.fit(logits.astype(np.float64), labels)

values = {
    "madeBy": f"scikit-learn {sklearn.__version__}",
    "labels": labels.tolist(),
    "logits": [float(str(value)) for value in logits.ravel()],
    "accuracy": metrics.accuracy_score(labels, answers),
    "balancedAccuracy": metrics.balanced_accuracy_score(labels, answers),
    "macroF1": metrics.f1_score(labels, answers, average="macro"),
    "precision": metrics.precision_score(labels, answers, average=None, zero_division=0).tolist(),
    "recall": metrics.recall_score(labels, answers, average=None).tolist(),
    "f1": metrics.f1_score(labels, answers, average=None).tolist(),
    "top2": metrics.top_k_accuracy_score(labels, logits, k=2, labels=range(CLASSES)),
    "kappa": metrics.cohen_kappa_score(labels, answers),
    "loss": metrics.log_loss(labels, probabilities, labels=range(CLASSES)),
    "brier": float(((probabilities - np.eye(CLASSES)[labels]) ** 2).sum(1).mean()),
    "rocArea": [metrics.roc_auc_score(labels == c, np.float32(probabilities[:, c])) for c in range(CLASSES)],
    "averagePrecision": [
        metrics.average_precision_score(labels == c, np.float32(probabilities[:, c])) for c in range(CLASSES)
    ],
    "curve": [curve(0), curve(1)],
    "regression": regression.coef_.ravel().tolist(),
    "temperature": 1 / brentq(too_sure, 1 / 20, 20, xtol=1e-12),
}
(Path(__file__).parent / "values.json").write_text(json.dumps(values) + "\n")
