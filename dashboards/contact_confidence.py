"""How far a contact may be trusted: how sure the reader is of it, which outlets stand behind it, what is invented."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from dashboards.outlet_comparison import NEWS
from dashboards.page_data import ContactSummary, PageData, ReportSummary
from flows.alerts.payload import LOW_TIER
from flows.alerts.sanitize import on_this_machine

SURE_OUTLETS = 2
"""Independent outlets from which a contact counts as corroborated."""


@dataclass(frozen=True, slots=True)
class Trust:
    """What a contact rests on.

    `confidence` is the probability, 0 to 1, that the surest report is of a contact that has just been, None where no
    report says so. `tiers` are those of the independent outlets, 1 (national) to 3 (small or unknown). `unconfirmed`
    is what alerts call so: one outlet of low tier. `demo` marks what comes from outlets on this machine alone.
    """

    confidence: float | None
    tiers: tuple[int, ...]
    unconfirmed: bool
    demo: bool


def weigh_all(material: PageData) -> dict[str, Trust]:
    """Return what each contact rests on, by its id."""
    tiers = {outlet.outlet: outlet.tier for outlet in material.outlets}
    return {one.contact: weigh(one, material.reports.get(one.contact, ()), tiers) for one in material.contacts}


def weigh(contact: ContactSummary, reports: Iterable[ReportSummary], tiers: Mapping[str, int]) -> Trust:
    """Return what a contact rests on; `tiers` are those of registered outlets, others are of the lowest."""
    news = [report for report in reports if report.role in NEWS]
    behind = {report.outlet: tiers.get(report.outlet, LOW_TIER) for report in news if report.independent}
    return Trust(
        confidence=max((report.confidence for report in news), default=None),
        tiers=tuple(sorted(behind.values())),
        unconfirmed=bool(behind) and contact.outlets < SURE_OUTLETS and min(behind.values()) >= LOW_TIER,
        demo=bool(news) and all(on_this_machine(report.url) for report in news),
    )
