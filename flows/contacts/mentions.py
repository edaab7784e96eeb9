"""Mentions: what an article says of a contact, gathered from every sentence that tells of it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from flows.contacts.clauses import Clause, Frame
from flows.contacts.contact import Channel, Mention, Status
from flows.contacts.dates import DAY, Stated, find_dates
from flows.contacts.durations import find_durations
from flows.contacts.lexicon import Lexicon
from flows.contacts.reality import TOLD
from flows.contacts.weighing import FAMILY, Case, Told, is_news, open_channel, rank
from flows.news.urdu import keys, match_key

PROPER = 20
"""Minutes from which an informal talk is a meeting and no brief contact."""

_INFORMAL = frozenset(match_key(word) for word in ("غیر رسمی بات چیت", "غیر رسمی گفتگو"))

_STATUS = {
    "happened": Status.HAPPENED,
    "planned": Status.PLANNED,
    "denied": Status.DENIED,
    "background": Status.BACKGROUND,
    "claim": Status.BACKGROUND,
}

_ORDINALS = {
    match_key(word): number
    for number, words in enumerate(
        (
            "پہلی پہلا",
            "دوسری دوسرا",
            "تیسری تیسرا",
            "چوتھی چوتھا",
            "پانچویں پانچواں",
            "چھٹی چھٹا چھٹے",
            "ساتویں ساتواں",
            "آٹھویں آٹھواں",
            "نویں نواں",
            "دسویں دسواں",
        ),
        1,
    )
    for word in words.split()
}


def mentions(case: Case, told: list[Told], verdict: str, first: Frame) -> tuple[Mention, ...]:
    """Return one mention per leader, channel and status, the one that decides first."""
    frames = [frame for sentence in told for frame in sentence.frames]
    pairs = [frame for frame in frames if frame.who == "pair"]
    chosen: dict[tuple[str, str, Status], Mention] = {}
    ordered = sorted(((s, f) for s in told for f in s.frames), key=lambda item: (item[1] is not first, rank(item[1])))
    for sentence, frame in ordered:
        status = _status(frame, verdict, first, pairs)
        if status is None:
            continue
        channel = _plain(frame.channel)
        if frame.who == "pair":
            channel = _resolved(frame, frames, in_person=_in_person(case, frame))
            if chosen and _is_same(frame, first) and frame.channel in {"talk", "talks"}:
                channel = next(iter(chosen.values())).channel
        key = (frame.us or "", FAMILY.get(channel.value, channel.value), status)
        if key not in chosen:
            same = [s for s in told if any(_is_same(f, frame) for f in s.frames)]
            same.sort(key=lambda s: s is not sentence)
            chosen[key] = _mention(case, same, frame, channel, status)
    return tuple(chosen.values())


def _status(frame: Frame, verdict: str, first: Frame, pairs: list[Frame]) -> Status | None:
    """Return the status of a frame's mention; what happened but is no news is background."""
    if frame.status not in _STATUS:
        return None
    if frame.who in {"envoy", "other"}:
        return Status(frame.who)
    if frame.who != "pair":
        return None
    status = _STATUS[frame.status]
    news = verdict == "new" and (frame is first or _is_same(frame, first) or _is_another(frame, pairs))
    return Status.BACKGROUND if status is Status.HAPPENED and not news else status


def _is_another(frame: Frame, pairs: list[Frame]) -> bool:
    """Tell whether a frame is news of a second contact: only one that a verb tells, of parties named in its clause."""
    return frame.weight == TOLD and frame.given and not frame.this and is_news(frame, pairs)


def _in_person(case: Case, frame: Frame) -> bool:
    """Tell whether the clause of a contact names a gathering, or a place that is the home of neither."""
    units = frame.clause.units
    text = case.texts[frame.field_name].text[units[0].start : units[-1].end]
    places = {case.lexicon.place_of[match[1]] for match in case.lexicon.places.finditer(text)}
    marks = [i for i, u in enumerate(units) if u.kind == "mark" and u.value == "assembly"]
    gathered = any(i + 1 < len(units) and units[i + 1].key not in _NAMED_ONLY for i in marks)
    return gathered or bool(places - _HOMES)


_NAMED_ONLY = keys("پر سے کا کی اور")
_HOMES = {"Moscow", "Washington", "Mar-a-Lago", "St Petersburg"}


def _plain(channel: str) -> Channel:
    return Channel({"talk": "phone", "talks": "meeting", "summit": "meeting"}.get(channel, channel))


