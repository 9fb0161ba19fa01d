"""Trains the logo embedding on the views of tools/make_logo_views.py and writes it as ONNX with 16-bit weights.

A small residual network, 64 × 64 ink in, 128 numbers of length one out. Two views of one drawing, or of two drawings of one
thing, shall be nearer than any to the rest of the batch (InfoNCE), and each nearer to the proxy of its thing than to all
others by a margin (CosFace, Wang et al. 2018). Turns and mirrors are learnt away: every sample is turned at random. Seed,
schedule and sizes stand below. Needs torch, onnx and onnxscript, which nothing else here does.

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
DRAWINGS = 160
"""Things of a batch, two views each."""
OTHER_DRAWING = 0.5
"""How often the partner is taken from all drawings of the thing rather than the same one."""
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
    """Turned, mirrored, moved, scaled, bent, with thicker or thinner strokes or outlines alone, faded and made grainy, each
    view another way.
    """
    n = len(views)

    def uniform(low: float, high: float) -> Tensor:
        return torch.rand(n, generator=rng) * (high - low) + low

    def some(share: float) -> Tensor:
        return torch.rand(n, generator=rng) < share

    angle = uniform(-0.2, 0.2) + torch.pi / 2 * torch.randint(0, 4, (n,), generator=rng)
    angle = torch.where(some(0.22), uniform(-torch.pi, torch.pi), angle)
    flip = torch.where(some(0.4), -1.0, 1.0)
    wide, high = uniform(0.8, 1.25), uniform(0.8, 1.25)
    cos, sin = torch.cos(angle), torch.sin(angle)
    turn = torch.stack(
        [
            torch.stack([cos * wide * flip, -sin * high, uniform(-0.12, 0.12)], 1),
            torch.stack([sin * wide * flip, cos * high, uniform(-0.12, 0.12)], 1),
        ],
        1,
    )
    grid = F.affine_grid(turn, list(views.shape), align_corners=False)
    bent = F.interpolate(
        torch.randn(n, 2, 5, 5, generator=rng), (SIDE, SIDE), mode="bicubic", align_corners=False
    )
    bent = bent * (uniform(0.0, 0.07) * some(0.4))[:, None, None, None]
    moved = F.grid_sample(views, grid + bent.permute(0, 2, 3, 1), align_corners=False)
    kind = torch.rand(n, generator=rng)
    moved = stroked(moved, kind)
    faded = moved * uniform(0.6, 1.0)[:, None, None, None] + uniform(0, 0.06)[:, None, None, None]
    return faded + torch.randn(views.shape, generator=rng) * 0.03


def stroked(views: Tensor, kind: Tensor) -> Tensor:
    """Views with thicker strokes where `kind` (0 to 1) is below 0.1, thinner below 0.2, outlines alone below 0.28."""
    out = views.clone()
    thick, thin, lines = kind < 0.1, (kind >= 0.1) & (kind < 0.2), (kind >= 0.2) & (kind < 0.28)
    out[thick] = F.max_pool2d(views[thick], 3, 1, 1)
    out[thin] = -F.max_pool2d(-views[thin], 3, 1, 1)
    out[lines] = F.max_pool2d(views[lines], 3, 1, 1) + F.max_pool2d(-views[lines], 3, 1, 1)
    return out


class Kin:
    """Which drawings belong together, and batches of pairs of them."""

    def __init__(self, names: np.ndarray, views: int) -> None:
        _, ids = np.unique(names, return_inverse=True)
        order = np.argsort(ids, kind="stable")
        self.count, self._views = int(ids.max()) + 1, views
        self._members = torch.from_numpy(order)
        sizes = np.bincount(ids)
        self._sizes = torch.from_numpy(sizes)
        self._starts = torch.from_numpy(np.concatenate([[0], np.cumsum(sizes)[:-1]]))

    def pairs(self, most: int, rng: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
        """Kin, drawing and view of `most` first ones, then of their partners: every second time another drawing of the kin."""
        kin = torch.randperm(self.count, generator=rng)[:most]
        first, other = self._one_of(kin, rng), self._one_of(kin, rng)
        second = torch.where(torch.rand(most, generator=rng) < OTHER_DRAWING, other, first)
        which = torch.randint(0, self._views, (2 * most,), generator=rng)
        return kin.repeat(2), torch.cat([first, second]), which

    def _one_of(self, kin: Tensor, rng: torch.Generator) -> Tensor:
        nth = (torch.rand(len(kin), generator=rng) * self._sizes[kin]).long()
        return self._members[self._starts[kin] + nth]


def train(views: np.ndarray, names: np.ndarray, minutes: float) -> Embedding:
    """The network after that many minutes."""
    torch.manual_seed(SEED)
    rng = torch.Generator().manual_seed(SEED)
    network = Embedding().to(memory_format=torch.channels_last)
    compiled = torch.compile(network)
    kin = Kin(names, views.shape[1])
    proxies = nn.Parameter(F.normalize(torch.randn(kin.count, NUMBERS), dim=1) * 0.3)
    optimiser = torch.optim.AdamW(
        [{"params": network.parameters()}, {"params": [proxies], "weight_decay": 0.0}],
        lr=PEAK_RATE,
        weight_decay=0.02,
    )
    store = _store(views)
    begun, step, shown, right = time.monotonic(), 0, 0.0, 0.0
    while (done := (time.monotonic() - begun) / (60 * minutes)) < 1:
        for group in optimiser.param_groups:
            group["lr"] = PEAK_RATE * (
                done / 0.03 if done < 0.03 else 0.5 * (1 + np.cos(np.pi * (done - 0.03) / 0.97)) + 1e-3
            )
        ids, drawing, which = kin.pairs(DRAWINGS, rng)
        batch = varied(store[drawing, which].float() / 255, rng).contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            found = compiled(batch)
        found = found.float()
        loss, first = partner_loss(found)
        loss = loss + PROXIES * proxy_loss(found, ids, proxies, MARGIN * min(1.0, done / 0.3))
        optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 2.0)
        optimiser.step()
        step += 1
        keep = 0.98 if step > 1 else 0.0
        shown = keep * shown + (1 - keep) * float(loss.detach())
        right = keep * right + (1 - keep) * first
        if step % 100 == 0:
            print(time.strftime("%H:%M"), f"{step} {done:.0%} loss {shown:.3f} right {right:.3f}", flush=True)
    return network.eval()


def _store(views: np.ndarray) -> Tensor:
    """The views at the network's size, drawings × views × 1 × side × side, bytes."""
    out = torch.empty((*views.shape[:2], 1, SIDE, SIDE), dtype=torch.uint8)
    for n, some in enumerate(views):
        small = F.interpolate(torch.from_numpy(some)[:, None].float(), (SIDE, SIDE), mode="area")
        out[n] = small.round().to(torch.uint8)
    return out


def partner_loss(found: Tensor) -> tuple[Tensor, float]:
    """Cross-entropy of finding each one's partner among the batch, and how often it is the nearest."""
    n = len(found)
    partner = (torch.arange(n) + n // 2) % n
    against = (SCALE * (found @ found.T)).masked_fill(torch.eye(n, dtype=torch.bool), -1e4)
    return F.cross_entropy(against, partner), float((against.argmax(1) == partner).float().mean())


def proxy_loss(found: Tensor, ids: Tensor, proxies: Tensor, margin: float) -> Tensor:
    """Cross-entropy of finding each vector's own proxy among all, which must be nearer by a margin."""
    cosine = found @ F.normalize(proxies, dim=1).T
    own = F.one_hot(ids, len(proxies)) * margin
    return F.cross_entropy(SCALE * (cosine - own), ids)


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
    with np.load(sys.argv[1]) as drawn:
        write(train(drawn["views"], drawn["kin"], float(sys.argv[3])), sys.argv[2])
