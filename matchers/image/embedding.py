"""The logo embedding: 128 numbers of a view that copies of one logo share. 图形向量.

A small network of our own (tools/train_logo_embedding.py), run by onnxruntime. Without its file there is no vector, and
the matcher goes by codes and points alone.
"""

from collections.abc import Sequence
from functools import cache
from importlib import resources

import cv2
import numpy as np
import numpy.typing as npt
import onnxruntime

Floats = npt.NDArray[np.float32]
NUMBERS = 128
_SIDE = 64
"""Pixels of a side of what the network looks at."""
_BATCH = 32


@cache
def _session() -> onnxruntime.InferenceSession | None:
    try:
        model = resources.files("matchers.image").joinpath("embedding.onnx").read_bytes()
    except FileNotFoundError:
        return None
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def embeds() -> bool:
    """True where the network is there."""
    return _session() is not None


def vectors_of(views: Sequence[npt.NDArray[np.uint8]]) -> Floats:
    """One vector of length one for each view, n × 128; n × 0 without the network."""
    session = _session()
    if session is None:
        return np.zeros((len(views), 0), np.float32)
    found = [np.zeros((0, NUMBERS), np.float32)]
    for start in range(0, len(views), _BATCH):
        small = [
            cv2.resize(view, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA)
            for view in views[start : start + _BATCH]
        ]
        ink = np.stack(small)[:, None].astype(np.float32) / 255
        found.append(session.run(["vector"], {"ink": ink})[0])
    return np.concatenate(found)


@cache
def background() -> Floats:
    """Vectors of drawings that are nobody's logo, n × 128: how alike two strangers are (tools/fit_logos.py)."""
    try:
        held = resources.files("matchers.image").joinpath("background.npy").read_bytes()
    except FileNotFoundError:
        return np.zeros((0, NUMBERS), np.float32)
    return np.frombuffer(held, np.int8).reshape(-1, NUMBERS).astype(np.float32) / 127


def strangeness(vectors: Floats) -> Floats:
    """How alike each vector is to what is nobody's: the mean of its five nearest in the background, n numbers."""
    ground = background()
    if not len(ground) or not vectors.shape[1]:
        return np.zeros(len(vectors), np.float32)
    near = vectors @ ground.T
    return np.sort(near, axis=1)[:, -5:].mean(axis=1).astype(np.float32)
