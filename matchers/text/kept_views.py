"""The views of many brands by the number of their form: those of an index read when asked for, the others as they came."""

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from matchers.text.arrays import Arrays, Texts, part, texts_in, under
from matchers.text.lexicon import script_bits
from matchers.text.scripts import Script
from matchers.text.views import View, ViewKind

_KINDS = tuple(ViewKind)


class KeptViews:
    """Views by number; more may follow those of an index."""

    def __init__(self, arrays: Arrays | None = None) -> None:
        self._index = _Index(arrays) if arrays is not None else None
        self._indexed = len(self._index) if self._index else 0
        self._more: list[View] = []

    def __len__(self) -> int:
        return self._indexed + len(self._more)

    def __getitem__(self, form: int) -> View:
        if self._index is not None and form < self._indexed:
            indexed: View = self._index[form]
            return indexed
        return self._more[form - self._indexed]

    def extend(self, views: Iterable[View]) -> None:
        """More views, numbered on."""
        self._more += views

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """All of them as arrays."""
        views = [self[form] for form in range(len(self))]
        marks = {mark: number for number, mark in enumerate(dict.fromkeys(view.mark for view in views))}
        return {
            **under("marks", texts_in(list(marks))),
            **under("forms", texts_in([view.form for view in views])),
            **under("words", texts_in([" ".join(view.words) for view in views])),
            "mark": np.array([marks[view.mark] for view in views], np.int32),
            "kind": np.array([_KINDS.index(view.kind) for view in views], np.uint8),
            "meets": np.array([script_bits(view.meets) for view in views], np.int32),
        }


class _Index(Sequence[View]):
    def __init__(self, arrays: Arrays) -> None:
        self._marks, self._forms, self._words = (
            Texts(part(name, arrays)) for name in ("marks", "forms", "words")
        )
        self._mark, self._kind, self._meets = arrays["mark"], arrays["kind"], arrays["meets"]

    def __len__(self) -> int:
        return len(self._mark)

    def __getitem__(self, form: Any) -> Any:
        bits = int(self._meets[form])
        return View(
            mark=self._marks[int(self._mark[form])],
            kind=_KINDS[int(self._kind[form])],
            form=self._forms[form],
            words=tuple(self._words[form].split(" ")),
            meets=frozenset(script for script in Script if script_bits([script]) & bits),
        )
