"""Fits the weights of matchers/company_likeness.py on half 0 of the name variants in PATH, and prints them.

python tools/fit_companies.py same-website-name-variants.jsonl.gz
"""

import sys
from pathlib import Path

import numpy as np

from haishao.bench.company_pairs import read_pairs
from matchers.company_likeness import FEATURES, features

RIDGE = 1e-3
STEPS = 60


def main(path: Path) -> None:
    """Logistic regression by Newton's method, with a small ridge."""
    pairs = [pair for pair in read_pairs(path) if pair.half == 0]
    x = np.array([(1.0, *(features(p.a, p.b) or (0.0,) * len(FEATURES))) for p in pairs])
    y = np.array([float(p.same) for p in pairs])
    w = np.zeros(x.shape[1])
    ridge = RIDGE * np.r_[0.0, np.ones(x.shape[1] - 1)]
    for _ in range(STEPS):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (p - y) / len(y) + ridge * w
        hessian = (x * (p * (1 - p))[:, None]).T @ x / len(y) + np.diag(ridge + 1e-9)
        w -= np.linalg.solve(hessian, gradient)
    print(f"BIAS = {w[0]:.3f}")
    print("WEIGHTS = (" + ", ".join(f"{value:.3f}" for value in w[1:]) + ")")
    for name, value in zip(FEATURES, w[1:], strict=True):
        print(f"  {name:15} {value:7.3f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
