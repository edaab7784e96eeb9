"""Say names, days, lengths of time and numbers in Urdu and in English."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from flows.alerts.payload import AlertPayload, Source
from flows.contacts.contact import DateBounds, DatePrecision
from flows.news.article import DEFAULT_ZONE

HOME = DEFAULT_ZONE
"""The clock of most readers: times are given in it where a channel names no other."""

URDU_DIGITS = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
HOUR = 60


class Language(StrEnum):
    """The language of a text; BOTH is Urdu followed by English."""

    UR = "ur"
    EN = "en"
    BOTH = "both"


@cache
def _words() -> dict[str, Any]:
    return dict(yaml.safe_load(resources.files(__package__).joinpath("alert_words.yaml").read_text(encoding="utf-8")))


def name(group: str, key: str | int, language: Language) -> str | None:
    """Return what words.yaml calls `key` of `group`, None where it has no word for it."""
    entry = _words()[group].get(key.casefold() if isinstance(key, str) else key)
    return None if entry is None else str(entry[language == Language.EN])


def number(value: int, language: Language) -> str:
    """Write a number in the digits of the language."""
    return str(value) if language == Language.EN else str(value).translate(URDU_DIGITS)


def percent(share: float, language: Language) -> str:
    """Write a share of 1 as whole percents: ۹۳٪, 93%; less than all is never written as 100."""
    whole = round(100 * share) if share >= 1 else min(round(100 * share), 99)
    return f"{number(whole, language)}{'%' if language == Language.EN else '٪'}"


def month(day: date, language: Language) -> str:
    """Name the month of a day and its year."""
    return f"{_words()['months'][day.month - 1][language == Language.EN]} {number(day.year, language)}"


def day(value: date, language: Language, *, weekday: bool = True) -> str:
    """Write a day as people say it, with its weekday: جمعرات ۳ جولائی ۲۰۲۵, Thursday 3 July 2025."""
    written = f"{number(value.day, language)} {month(value, language)}"
    return f"{_words()['weekdays'][value.weekday()][language == Language.EN]} {written}" if weekday else written


def when(dates: DateBounds, published: datetime | None, language: Language, zone: ZoneInfo) -> str:
    """Say on which day a contact was, as exactly as it is known; an unknown day is said to be unknown.

    `published` is when the first report of it came out, where that is known: its day is that of `zone`.
    """
    urdu = language != Language.EN
    first, last = dates.date_from or dates.date_to, dates.date_to or dates.date_from
    if first is None or last is None or dates.date_precision is DatePrecision.NONE:
        if published is None:
            return "تاریخ معلوم نہیں" if urdu else "day unknown"
        known = day(published.astimezone(zone).date(), language)
        return f"تاریخ معلوم نہیں، خبر {known} کو آئی" if urdu else f"day unknown; reported on {known}"
    if first == last:
        return day(first, language)
    if dates.date_precision is DatePrecision.YEAR:
        year = number(first.year, language)
        return f"{year}، دن معلوم نہیں" if urdu else f"{year}, day unknown"
    if dates.date_precision is DatePrecision.MONTH and (first.year, first.month) == (last.year, last.month):
        return f"{month(first, language)}، دن معلوم نہیں" if urdu else f"{month(first, language)}, day unknown"
    return _span(first, last, language)


def _span(first: date, last: date, language: Language) -> str:
    urdu = language != Language.EN
    if (first.year, first.month) == (last.year, last.month):
        start = number(first.day, language)
    else:
        start = day(first, language, weekday=False)
    end = day(last, language, weekday=False)
    if last - first == timedelta(days=1):
        return f"{start} یا {end}" if urdu else f"{start} or {end}"
    return f"{start} سے {end} کے درمیان" if urdu else f"between {start} and {end}"


def minutes(value: int, language: Language) -> str:
    """Say a length of time: ۵۰ منٹ, ڈیڑھ گھنٹہ, ۲ گھنٹے ۵ منٹ; 50 min, 1 h 30 min."""
    hours, rest = divmod(value, HOUR)
    if language == Language.EN:
        return " ".join(
            part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else "") if part
        )
    if value in (special := {60: "ایک گھنٹہ", 90: "ڈیڑھ گھنٹہ", 120: "دو گھنٹے", 150: "اڑھائی گھنٹے"}):
        return special[value]
    unit = "گھنٹہ" if hours == 1 else "گھنٹے"
    alert = f"{number(hours, language)} {unit}" if hours else ""
    return f"{alert} {number(rest, language)} منٹ".strip() if rest or not hours else alert


def standing(alert: AlertPayload, language: Language) -> str:
    """Say how many independent outlets of which tiers report it, and call it unconfirmed where that is due.

    Empty where no outlet does.
    """
    if not (alert.outlets or alert.sources):
        return ""
    tiers = {source.outlet: source.tier for source in alert.sources if source.independent}
    many = alert.outlets or len(tiers)
    return support(many, tiers.values(), language, unconfirmed=alert.unconfirmed)


def support(outlets: int, tiers: Iterable[int], language: Language, *, unconfirmed: bool) -> str:
    """Say how many independent outlets report a contact, and how many of each tier; `unconfirmed` says it by itself."""
    urdu = language != Language.EN
    if unconfirmed:
        return "غیر مصدقہ: صرف کم درجے کا ایک ادارہ" if urdu else "unconfirmed: one low-tier outlet"
    parts = comma(language).join(_tier(tier, count, language) for tier, count in sorted(Counter(tiers).items()))
    if outlets == 1:
        said = "ابھی صرف ایک ادارہ" if urdu else "one outlet so far"
    else:
        said = f"{number(outlets, language)} {'آزاد ادارے' if urdu else 'independent outlets'}"
    return f"{said} ({parts})" if parts else said


def _tier(tier: int, count: int, language: Language) -> str:
    said = name("tiers", tier, language) or str(tier)
    return said if count == 1 else f"{number(count, language)} {said}"


def clock(value: datetime, language: Language, zone: ZoneInfo) -> str:
    """Write an instant with its day and hour by the clock of `zone`, and name that clock."""
    local = value.astimezone(zone)
    hour, short = f"{local:%H:%M}", f"{local:%Z}"
    if language != Language.EN:
        hour = hour.translate(URDU_DIGITS)
    called = name("clocks", short, language) or (f"UTC{short}" if short[:1] in "+-" else short)
    return f"{day(local.date(), language)} {hour} {called}"


def report_label(source: Source, language: Language, zone: ZoneInfo) -> str:
    """Say of a report which tier its outlet has, when it came out, and whether it is a copy or a further one."""
    tier = name("tiers", source.tier, language)
    parts = [
        _phrase("tier", language).format(tier) if tier else "",
        clock(source.published, language, zone) if source.published else "",
    ]
    said = comma(language).join(part for part in parts if part)
    return said if source.independent else f"{said} ({_phrase('further', language)})"


def second_reader(said: Iterable[str], language: Language) -> str:
    """Say what a second reader had to do with a report: that it decided, and which details it states otherwise."""
    return comma(language).join(_second_reader(part, language) for part in said)


def _second_reader(part: str, language: Language) -> str:
    if part == "decided":
        return _phrase("decided", language)
    kind, _, values = part.partition(" ")
    ours, _, theirs = values.partition(" → ")
    if kind == "channel":
        part = " → ".join(name("channels", one, language) or one for one in (ours, theirs))
    return _phrase("differs", language).format(change(part, language))


def more_reports(count: int, language: Language) -> str:
    """Say how many reports are left out."""
    return _phrase("more", language).format(number(count, language))


def comma(language: Language) -> str:
    """Return the comma of a language and the space after it."""
    return ", " if language == Language.EN else "، "


def quoted(text: str, language: Language) -> str:
    """Put a text between the quotation marks of a language."""
    return f"“{text}”" if language == Language.EN else f"”{text}“"


def _phrase(key: str, language: Language) -> str:
    return str(_words()["reports"][key][language == Language.EN])


def change(detail: str, language: Language) -> str:
    """Say in the language what changed; the ledger notes it in a few English words."""
    if language == Language.EN:
        return detail
    return "; ".join(_urdu_change(part) for part in detail.split("; "))


def _urdu_change(part: str) -> str:
    kind, _, values = part.partition(" ")
    if kind == "place":
        known = [name("places", value, Language.UR) or value for value in values.split(" → ")]
        part = f"{kind} {' → '.join(known)}"
    for english, urdu in _words()["changes"].items():
        part = re.sub(rf"(?<!\S){re.escape(english)}(?!\w)", urdu, part)
    return part
