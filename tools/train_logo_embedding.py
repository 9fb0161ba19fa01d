"""Trains the logo embedding on the views of tools/make_logo_views.py and writes it as ONNX with 16-bit weights.

A small residual network, 64 × 64 ink in, 128 numbers of length one out. Two views of one drawing shall be nearer than any
to the other drawings of the batch and to those of the last batches (InfoNCE with a cross-batch memory, Wang et al. 2020).
Turns and mirrors are learnt away: every sample is turned at random. Seed, schedule and sizes stand below. Needs torch, onnx
and onnxscript, which nothing else here does.

Run: PYTHONPATH=. python tools/train_logo_embedding.py VIEWS.npz matchers/image/embedding.onnx MINUTES
"""

import sys
import time

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn

SEED = 7
DRAWINGS = 128
"""Drawings of a batch, two views each."""
SIDE = 64
WIDTHS = (32, 64, 128, 256)
NUMBERS = 128
SCALE, MARGIN, PROXIES = 20.0, 0.15, 0.3
PEAK_RATE = 2e-3


def block(ins: int, outs: int, stride: int = 1) -> nn.Sequential:
    """Convolution, normalisation, ReLU."""
    return nn.Sequential(nn.Conv2d(ins, outs, 3, stride, 1, bias=False), nn.BatchNorm2d(outs), nn.ReLU())