def _resolved(  # noqa: PLR0911 - a decision list, read from the top
    frame: Frame, every: list[Frame], *, in_person: bool
) -> Channel:
    """Return the channel of a frame; one that does not say borrows it from the frames that tell of the same contact.

    Where none does, `in_person` (both were at one place) makes it a meeting, and else it was a call.
    """
    same = [f for f in every if f.who == "pair" and f.status == frame.status and f.us == frame.us]
    same += [f for f in every if f.who == "half" and f.channel == "summit" and f.status == frame.status]
    same += [f for f in every if f.who == "open" and f.where == "title" and f.status == frame.status]
    if frame.channel in {"meeting", "summit", "talks"} and not in_person and any(f.channel == "video" for f in same):
        return Channel.VIDEO
    if frame.channel in {"talk", "talks"} and {"brief"} == {f.channel for f in same} - {"talk", "talks"}:
        return Channel.BRIEF
    if frame.channel in {"talk", "talks"}:
        kinds = [f.channel for f in same if f.channel not in {"talk", "talks", "summit", "letter", "message"}]
        if "phone" in kinds:
            return Channel.PHONE
        if kinds:
            return _plain(kinds[0])
        return (
            Channel.MEETING
            if in_person or any(f.channel in {"talks", "summit"} for f in [frame, *same])
            else Channel.PHONE
        )
    if (
        frame.channel == "brief"
        and any(f.channel in {"meeting", "summit"} for f in same)
        and not any("مختصر" in f.noun.key for f in same)
        and not any(u.kind == "channel" and u.value == "brief" for u in frame.clause.units)
    ):
        return Channel.MEETING
    if frame.channel == "meeting" and any("ویڈیو" in u.key for u in frame.clause.units if u.kind == "channel"):
        return Channel.VIDEO
    return _plain(frame.channel)


def _mention(case: Case, same: list[Told], frame: Frame, channel: Channel, status: Status) -> Mention:
    """Cut the quote, and gather date, duration, place, topics and ordinal from the sentences of the same contact."""
    words = [u for u in frame.clause.units if u.kind not in {"comma", "colon", "quote", "join"}]
    start, end = case.texts[frame.field_name].original(words[0].start, words[-1].end)
    found = _dated(case, same, frame, status)
    told = [case.texts[s.field_name].text[s.start : s.end] for s in same]
    minutes = _duration(case, same, frame) if status in _PAST else None
    if channel is Channel.BRIEF and frame.noun.key in _INFORMAL and minutes and minutes >= PROPER:
        channel = Channel.MEETING
    return Mention(
        article_id=case.article.id,
        watch=case.lexicon.watches[0].id,
        us_leader=frame.us or "",
        channel=channel,
        status=status,
        quote=getattr(case.article, frame.field_name)[start:end],
        field_name=frame.field_name,
        start=start,
        end=end,
        contact_date=found.first,
        date_until=found.last,
        date_precision=found.precision if found.first else "none",
        date_basis=found.basis,
        date_words=found.words,
        ordinal=_ordinal(same, frame),
        duration_minutes=minutes,
        place=_place(told, case.lexicon) if channel in {Channel.MEETING, Channel.BRIEF} else None,
        topics=_topics(told, case.lexicon),
        why=tuple(frame.why),
        stated_weekday=found.weekday,
        stated_month=found.month,
        stated_day=found.day,
    )


_PAST = frozenset((Status.HAPPENED, Status.BACKGROUND))


def _is_same(one: Frame, other: Frame) -> bool:
    """Tell whether two frames tell of one contact."""
    return (
        one.who == other.who
        and one.us == other.us
        and (one.status == other.status or one.this)
        and (FAMILY.get(one.channel) == FAMILY.get(other.channel) or open_channel(one, other))
    )


@dataclass(frozen=True, slots=True)
class Dated:
    """The date fields of a mention; see Mention."""

    first: date | None = None
    last: date | None = None
    precision: str = "none"
    basis: str = "none"
    words: str = ""
    weekday: int | None = None
    month: int | None = None
    day: int | None = None


_FINENESS = ("day", "range", "month", "year")

_DATELINE = re.compile(r"\s*(?:\u0621\s*)?[():\u2013\u2014-]")
_DATELINE_ENDS = 60
"""Characters of a text in which a date before a bracket, a colon or a dash is that of the report, not of the news."""


