"""How far a contact can be trusted: how sure the reader is, which outlets report it, and whether it is invented."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dashboards.page_data import ContactSummary, PageData, ReportSummary
from flows.alerts.payload import LOW_TIER
from flows.alerts.sanitize import on_this_machine

SURE_OUTLETS = 2
"""Number of independent outlets that corroborate a contact."""


@dataclass(frozen=True, slots=True)
class Trust:
    """How far one contact can be trusted.

    `confidence` is the highest probability, 0 to 1, that a report is of a new contact; None without such a report.
    `tiers` are those of the independent outlets, 1 (national) to 3 (small or unknown). As in alerts, a contact is
    `unconfirmed` if only one outlet of low tier reports it. `demo` means that all its reports are from this machine.
    """

    confidence: float | None
    tiers: tuple[int, ...]
    unconfirmed: bool
    demo: bool


def assess_all(data: PageData) -> dict[str, Trust]:
    """Return how far each contact can be trusted, by its id."""
    tiers = {outlet.outlet: outlet.tier for outlet in data.outlets}
    return {one.contact: assess(one, data.reports.get(one.contact, ()), tiers) for one in data.contacts}


def assess(contact: ContactSummary, reports: Iterable[ReportSummary], tiers: Mapping[str, int]) -> Trust:
    """Return how far a contact can be trusted; outlets that `tiers` does not name are of the lowest tier."""
    news = [report for report in reports if report.is_news]
    behind = {report.outlet: tiers.get(report.outlet, LOW_TIER) for report in news if report.independent}
    return Trust(
        confidence=max((report.confidence for report in news), default=None),
        tiers=tuple(sorted(behind.values())),
        unconfirmed=bool(behind) and contact.outlets < SURE_OUTLETS and min(behind.values()) >= LOW_TIER,
        demo=bool(news) and all(on_this_machine(report.url) for report in news),
    )
