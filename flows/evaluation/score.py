"""Scores of readings and alerts on labelled cases: precision, recall, fields, alerts per contact, and every mistake."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Literal

from flows.contacts.contact import Mention, Reading, Status

# Statuses of labelled files that we call otherwise.
LABELS = {"background_only": "background", "other_leader": "other"}
# Days by which a date may differ and still count as right, since outlets are in different time zones.
DATE_TOLERANCE = 1


@dataclass(frozen=True, slots=True)
class LabelledCase:
    """The labels of one article; `status` is a verdict of Reading.

    `dated` is whether the article has a date of publication; without one the date of the contact does not count.
    """

    id: str
    status: str
    alert: bool
    us_leader: str | None = None
    channel: str | None = None
    contact_date: date | None = None
    duration_minutes: int | None = None
    contact_id: str | None = None
    dated: bool = True


class MistakeKind(StrEnum):
    """How a case was read wrongly, the worst first."""

    FALSE = "false"
    """An alert without a contact."""
    MISSED = "missed"
    """A contact without an alert."""
    FIELD = "field"
    """A wrong detail."""
    VERDICT = "verdict"
    """Another wrong verdict."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """One case that was read wrongly: what was expected, what was read, and the clause and reasons that decided."""

    case: str
    kind: MistakeKind
    expected: str
    got: str
    clause: str
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AlertScore:
    """How often each contact was alerted, judged by the articles of each alert."""

    alerts: int
    for_no_contact: int
    contacts: int
    contacts_alerted: int
    alerted_again: tuple[str, ...]
    per_contact: float


@dataclass(frozen=True, slots=True)
class Score:
    """The results; `fields` maps leader, channel, date and duration to (right, all) among the true positives."""

    cases: int
    answered: int
    true: int
    false: int
    missed: int
    verdicts_right: int
    fields: Mapping[str, tuple[int, int]]
    by_alerts: AlertScore
    wrong: tuple[Mistake, ...] = ()

    @property
    def precision(self) -> float:
        """The share of true positives among positives; 0 if there are none."""
        return self.true / max(self.true + self.false, 1)

    @property
    def recall(self) -> float:
        """The share of articles with a new contact that were found; 0 if there are none."""
        return self.true / max(self.true + self.missed, 1)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def read_case(row: Mapping[str, object]) -> LabelledCase:
    """Return the labels of one row of a labelled file.

    Raises KeyError for a row without `id` or `expected`, ValueError for an invalid date or number.
    """
    expected = row["expected"]
    if not isinstance(expected, Mapping):
        raise KeyError("expected")
    status = str(expected["status"])
    day, minutes = expected.get("contact_date"), expected.get("duration_minutes")
    return LabelledCase(
        id=str(row["id"]),
        status=LABELS.get(status, status),
        alert=bool(expected.get("alert")),
        us_leader=expected.get("us_leader"),
        channel=expected.get("channel"),
        contact_date=date.fromisoformat(str(day)[:10]) if day else None,
        duration_minutes=int(minutes) if minutes else None,
        contact_id=expected.get("contact_id"),
        dated=bool(row.get("published")),
    )


def evaluate(
    cases: Iterable[LabelledCase], readings: Mapping[str, Reading], alerts: Sequence[tuple[str, Collection[str]]]
) -> Score:
    """Return the score of `readings` (by case id) and `alerts` (contact id, case ids) on labelled cases.

    A reading is positive if its verdict is new; its fields are those of its first mention that happened. An alert is
    about the contacts of all its articles. If several cases have the same id, the last one counts.
    """
    unique = {case.id: case for case in cases}
    counts: Counter[str] = Counter()
    asked: Counter[str] = Counter()
    right: Counter[str] = Counter()
    wrong: list[Mistake] = []
    for case in unique.values():
        reading = readings.get(case.id)
        verdict = reading.verdict if reading else "unanswered"
        outcome = _outcome(case, verdict)
        counts[outcome] += 1
        counts["verdict right"] += verdict == case.status
        if outcome == "true" and reading:
            for name, expected, got, fits in _fields(case, reading):
                asked[name] += 1
                right[name] += fits
                if not fits:
                    wrong.append(_mistake(case, reading, MistakeKind.FIELD, f"{name} {expected}", f"{name} {got}"))
        elif outcome != "rejected" or verdict != case.status:
            kind = MistakeKind(outcome) if outcome != "rejected" else MistakeKind.VERDICT
            wrong.append(_mistake(case, reading, kind, _described(case), verdict))
    return Score(
        cases=len(unique),
        answered=sum(case in readings for case in unique),
        true=counts["true"],
        false=counts["false"],
        missed=counts["missed"],
        verdicts_right=counts["verdict right"],
        fields={name: (right[name], asked[name]) for name in ("leader", "channel", "date", "duration")},
        by_alerts=_by_alerts(unique, alerts),
        wrong=tuple(sorted(wrong, key=lambda item: (list(MistakeKind).index(item.kind), item.case))),
    )


def _outcome(case: LabelledCase, verdict: str) -> Literal["true", "false", "missed", "rejected"]:
    if verdict == "new":
        return "true" if case.alert else "false"
    return "missed" if case.alert else "rejected"


def _first(reading: Reading) -> Mention | None:
    return next((mention for mention in reading.mentions if mention.status == Status.HAPPENED), None)


def _fields(case: LabelledCase, reading: Reading) -> Iterable[tuple[str, object, object, bool]]:
    """Yield each labelled field: its name, the expected and the read value, and whether that is right."""
    found = _first(reading)
    leader, channel = (found.details.us_leader, str(found.details.channel)) if found else (None, None)
    yield "leader", case.us_leader, leader, leader == case.us_leader
    yield "channel", case.channel, channel, channel == case.channel
    if case.contact_date and case.dated:
        day = found.dates.date_from if found else None
        close = day is not None and abs((day - case.contact_date).days) <= DATE_TOLERANCE
        yield "date", case.contact_date, day, close
    if case.duration_minutes:
        minutes = found.details.duration_minutes if found else None
        yield "duration", case.duration_minutes, minutes, minutes == case.duration_minutes


def _described(case: LabelledCase) -> str:
    parts = (case.status, case.us_leader, case.channel, case.contact_date)
    return " ".join(str(part) for part in parts if part)


def _mistake(case: LabelledCase, reading: Reading | None, kind: MistakeKind, expected: str, got: str) -> Mistake:
    if reading is None:
        return Mistake(case.id, kind, expected, got, "", ())
    decisive = _first(reading) or next(iter(reading.mentions), None)
    rules = dict.fromkeys((*reading.why, *(decisive.why if decisive else ())))
    clause, why = decisive.quote if decisive else "", tuple(rules)
    return Mistake(case.id, kind, expected, got, clause, why)


def _by_alerts(cases: Mapping[str, LabelledCase], alerts: Sequence[tuple[str, Collection[str]]]) -> AlertScore:
    times: Counter[str] = Counter()
    behind: dict[str, set[str]] = defaultdict(set)
    for place, (_, articles) in enumerate(alerts):
        for article in articles:
            case = cases.get(article)
            if case and case.alert and case.contact_id:
                behind[str(place)].add(case.contact_id)
    for contacts in behind.values():
        times.update(contacts)
    contacts = {case.contact_id for case in cases.values() if case.alert and case.contact_id}
    return AlertScore(
        alerts=len(alerts),
        for_no_contact=len(alerts) - len(behind),
        contacts=len(contacts),
        contacts_alerted=len(times),
        alerted_again=tuple(sorted(contact for contact, count in times.items() if count > 1)),
        per_contact=times.total() / len(times) if times else 0.0,
    )