def _dated(case: Case, same: list[Told], frame: Frame, status: Status) -> Dated:
    """Return the finest date stated with the contact, else what the date of the report or of a statement bounds.

    A date in the contact's own clause comes first, then one elsewhere in its sentence. The day of a dateline, and of
    the statement that a کہ introduces, only says that it was that day or the day before; so does publication for news
    without a date. Nothing is said where publication is unknown.
    """
    bounds: list[tuple[Stated, str]] = []
    for sentence in same:
        text = case.texts[sentence.field_name].text[sentence.start : sentence.end]
        stated = list(find_dates(text, case.day, ahead=status is Status.PLANNED))
        if status is Status.HAPPENED:
            stated = [d for d in stated if d.precision in {"day", "range"} and _is_short(d, case.day)]
        clauses = [f.clause for f in sentence.frames if _is_same(f, frame)]
        groups = _by_closeness(stated, sentence, text, clauses)
        if chosen := groups[0] or groups[1]:
            best = min(chosen, key=lambda d: (_FINENESS.index(d.precision), d.start))
            return _as_dated(best, best.first, best.last, best.basis, text)
        bounds += [(d, text) for d in groups[2]]
    if status is Status.HAPPENED and case.day is not None:
        for stated_day, text in bounds:
            if stated_day.last and stated_day.precision == "day":
                return _as_dated(stated_day, stated_day.last - DAY, stated_day.last, "byline", text)
        return Dated(case.day - DAY, case.day, "range")
    return Dated()


def _is_short(stated: Stated, day: date | None) -> bool:
    """Tell whether a date says more of news than its publication does: "this week" and "this year" do not."""
    if stated.first is None or stated.last is None:
        return True
    around = day is not None and stated.first < day <= stated.last
    return (stated.last - stated.first).days <= _DAYS_OPEN and not around


_DAYS_OPEN = 14


def _as_dated(stated: Stated, first: date | None, last: date | None, basis: str, text: str) -> Dated:
    precision = "range" if basis == "byline" else stated.precision
    words = text[stated.start : stated.end]
    if basis == "byline":
        return Dated(first, last, precision, basis, words)
    return Dated(first, last, precision, basis, words, stated.weekday, stated.month, stated.day)


def _by_closeness(
    stated: list[Stated], sentence: Told, text: str, clauses: list[Clause]
) -> tuple[list[Stated], list[Stated], list[Stated]]:
    """Part the dates of a sentence: in the contact's clause, elsewhere, and those of dateline or statement."""
    own: list[Stated] = []
    near: list[Stated] = []
    apart: list[Stated] = []
    spans = [(c.units[0].start - sentence.start, c.units[-1].end - sentence.start) for c in clauses]
    said = [span[0] for span, clause in zip(spans, clauses, strict=True) if clause.matrix >= 0]
    for item in stated:
        heads = sentence.field_name == "text" and sentence.start + item.end < _DATELINE_ENDS
        if heads and _DATELINE.match(text, item.end):
            apart.append(item)
        elif any(start <= item.start < end for start, end in spans):
            own.append(item)
        else:
            (apart if said and item.end <= min(said) else near).append(item)
    return own, near, apart


def _duration(case: Case, same: list[Told], frame: Frame) -> int | None:
    """Return the minutes stated in a clause of the contact, else anywhere in its sentences."""
    spans = [
        (s.field_name, f.clause.units[0].start, f.clause.units[-1].end)
        for s in same
        for f in s.frames
        if _is_same(f, frame)
    ]
    for name, start, end in (*spans, *((s.field_name, s.start, s.end) for s in same)):
        for _, _, minutes in find_durations(case.texts[name].text[start:end]):
            return minutes
    return None


def _place(told: list[str], lexicon: Lexicon) -> str | None:
    """Return the place in which the contact was, the first one said with میں, else the first one named."""
    named = [match for text in told for match in lexicon.places.finditer(text)]
    best = min(named, key=lambda match: match[2] is None, default=None)
    return lexicon.place_of[best[1]] if best else None


def _topics(told: list[str], lexicon: Lexicon) -> tuple[str, ...]:
    """Return the topics named with the contact, in the lexicon's order."""
    found = {lexicon.topic_of[match[1]] for text in told for match in lexicon.topics.finditer(text)}
    return tuple(topic for topic in lexicon.cues.topics if topic in found)


def _ordinal(same: list[Told], frame: Frame) -> int | None:
    """Return n where a contact is called the n-th of its kind."""
    for sentence in same:
        for other in sentence.frames:
            if not _is_same(other, frame) or other.status != frame.status:
                continue
            parts = other.clause.units
            place = parts.index(other.noun) if other.noun in parts else 0
            for unit in parts[max(place - 3, 0) : place]:
                if unit.key in _ORDINALS:
                    return _ORDINALS[unit.key]
    return None
