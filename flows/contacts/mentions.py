"""Mentions: what an article says of a contact, gathered from every sentence that tells of it."""

from __future__ import annotations

from datetime import date, timedelta

from flows.contacts.clauses import Frame
from flows.contacts.contact import Channel, Mention, Status
from flows.contacts.dates import find_dates
from flows.contacts.durations import find_durations
from flows.contacts.lexicon import Lexicon
from flows.contacts.weighing import FAMILY, Told, open_channel, rank
from flows.news.article import Article
from flows.news.urdu import Folded, match_key

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


def mentions(
    article: Article,
    texts: dict[str, Folded],
    told: list[Told],
    verdict: str,
    first: Frame | None,
    lexicon: Lexicon,
    day: date | None,
) -> tuple[Mention, ...]:
    """Return one mention per leader, channel and status, the one that decides first."""
    if first is None:
        return ()
    pairs = [(s, f) for s in told for f in s.frames]
    chosen: dict[tuple[str, str, Status], Mention] = {}
    ordered = sorted(pairs, key=lambda item: (item[1] is not first, rank(item[1])))
    for sentence, frame in ordered:
        if frame.who in {"envoy", "other"} and frame.status in _STATUS:
            status = Status(frame.who)
        elif frame.who == "pair" and frame.status in _STATUS:
            status = _STATUS[frame.status]
        else:
            continue
        if status is Status.HAPPENED and verdict != "new":
            status = Status.BACKGROUND
        ours = frame.who == "pair"
        channel = _resolved(frame, [f for _, f in pairs]) if ours else _plain(frame.channel)
        us = frame.us or ""
        key = (us, FAMILY.get(channel.value, channel.value), status)
        if key not in chosen:
            chosen[key] = _mention(article, texts, told, sentence, frame, channel, status, us, lexicon, day)
    return tuple(chosen.values())


def _plain(channel: str) -> Channel:
    return Channel({"talk": "phone", "talks": "meeting", "summit": "meeting"}.get(channel, channel))


def _resolved(frame: Frame, every: list[Frame]) -> Channel:
    """Return the channel of a frame; one that does not say borrows it from the frames that tell of the same contact."""
    same = [f for f in every if f.who == "pair" and f.status == frame.status and f.us == frame.us]
    same += [f for f in every if f.who == "half" and f.channel == "summit" and f.status == frame.status]
    if frame.channel in {"talk", "talks"}:
        kinds = [f.channel for f in same if f.channel not in {"talk", "talks", "summit", "letter", "message"}]
        if "phone" in kinds:
            return Channel.PHONE
        if kinds:
            return _plain(kinds[0])
        return Channel.MEETING if any(f.channel in {"talks", "summit"} for f in [frame, *same]) else Channel.PHONE
    if (
        frame.channel == "brief"
        and any(f.channel in {"meeting", "summit"} for f in same)
        and not any("مختصر" in f.noun.key for f in same)
    ):
        return Channel.MEETING
    if frame.channel == "meeting" and any("ویڈیو" in u.key for u in frame.clause.units if u.kind == "channel"):
        return Channel.VIDEO
    return _plain(frame.channel)


def _mention(
    article: Article,
    texts: dict[str, Folded],
    told: list[Told],
    sentence: Told,
    frame: Frame,
    channel: Channel,
    status: Status,
    us: str,
    lexicon: Lexicon,
    day: date | None,
) -> Mention:
    """Cut the quote, and gather date, duration, place, topics and ordinal from the frames of the same contact."""
    same = [s for s in told if any(_is_same(f, frame) for f in s.frames)]
    same.sort(key=lambda s: s is not sentence)
    text = texts[frame.field_name]
    start, end = text.original(frame.clause.units[0].start, frame.clause.units[-1].end)
    quote = getattr(article, frame.field_name)[start:end]
    dated = _dated(same, texts, frame, day, status)
    return Mention(
        article_id=article.id,
        watch=lexicon.watches[0].id,
        us_leader=us,
        channel=channel,
        status=status,
        quote=quote,
        field_name=frame.field_name,
        start=start,
        end=end,
        duration_minutes=_duration(same, texts, frame) if status in {Status.HAPPENED, Status.BACKGROUND} else None,
        place=_place(same, texts, lexicon) if channel in {Channel.MEETING, Channel.BRIEF} else None,
        topics=_topics(same, texts, lexicon),
        ordinal=_ordinal(same, frame),
        why=tuple(frame.why),
        **dated,
    )


def _is_same(one: Frame, other: Frame) -> bool:
    """Tell whether two frames tell of one contact."""
    return (
        one.who == other.who
        and one.us == other.us
        and (one.status == other.status or one.this)
        and (FAMILY.get(one.channel) == FAMILY.get(other.channel) or open_channel(one, other))
    )


def _dated(
    same: list[Told], texts: dict[str, Folded], frame: Frame, day: date | None, status: Status
) -> dict[str, object]:
    """Return the date fields of a mention: what is stated nearest to the contact, else the bound that publication sets."""
    ahead = status is Status.PLANNED
    for sentence in same:
        text = texts[sentence.field_name].text[sentence.start : sentence.end]
        found = [
            d
            for d in find_dates(text, day, ahead=ahead)
            if d.precision in {"day", "range"} or status is not Status.HAPPENED
        ]
        if found:
            stated = min(found, key=lambda d: ({"day": 0, "range": 1, "month": 2, "year": 3}[d.precision], d.start))
            return {
                "contact_date": stated.first,
                "date_until": stated.last,
                "date_precision": stated.precision if stated.first else "none",
                "date_basis": stated.basis,
                "date_words": text[stated.start : stated.end],
                "stated_weekday": stated.weekday,
                "stated_month": stated.month,
                "stated_day": stated.day,
            }
    if status is Status.HAPPENED and day is not None:
        return {"contact_date": day - timedelta(days=1), "date_until": day, "date_precision": "range"}
    return {}


def _duration(same: list[Told], texts: dict[str, Folded], frame: Frame) -> int | None:
    for sentence in same:
        text = texts[sentence.field_name].text
        clause_spans = [
            (f.clause.units[0].start, f.clause.units[-1].end) for f in sentence.frames if _is_same(f, frame)
        ]
        for start, end in clause_spans:
            for _, _, minutes in find_durations(text[start:end]):
                return minutes
    for sentence in same:
        text = texts[sentence.field_name].text
        for _, _, minutes in find_durations(text[sentence.start : sentence.end]):
            return minutes
    return None


def _place(same: list[Told], texts: dict[str, Folded], lexicon: Lexicon) -> str | None:
    for sentence in same:
        text = f" {texts[sentence.field_name].text[sentence.start : sentence.end]} "
        for place, words in lexicon.cues.places.items():
            if any(f" {match_key(word)} " in text for word in words):
                return place
    return None


def _topics(same: list[Told], texts: dict[str, Folded], lexicon: Lexicon) -> tuple[str, ...]:
    text = " ".join(f" {texts[s.field_name].text[s.start : s.end]} " for s in same)
    return tuple(
        topic for topic, words in lexicon.cues.topics.items() if any(f" {match_key(w)} " in text for w in words)
    )


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
