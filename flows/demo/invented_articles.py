"""The invented press: outlets and articles read from outlets/*.yaml, with dates counted from the start of the demo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any
from zoneinfo import ZoneInfo

import jinja2
import yaml

CLOCK = ZoneInfo("Asia/Karachi")  # `day` and `time` of the articles; "yesterday" is a day of this calendar

_MONTHS = ["جنوری", "فروری", "مارچ", "اپریل", "مئی", "جون", "جولائی", "اگست", "ستمبر", "اکتوبر", "نومبر", "دسمبر"]
_WEEKDAYS = ["پیر", "منگل", "بدھ", "جمعرات", "جمعہ", "ہفتہ", "اتوار"]

_WORDS = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)  # noqa: S701 plain text, not HTML


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day in the words of an Urdu newspaper."""

    value: date

    @property
    def weekday(self) -> str:
        """The name of the day, as in جمعہ."""
        return _WEEKDAYS[self.value.weekday()]

    @property
    def oblique(self) -> str:
        """The name as it stands before کو or کے: جمعے, ہفتے; the other days do not change."""
        return {"جمعہ": "جمعے", "ہفتہ": "ہفتے"}.get(self.weekday, self.weekday)

    @property
    def date(self) -> str:
        """Day and month: 23 نومبر."""
        return f"{self.value.day} {_MONTHS[self.value.month - 1]}"

    @property
    def full(self) -> str:
        """Weekday, day, month and year: پیر 23 نومبر 2026."""
        return f"{self.weekday} {self.date} {self.value.year}"


@dataclass(frozen=True, slots=True)
class DemoArticle:
    """One invented article.

    `path` is its stable address on the outlet's site; `published` is aware, in the outlet's zone. A paragraph
    that begins with "## " is a subheading.
    """

    path: str
    section: str
    author: str
    published: datetime
    title: str
    paragraphs: tuple[str, ...]
    caption: str | None
    credit: str | None


@dataclass(frozen=True, slots=True)
class DemoOutlet:
    """One invented outlet, its newest article first.

    `layout` names its page template; `feed` is rss, atom, rdf or sitemap; `health` is well, refuses (connections) or
    walled (one page in the place of all); `source` holds further keys of its block in sources.yaml.
    """

    id: str
    name: str
    tagline: str
    country: str
    timezone: str
    tier: int
    layout: str
    feed: str
    articles: tuple[DemoArticle, ...]
    health: str = "well"
    source: Mapping[str, object] = field(default_factory=dict)


def load_press(now: datetime) -> tuple[DemoOutlet, ...]:
    """Return the invented outlets as they look at `now`, an aware time: nothing in them is newer than that."""
    raw = _raw()
    texts = {f"{outlet['id']}/{item['slug']}": item.get("text") for outlet in raw for item in outlet["articles"]}
    return tuple(_outlet(outlet, texts, now) for outlet in raw)


@cache
def _raw() -> list[dict[str, Any]]:
    folder = files("flows.demo") / "outlets"
    return [yaml.safe_load(file.read_text("utf-8")) for file in sorted(folder.iterdir(), key=lambda file: file.name)]


def _outlet(raw: dict[str, Any], texts: dict[str, str | None], now: datetime) -> DemoOutlet:
    zone = ZoneInfo(raw["timezone"])
    articles = [_article(item, texts, now.astimezone(CLOCK), zone) for item in raw["articles"]]
    articles.sort(key=lambda article: article.published, reverse=True)
    return DemoOutlet(**{**raw, "articles": tuple(articles)})


def _article(raw: dict[str, Any], texts: dict[str, str | None], now: datetime, zone: ZoneInfo) -> DemoArticle:
    def day(offset: int) -> Day:
        return Day(now.date() + timedelta(days=offset))

    text = texts[raw["reprint_of"]] if "reprint_of" in raw else raw["text"]
    return DemoArticle(
        path=raw.get("path", f"/{raw['slug']}/"),
        section=raw["section"],
        author=raw["author"],
        published=_published(raw, now).astimezone(zone),
        title=_WORDS.from_string(raw["title"]).render(day=day),
        paragraphs=tuple(_WORDS.from_string(text or "").render(day=day).split("\n\n")),
        caption=raw.get("caption"),
        credit=raw.get("credit"),
    )


def _published(raw: dict[str, Any], now: datetime) -> datetime:
    """Return the whole minute an article appeared: a clock time of an earlier day, or a share of today so far."""
    day = datetime.combine(now.date() + timedelta(days=raw["day"]), time(), CLOCK)
    if raw["day"] == 0:
        so_far: timedelta = raw["share"] * (now - day)
        return (day + so_far).replace(second=0, microsecond=0)
    clock = time.fromisoformat(raw["time"])
    return day.replace(hour=clock.hour, minute=clock.minute)
