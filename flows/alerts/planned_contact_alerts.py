"""Planned contacts: what the press announces or calls off is alerted once per plan, to channels that want it.

A plan is no contact yet and opens none. Its key is the pair, the channel's family and days that can be the same;
reports of the last weeks that share it tell of one plan.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

import warehouse
from flows.alerts.outbox import Alert, post
from flows.alerts.payload import AlertPayload, Source, cleaned, cleaned_details, from_json
from flows.alerts.routing import ChannelRules
from flows.contacts.contact import FAMILIES, WATCH, ContactDetails, DateBounds, Status
from flows.contacts.resolve.independent_reports import independent

# Reports further apart than this tell of two plans, unless they name the same day.
SAME_PLAN_WITHIN = timedelta(days=30)
# Outlets name the day by their own calendars.
SLACK = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PlannedReport:
    """What one article says of a contact to come: a row of queries/plan.sql.

    `origin` is the article it was copied from, else itself; the dates bound the day named, None where none was;
    `published` is aware UTC.
    """

    article: UUID
    origin: UUID
    status: Status
    details: ContactDetails
    dates: DateBounds
    quote: str
    outlet: str
    name: str
    tier: int
    url: str
    title: str
    published: datetime


def raise_plans(  # noqa: PLR0913 - what, to whom, and what is news
    con: warehouse.Connection,
    articles: Collection[UUID],
    channels: Sequence[ChannelRules],
    *,
    freshness: timedelta,
    unseen: Collection[UUID] = (),
    now: datetime,
) -> list[AlertPayload]:
    """Put what these articles say of plans into the ledger and the outbox, in the transaction that stores them.

    Reports older than `freshness` announce nothing, those in `unseen` aside, which came out while nobody looked.
    Returns the facts of the alerts that were added. Repeating the call adds nothing. `now` is aware UTC.
    """
    since = now - SAME_PLAN_WITHIN
    reports = warehouse.read(con, "planned_mention", PlannedReport, since=since)
    raised = [from_json(row.facts) for row in warehouse.read(con, "planned_alert", Alert, since=since)]
    new = [
        report
        for report in reports
        if report.article in articles and (report.published > now - freshness or report.article in unseen)
    ]
    return post(con, plans(new, reports, raised, now=now), channels, now=now)


def plans(
    new: Sequence[PlannedReport], reports: Sequence[PlannedReport], raised: Sequence[AlertPayload], *, now: datetime
) -> list[AlertPayload]:
    """Return what to alert of the `new` reports, given all `reports` of late and what was `raised` of plans.

    One step for each plan announced, and one for each plan alerted before and called off now; a day gone by is no plan.
    """
    steps: dict[tuple[str, str], AlertPayload] = {}
    for report in new:
        if report.dates.date_to and report.dates.date_to < now.date() - SLACK:
            continue
        before = next((one for one in reversed([*raised, *steps.values()]) if _same(report, one)), None)
        if report.status is Status.PLANNED:
            contact = before.contact if before else _name(report)
            kin = [other for other in reports if other.status is Status.PLANNED and _same(report, other)]
            step = _step(report, kin, contact, now)
        elif before and before.kind != "denied":
            step = replace(_step(report, [report], before.contact, now), kind="denied", detail="called off or denied")
        else:
            continue
        last = max((one.number for one in raised if one.contact == step.contact), default=0)
        ahead = step.kind == "denied" and (step.contact, "planned") in steps
        steps[step.contact, step.kind] = replace(step, number=last + 1 + ahead)
    return list(steps.values())


def _same(report: PlannedReport, other: PlannedReport | AlertPayload) -> bool:
    one, two = report.details, other.details
    if (one.us_leader, FAMILIES[one.channel]) != (two.us_leader, FAMILIES[two.channel]):
        return False
    mine, its = report.dates, other.dates
    if not (mine.date_from and mine.date_to and its.date_from and its.date_to):
        return True
    return mine.date_from <= its.date_to + SLACK and its.date_from <= mine.date_to + SLACK


def _name(report: PlannedReport) -> str:
    day = report.dates.date_from or report.published.date()
    return f"{day}-{report.details.us_leader.casefold()}-{report.details.channel}-planned"


def _step(report: PlannedReport, kin: Sequence[PlannedReport], contact: str, now: datetime) -> AlertPayload:
    voices = {one.article for one in independent(kin)}
    articles = dict.fromkeys(one.article for one in (report, *kin))
    clause = {
        one.article: one for one in (*reversed(kin), report)
    }  # an article once, whatever else it says of the plan
    return AlertPayload(
        contact=contact,
        number=1,
        kind="planned",
        first=False,
        raised_at=now,
        watch=WATCH,
        details=cleaned_details(report.details),
        dates=report.dates,
        outlets=len(voices),
        sources=tuple(_source(clause[key], independent=key in voices) for key in articles),
    )


def _source(report: PlannedReport, *, independent: bool) -> Source:
    made = Source(report.outlet, report.name, report.tier, report.url, report.title, report.quote, report.published)
    return cleaned(replace(made, independent=independent))
