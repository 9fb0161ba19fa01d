"""What a person reads when input is wrong."""

import pytest

from domain.fault import Fault
from domain.fault_kind import FaultKind


@pytest.mark.parametrize("kind", list(FaultKind))
def test_every_fault_speaks_both_languages(kind: FaultKind) -> None:
    fault = Fault(kind=kind, file="a.zip!b.xml", record="record 17", detail="2020-13-45")
    chinese, english = fault.says("zh"), fault.says("en")
    assert chinese != english
    for sentence in (chinese, english):
        assert sentence.startswith("a.zip!b.xml · record 17: ")
        assert sentence.endswith("(2020-13-45)")
