"""The life of a contact: new, announced before, corroborated, corrected, denied, withdrawn; each step a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from flows.contacts.contact import DateBounds, DatePrecision
from flows.contacts.resolve.candidate_event import CandidateEvent
from flows.contacts.resolve.independent_reports import independent
from flows.contacts.resolve.resolution_types import Change, ChangeKind, Report, Role

# Further outlets are alerted at these numbers only.
MILESTONES = (2, 3, 5, 10)


def changes_of(
    event: CandidateEvent,
    past: Sequence[Change],
    new: Sequence[Report],
    *,
    raised: Report | None,
    as_of: datetime | None,
) -> list[Change]:
    """Return the changes that new reports make to a contact.

    `past` are its changes so far; `new` the reports that joined it now; `raised` is the report that alerts, if one
    does. `as_of` is the time noted, aware UTC; None takes each report's own.
    """
    cause = raised or (new[-1] if new else None)
    now = _facts(event, cause, as_of)
    last = past[-1] if past else None
    steps: list[Change] = []

    def step(kind: ChangeKind, detail: str = "", by: Report | None = None) -> None:
        noted = as_of or (by.effective if by else now.noted_at)
        alert = raised is not None and kind is ChangeKind.NEW
        number = len(past) + len(steps) + 1
        steps.append(
            replace(now, number=number, kind=kind, noted_at=noted, alert=alert, detail=detail,
                    article=by.article if by else now.article)
        )  # fmt: skip

    if last is None or raised:
        step(ChangeKind.NEW, by=raised)
    kinds = {change.kind for change in past}
    if ChangeKind.HAPPENED not in kinds and (plan := _first(event, Role.PLANNED)):
        step(ChangeKind.HAPPENED, f"announced by {plan.outlet}", plan)
    if last and last.kind is ChangeKind.WITHDRAWN and cause and not raised:
        step(ChangeKind.RESTORED, f"reported again by {cause.outlet}", cause)
    if last and (found := _differences(last, now)):
        step(*found)
    reached = max((mark for mark in MILESTONES if (last.outlets if last else 1) < mark <= now.outlets), default=None)
    if reached:
        step(ChangeKind.CORROBORATED, f"{now.outlets} independent outlets")
    if ChangeKind.DENIED not in kinds and (denial := _first(event, Role.DENIED)):
        step(ChangeKind.DENIED, f"denied in {denial.outlet}", denial)
    return steps


def _first(event: CandidateEvent, role: Role) -> Report | None:
    return next((report for report, part in event.others if part is role), None)


def _facts(event: CandidateEvent, cause: Report | None, as_of: datetime | None) -> Change:
    noted = as_of or (cause.effective if cause else event.reports[0].effective)
    return Change(
        contact=event.id,
        number=0,
        kind=ChangeKind.NEW,
        noted_at=noted,
        alert=False,
        article=cause.article if cause else None,
        dates=event.dates,
        details=event.details,
        outlets=len(independent(event.reports)),
    )


def _differences(last: Change, now: Change) -> tuple[ChangeKind, str] | None:
    """Return what was corrected, or only learned, since the last change."""
    differences = []
    before, after = last.details, now.details
    if _days(last.dates) != _days(now.dates):
        differences.append(f"date {_days(last.dates)} → {_days(now.dates)}")
    if before.place != after.place:
        differences.append(f"place {before.place or 'unknown'} → {after.place or 'unknown'}")
    if before.duration_minutes != after.duration_minutes:
        differences.append(f"minutes {before.duration_minutes or 'unknown'} → {after.duration_minutes or 'unknown'}")
    if not differences:
        return None
    wrong_day = last.dates.date_precision is not DatePrecision.NONE and not _inside(now.dates, last.dates)
    wrong = wrong_day or (before.place is not None and before.place != after.place)
    return (ChangeKind.CORRECTED if wrong else ChangeKind.DETAILED), "; ".join(differences)


def _inside(now: DateBounds, last: DateBounds) -> bool:
    if not (now.date_from and now.date_to and last.date_from and last.date_to):
        return last.date_from is None
    return last.date_from <= now.date_from and now.date_to <= last.date_to


def _days(dates: DateBounds) -> str:
    first, last = dates.date_from, dates.date_to
    return "unknown" if not first else str(first) if first == last else f"{first}/{last}"
