"""The day an enterprise was trained before a fair, taken from the sessions that prepare for it. 展前培训.

There is one truth: a session of the fair that the enterprise came to. Only where there is none stands the day that was typed
at the fair.
"""

from collections.abc import Iterable

from storage.models import FairEntry, TrainingAttendance


def carry_over(fair_id: int | None, enterprise_ids: Iterable[int]) -> None:
    """Sets, or takes back, the day of training at the enterprises' entries of a fair, by the last session of it they came to."""
    wanted = set(enterprise_ids)
    if fair_id is None or not wanted:
        return
    came = TrainingAttendance.objects.filter(session__fair_id=fair_id, enterprise_id__in=wanted)
    last = {
        enterprise: (session, day)
        for enterprise, session, day in came.order_by("session__day", "session_id").values_list(
            "enterprise_id", "session_id", "session__day"
        )
    }
    for entry in FairEntry.objects.select_for_update().filter(fair_id=fair_id, enterprise_id__in=wanted):
        if entry.enterprise_id in last:
            entry.trained_in_id, entry.trained_on = last[entry.enterprise_id]
        elif entry.trained_in_id is not None:
            entry.trained_in_id, entry.trained_on = None, None
        else:
            continue
        entry.save(update_fields=["trained_in", "trained_on"])
