"""A decision as several resources show it."""

import datetime as dt

from pydantic import BaseModel, Field

from domain.decision import Answer, Decision, Ground


class DecisionShown(BaseModel):
    """What was said of an alert. 处理决定."""

    decision_id: int
    alert_id: int
    answer: Answer
    ground: Ground | None = Field(description="工作人员的排除理由 · why staff dismissed it")
    note: str
    by: str = Field(description="处理人；程序为 API: 令牌名称 · who; a program is API: and its token's name")
    made_at: dt.datetime
    undone_at: dt.datetime | None
    undone_by: str


def decision_shown(made: Decision) -> DecisionShown:
    """A decision as the API shows it."""
    return DecisionShown(
        decision_id=made.decision_id,
        alert_id=made.alert_id,
        answer=made.answer,
        ground=made.why.ground,
        note=made.why.words,
        by=made.by,
        made_at=made.made_at,
        undone_at=made.undone_at,
        undone_by=made.undone_by,
    )
