"""Times in words: one time zone, natural Urdu, and no hours if only days are known."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import warehouse
from dashboards.build import PageOptions, build
from dashboards.i18n import Locale
from dashboards.page_data import ReportSummary, load_data
from flows.alerts.wording import Language

EN, UR = Locale(Language.EN), Locale(Language.UR)
MIDNIGHT = datetime(2026, 11, 20, tzinfo=UTC)
ZONES = {"a": "Asia/Karachi", "b": "Asia/Karachi"}


def bare(text: str) -> str:
    """Return a text without the marks that isolate its parts."""
    return text.translate({0x2068: None, 0x2069: None})


@pytest.fixture(scope="module")
def report(made: dict[str, Any]) -> ReportSummary:
    """A report of the demo's contact."""
    with warehouse.open_published(made["settings"].published) as con:
        data = load_data(con, datetime.now(UTC), most=1, timezone="UTC")
    return replace(data.reports[made["latest"]][0], outlet="a")


@pytest.mark.parametrize(
    ("later", "english", "urdu"),
    [
        (timedelta(0), "the same day", "اسی دن"),
        (timedelta(days=1), "the next day", "اگلے روز"),
        (timedelta(days=2), "2 days later", "۲ دن بعد"),
        (timedelta(days=1, hours=9), "the next day", "اگلے روز"),
    ],
)
def test_where_only_a_day_is_known_nothing_is_counted_in_hours(
    report: ReportSummary, later: timedelta, english: str, urdu: str
) -> None:
    first, second = replace(report, reported_at=MIDNIGHT), replace(report, outlet="b", reported_at=MIDNIGHT + later)
    assert bare(EN.lag(second, first, ZONES)) == english
    assert bare(UR.lag(second, first, ZONES)) == urdu
    assert english in bare(EN.alerted(MIDNIGHT + later + timedelta(hours=3), first, ZONES))


def test_hours_are_those_of_the_chosen_clock_and_named(report: ReportSummary) -> None:
    moment = datetime(2026, 11, 20, 20, 5, tzinfo=UTC)
    assert EN.clock(moment) == "Saturday 21 November 2026 01:05 PKT"
    assert UR.clock(moment) == "ہفتہ ۲۱ نومبر ۲۰۲۶ ۰۱:۰۵ پاکستانی وقت"
    assert Locale(Language.EN, ZoneInfo("Europe/Berlin")).clock(moment) == "Friday 20 November 2026 21:05 CET"
    minutes = replace(report, reported_at=moment + timedelta(minutes=25))
    assert bare(EN.lag(minutes, replace(report, reported_at=moment), ZONES)) == "25 minutes later"


def test_a_page_of_another_clock_says_so(made: dict[str, Any], tmp_path: Path) -> None:
    build(
        made["settings"].published, tmp_path / "page", now=datetime.now(UTC), options=PageOptions(timezone="Asia/Tokyo")
    )
    front = (tmp_path / "page" / "en" / "index.html").read_text("utf-8")
    assert 'data-zone="Asia/Tokyo"' in front
    assert "JST" in front
    assert "PKT" not in front
    assert "JST" in (tmp_path / "page" / "alerts.json").read_text("utf-8")
