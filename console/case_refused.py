"""A form of a case's page that cannot be taken as it is. 未通过的表单."""

from console.case_form import CaseForm


class Refused(ValueError):
    """What a form lacks: `key` is that of the words for the reader, after which `names` follow; `facts` the form as typed."""

    def __init__(
        self, key: str, status: int = 400, *, facts: CaseForm | None = None, names: str = ""
    ) -> None:
        super().__init__(key)
        self.key, self.status, self.facts, self.names = key, status, facts, names
