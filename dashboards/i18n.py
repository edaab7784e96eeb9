"""Words, numbers and times in one language: the page's own words, and those of the alerts for names and days."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

from dashboards.page_data import ContactSummary, PlanSummary, ReportSummary
from flows.alerts import wording
from flows.alerts.sanitize import clean, isolate
from flows.alerts.wording import Language
from flows.contacts.contact import DateBounds
from flows.news.article import DEFAULT_ZONE
from flows.news.yaml_text import load_yaml

LANGUAGES = (Language.UR, Language.EN)
HOME = ZoneInfo(DEFAULT_ZONE)
"""The time zone of outlets that name none."""
DAY = timedelta(days=1)


@cache
def words() -> dict[str, dict[str, Any]]:
    """Return page_words.yaml: group, key, then Urdu and English."""
    return dict(load_yaml(resources.files(__package__).joinpath("page_words.yaml").read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class Locale:
    """One language of the page, and the time zone for all times.

    Text from outside is isolated, so that its direction does not change the text around it.
    """

    language: Language
    zone: ZoneInfo = HOME

    @property
    def direction(self) -> str:
        """The direction of the script: rtl or ltr."""
        return "ltr" if self.language is Language.EN else "rtl"

    @property
    def other(self) -> Language:
        """The other language of the page."""
        return Language.UR if self.language is Language.EN else Language.EN

    def say(self, name: str, **values: object) -> str:
        """Return the words `group.key` with the values filled in. Raises KeyError for words that do not exist."""
        group, _, key = name.partition(".")
        return self._fill(words()[group][key][self.language == Language.EN], values)

    def plain(self) -> dict[str, str]:
        """Return all words that have no values to fill in, by `group.key`."""
        side = self.language == Language.EN
        return {
            f"{group}.{key}": entry[side]
            for group, entries in words().items()
            for key, entry in entries.items()
            if isinstance(entry[side], str)
        }

    def count(self, what: str, number: int) -> str:
        """Return a number with what it counts: `2 outlets`, ۲ ادارے."""
        one, many = words()["counts"][what][self.language == Language.EN]
        return self._fill(one if number == 1 else many, {"count": number})

    def sentence(self, text: str) -> str:
        """Return a text with a capital letter at its beginning."""
        return text[:1].upper() + text[1:]

    def label(self, group: str, key: str) -> str:
        """Return the page's word for a value of the warehouse, or the value itself."""
        entry = words()[group].get(key.casefold())
        return str(entry[self.language == Language.EN]) if entry else clean(key)

    def _fill(self, text: str, values: dict[str, object]) -> str:
        return text.format(**{key: self._value(value) for key, value in values.items()}) if values else text

    def _value(self, value: object) -> str:
        return self.number(value) if isinstance(value, int) else _isolated(str(value))

    def number(self, value: int) -> str:
        """Return a number in the digits of the language, with separators from 10,000 on."""
        grouped = f"{value:,}" if abs(value) >= 10_000 else str(value)  # noqa: PLR2004 - a year has four digits
        return grouped if self.language == Language.EN else grouped.translate(wording.URDU_DIGITS)

    def percent(self, part: int, whole: int) -> str:
        """Return a share in percent."""
        return f"{self.number(round(100 * part / whole))}{'%' if self.language == Language.EN else '٪'}"

    def chance(self, share: float) -> str:
        """Return a probability in percent, as in alerts."""
        return wording.percent(share, self.language)

    def name(self, group: str, key: str | int) -> str:
        """Return the alerts' word for a leader, channel, kind or tier, or the key itself."""
        return wording.name(group, key, self.language) or clean(str(key))

    def place(self, place: str) -> str:
        """Return the name of a place, with the occasion that the ledger adds in brackets: Antalya (G20)."""
        name, _, occasion = clean(place).partition(" (")
        place = self.name("places", name)
        return f"{place} ({occasion}" if occasion else place

    def topic(self, topic: str) -> str:
        """Return the name of a topic."""
        return self.name("topics", topic)

    def topics(self, topics: Iterable[str]) -> str:
        """Return topics as a list in one line."""
        return ("، " if self.language is Language.UR else ", ").join(map(self.topic, topics))

    def day(self, value: date, *, weekday: bool = True) -> str:
        """Return a day in words."""
        return wording.day(value, self.language, weekday=weekday)

    def month(self, value: date) -> tuple[str, str]:
        """Return a month as three letters or one Urdu word, and its year."""
        name = wording.month(value, self.language).split()[0]
        return (name[:3] if self.language is Language.EN else name), self.number(value.year)

    def whole_month(self, value: str) -> str:
        """Return the name of a month that is given as 2026-11."""
        return wording.month(date.fromisoformat(f"{value}-01"), self.language)

    def when(self, contact: ContactSummary | PlanSummary) -> str:
        """Return the day of a contact, as exactly as it is known."""
        return wording.when(contact.dates, contact.first_reported_at, self.language, self.zone)

    def span(self, dates: DateBounds) -> str:
        """Return days as reported: one day, or from one to another."""
        return wording.when(dates, None, self.language, self.zone)

    def minutes(self, value: int) -> str:
        """Return a duration: ۵۰ منٹ, 1 h 30 min."""
        return wording.minutes(value, self.language)

    def second_reader(self, said: Iterable[str]) -> str:
        """Return what a second reader said about a report."""
        return clean(wording.second_reader(said, self.language))

    def clock(self, value: datetime, zone: str = "") -> str:
        """Return day and time of an instant, as in alerts; only the day if no time of day is known."""
        if day := bare_day(value, zone):
            return self.day(day)
        return wording.clock(value, self.language, self.zone)

    def zone_name(self) -> str:
        """Return the name of the page's time zone: Pakistan time, or its IANA name."""
        return self.say("page.clock_site") if self.zone == HOME else self.zone.key.replace("_", " ")

    def local_day(self, value: datetime) -> date:
        """Return the day of an instant in the page's time zone."""
        return value.astimezone(self.zone).date()

    def lapse(self, value: timedelta) -> str:
        """Return a span of time in minutes, hours or days."""
        minutes = round(abs(value) / timedelta(minutes=1))
        if minutes < 120:  # noqa: PLR2004 - minutes are more precise up to two hours
            return self.count("minutes", minutes)
        if abs(value) < 2 * DAY:
            return self.count("hours", round(minutes / 60))
        return self.count("days", round(abs(value) / DAY))

    def lag(self, report: ReportSummary, first: ReportSummary, zones: dict[str, str]) -> str:
        """Return how long after the first report this one came out, in days if either has no time of day."""
        days = [bare_day(one.reported_at, zones.get(one.outlet, "")) for one in (report, first)]
        if any(days):
            own, its = (day or self.local_day(one.reported_at) for day, one in zip(days, (report, first), strict=True))
            return self._days_later(own - its)
        gap = report.reported_at - first.reported_at
        if gap < timedelta(minutes=1):
            return self.say("contact.same_time")
        return self.say("contact.later", span=self.lapse(gap))

    def alerted(self, moment: datetime, first: ReportSummary, zones: dict[str, str]) -> str:
        """Return how long after the first report the alert was sent, in days if the report has no time of day."""
        if day := bare_day(first.reported_at, zones.get(first.outlet, "")):
            return self.say("contact.alert_day", span=self._days_later(self.local_day(moment) - day))
        return self.say("contact.alert_line", span=self.lapse(moment - first.reported_at))

    def _days_later(self, apart: timedelta) -> str:
        """Return the distance between two days in words."""
        if apart < DAY:
            return self.say("contact.same_day")
        if apart == DAY:
            return self.say("contact.next_day")
        return self.say("contact.later", span=self.count("days", apart.days))

    def support(self, outlets: int, tiers: Iterable[int], *, unconfirmed: bool) -> str:
        """Return how many outlets of which tier report a contact, as in alerts."""
        return wording.support(outlets, tiers, self.language, unconfirmed=unconfirmed)

    def ago(self) -> dict[str, str]:
        """Return the words for how long ago something was; the scripts use them."""
        return {key: entry[self.language == Language.EN] for key, entry in words()["ago"].items()}


@lru_cache(maxsize=65536)
def _isolated(text: str) -> str:
    return isolate(clean(text))


@lru_cache(maxsize=65536)
def bare_day(value: datetime, zone: str = "") -> date | None:
    """Return the day of an instant that has no time of day, which is midnight in UTC or at the outlet; else None."""
    seen = (value.astimezone(place) for place in (UTC, ZoneInfo(zone) if zone else HOME))
    return next((moment.date() for moment in seen if moment.time() == time()), None)