class Residual(nn.Module):
    """Two convolutions and the way around them."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.first = block(width, width)
        self.second = nn.Sequential(nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width))

    def forward(self, x: Tensor) -> Tensor:
        return F.relu(x + self.second(self.first(x)))


class Embedding(nn.Module):
    """The network: bytes of ink scaled to 0–1 in, a vector of length one out."""

    def __init__(self) -> None:
        super().__init__()
        a, b, c, d = WIDTHS
        self.body = nn.Sequential(
            nn.Conv2d(1, a, 5, 2, 2, bias=False), nn.BatchNorm2d(a), nn.ReLU(),
            block(a, b, 2), Residual(b), block(b, c, 2), Residual(c), block(c, d, 2), Residual(d),
        )  # fmt: skip
        self.power = nn.Parameter(torch.tensor(3.0))
        self.out = nn.Linear(d, NUMBERS)

    def forward(self, x: Tensor) -> Tensor:
        pooled = self.body(x).clamp(min=1e-4).pow(self.power).mean((2, 3)).pow(1 / self.power)
        return F.normalize(self.out(pooled), dim=1)


def varied(views: Tensor, rng: torch.Generator) -> Tensor:
    """Turned, mirrored, moved, scaled, faded and made grainy, each view another way."""
    n = len(views)

    def uniform(low: float, high: float) -> Tensor:
        return torch.rand(n, generator=rng) * (high - low) + low

    angle = uniform(-0.2, 0.2) + torch.pi / 2 * torch.randint(0, 4, (n,), generator=rng)
    wild = torch.rand(n, generator=rng) < 0.15
    angle = torch.where(wild, uniform(-torch.pi, torch.pi), angle)
    flip = torch.where(torch.rand(n, generator=rng) < 0.4, -1.0, 1.0)
    wide, high = uniform(0.85, 1.2), uniform(0.85, 1.2)
    cos, sin = torch.cos(angle), torch.sin(angle)
    grid = torch.stack(
        [
            torch.stack([cos * wide * flip, -sin * high, uniform(-0.1, 0.1)], 1),
            torch.stack([sin * wide * flip, cos * high, uniform(-0.1, 0.1)], 1),
        ],
        1,
    )
    moved = F.grid_sample(
        views, F.affine_grid(grid, list(views.shape), align_corners=False), align_corners=False
    )
    faded = moved * uniform(0.6, 1.0)[:, None, None, None] + uniform(0, 0.06)[:, None, None, None]
    return faded + torch.randn(views.shape, generator=rng) * 0.03


def train(views: np.ndarray, minutes: float) -> Embedding:
    """The network after that many minutes."""
    torch.manual_seed(SEED)
    rng = torch.Generator().manual_seed(SEED)
    network = Embedding().to(memory_format=torch.channels_last)
    proxies = nn.Parameter(F.normalize(torch.randn(len(views), NUMBERS), dim=1) * 0.3)
    optimiser = torch.optim.AdamW(
        [{"params": network.parameters()}, {"params": [proxies], "weight_decay": 0.0}],
        lr=PEAK_RATE,
        weight_decay=0.02,
    )
    store = F.interpolate(
        torch.from_numpy(views).flatten(0, 1)[:, None].to(torch.float16), (SIDE, SIDE), mode="area"
    )
    store = store.round().to(torch.uint8).unflatten(0, views.shape[:2])
    begun, step, shown = time.monotonic(), 0, 0.0
    while (done := (time.monotonic() - begun) / (60 * minutes)) < 1:
        for group in optimiser.param_groups:
            group["lr"] = PEAK_RATE * (
                done / 0.03 if done < 0.03 else 0.5 * (1 + np.cos(np.pi * (done - 0.03) / 0.97)) + 1e-3
            )
        ids = torch.randperm(len(store), generator=rng)[:DRAWINGS].repeat(2)
        which = torch.randint(0, views.shape[1], (2 * DRAWINGS,), generator=rng)
        batch = varied(store[ids, which].float() / 255, rng).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            found = network(batch)
        found = found.float()
        loss, right = partner_loss(found)
        far, _ = proxy_loss(found, ids, proxies, MARGIN * min(1.0, done / 0.3))
        loss = loss + PROXIES * far
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        optimiser.step()
        step += 1
        shown = 0.98 * shown + 0.02 * float(loss.detach()) if shown else float(loss.detach())
        if step % 100 == 0:
            print(time.strftime("%H:%M"), f"{step} {done:.0%} loss {shown:.3f} right {right:.2f}", flush=True)
    return network.eval()


def partner_loss(found: Tensor) -> tuple[Tensor, float]:
    """Cross-entropy of finding the other view of each drawing among the batch, and how often it is the nearest."""
    n = len(found)
    partner = (torch.arange(n) + n // 2) % n
    against = (SCALE * (found @ found.T)).masked_fill(torch.eye(n, dtype=torch.bool), -1e4)
    return F.cross_entropy(against, partner), float((against.argmax(1) == partner).float().mean())


def proxy_loss(found: Tensor, ids: Tensor, proxies: Tensor, margin: float) -> tuple[Tensor, float]:
    """Cross-entropy of finding each vector's own proxy among all, which must be nearer by a margin, and how often it is."""
    cosine = found @ F.normalize(proxies, dim=1).T
    right = float((cosine.argmax(1) == ids).float().mean())
    own = F.one_hot(ids, len(proxies)) * margin
    return F.cross_entropy(SCALE * (cosine - own), ids), right


def write(network: Embedding, path: str) -> None:
    """ONNX with weights in 16 bits, which the reader widens again when it loads them."""
    example = torch.zeros(2, 1, SIDE, SIDE)
    torch.onnx.export(
        network, (example,), path, input_names=["ink"], output_names=["vector"], dynamo=False,
        dynamic_axes={"ink": {0: "n"}, "vector": {0: "n"}}, opset_version=17,
    )  # fmt: skip
    model = onnx.load(path)
    nodes, kept = [], []
    for weights in model.graph.initializer:
        values = numpy_helper.to_array(weights)
        if values.dtype == np.float32 and values.size > 64:
            small = numpy_helper.from_array(values.astype(np.float16), f"{weights.name}_16")
            kept.append(small)
            nodes.append(helper.make_node("Cast", [small.name], [weights.name], to=TensorProto.FLOAT))
        else:
            kept.append(weights)
    del model.graph.initializer[:]
    model.graph.initializer.extend(kept)
    for place, node in enumerate(nodes):
        model.graph.node.insert(place, node)
    onnx.checker.check_model(model)
    onnx.save(model, path)


if __name__ == "__main__":
    write(train(np.load(sys.argv[1])["views"], float(sys.argv[3])), sys.argv[2])
