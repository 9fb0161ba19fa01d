"""Decisions on alerts, made and taken back. 处理决定."""

from typing import Annotated

from ninja import Path, Router
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from console.api.bearer import Needs, TokenRequest
from console.api.decided import DecisionShown, decision_shown
from console.api.fields import RowId
from console.api.problems import Problem
from domain.decision import LONGEST_WORDS, Answer, Decision, Why
from domain.scope import Scope
from jobs.answering import answer_signed_in, take_back
from storage.decisions import AlreadyDecided

router = Router(tags=["decisions"])


class AnswerGiven(BaseModel):
    """What is said of an alert, and why."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"answer": "authorised", "note": "我方美国经销商所申请"}]},
    )
    answer: Answer = Field(
        description="is-ours 我们的、authorised 已授权、not-relevant 无关（均关闭预警并记住）；help 请求协助"
        " · the first three close the "
        "alert and are remembered, help asks the centre's staff"
    )
    note: Annotated[str, StringConstraints(max_length=LONGEST_WORDS, pattern="^[^\\u0000]*$")] = Field(
        "", description="理由 · why"
    )


@router.post(
    "/alerts/{alert_id}/decisions",
    auth=Needs(Scope.DECISIONS_WRITE),
    response={201: DecisionShown},
    summary="处理预警 · Decide an alert",
    description="与企业成员在页面上的处理相同；已处理的预警返回 409。"
    " · As a member's answer on the page; 409 where the alert was "
    "decided before.",
)
def decide(request: TokenRequest, alert_id: Annotated[RowId, Path()], given: AnswerGiven) -> DecisionShown:
    """Says what an alert is."""
    token = request.token
    try:
        made = answer_signed_in(
            token.viewer, alert_id, given.answer, by=token.called, why=Why(words=given.note.strip())
        )
    except AlreadyDecided as before:
        stands = before.decision
        said = {"by": stands.by, "answer": stands.answer.value, "decision_id": stands.decision_id}
        raise Problem("already-decided", said) from before
    assert isinstance(made, Decision), "a second person is asked of staff alone"
    return decision_shown(made)


@router.delete(
    "/decisions/{decision_id}",
    auth=Needs(Scope.DECISIONS_WRITE),
    response=DecisionShown,
    summary="撤销处理 · Take a decision back",
    description="规则失效，预警重新打开，并重新比对；重复撤销不是错误。"
    " · The rule is gone, the alert open again and all judged anew; "
    "taking back twice is no error.",
)
def undo(request: TokenRequest, decision_id: Annotated[RowId, Path()]) -> DecisionShown:
    """Takes a decision back."""
    return decision_shown(take_back(request.token.viewer, decision_id, by=request.token.called))
