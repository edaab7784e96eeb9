"""The invented outlets and articles of outlets/*.yaml, dated relative to the start of the demo."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from typing import Any, Literal
from zoneinfo import ZoneInfo

import jinja2
import yaml

CLOCK = ZoneInfo("Asia/Karachi")  # of `day` and `time` of the articles

_MONTHS = ["جنوری", "فروری", "مارچ", "اپریل", "مئی", "جون", "جولائی", "اگست", "ستمبر", "اکتوبر", "نومبر", "دسمبر"]
_WEEKDAYS = ["پیر", "منگل", "بدھ", "جمعرات", "جمعہ", "ہفتہ", "اتوار"]

_WORDS = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=False)  # noqa: S701 plain text, not HTML


@dataclass(frozen=True, slots=True)
class Day:
    """A day, written as in an Urdu newspaper."""

    value: date

    @property
    def weekday(self) -> str:
        """The name of the day: جمعہ."""
        return _WEEKDAYS[self.value.weekday()]

    @property
    def oblique(self) -> str:
        """The name before کو or کے: جمعے, ہفتے; other days do not change."""
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
    """An invented article.

    `path` is its path on the site; `published` is aware, in the time zone of the outlet. A paragraph that begins with
    "## " is a subheading.
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
    """An invented outlet, with its newest article first.

    `layout` names the template of its pages. An outlet that `refuses` accepts no connections; one that is `walled`
    answers every request with the same page. `source` has more keys of its block in sources.yaml.
    """

    id: str
    name: str
    tagline: str
    country: str
    timezone: str
    tier: int
    layout: str
    feed: Literal["rss", "atom", "rdf", "sitemap"]
    articles: tuple[DemoArticle, ...]
    health: Literal["well", "refuses", "walled"] = "well"
    source: Mapping[str, object] = field(default_factory=dict)


def load_press(now: datetime) -> tuple[DemoOutlet, ...]:
    """Return the invented outlets at `now` (aware); nothing in them is newer."""
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
    """Return when an article was published: at a time of an earlier day, or after a share of today so far."""
    day = datetime.combine(now.date() + timedelta(days=raw["day"]), time(), CLOCK)
    if raw["day"] == 0:
        so_far: timedelta = raw["share"] * (now - day)
        return (day + so_far).replace(second=0, microsecond=0)
    clock = time.fromisoformat(raw["time"])
    return day.replace(hour=clock.hour, minute=clock.minute)
