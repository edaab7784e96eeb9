"""Detection: what one article says of a contact between the watched pair, and why."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta, tzinfo

from flows.contacts.clauses import Clause, Tense, clauses
from flows.contacts.contact import Channel, Mention, Reading, Status
from flows.contacts.dates import Stated, find_dates, local_day
from flows.contacts.durations import find_durations
from flows.contacts.frames import Frame, frames, remember_subject
from flows.contacts.lexicon import Lexicon, Stems
from flows.contacts.people import Scene, people
from flows.contacts.words import Unit, spans, units
from flows.news.article import Article
from flows.news.urdu import Folded, fold, match_key

LEAD = 2
"""Sentences of the body that count as its lead."""
LONGEST = 150_000
"""Characters read of one text; a longer one is a log, not an article."""
ONE_SIDED = 700
"""Characters read of an article that names only one side: it can tell of others only."""
MOST = 300
"""Frames of contacts that are weighed; what comes later tells nothing new."""
STALE = 4
"""Days before publication from which a stated date makes a contact a memory."""
GRACE = 20
"""Days after the end of a term in which a leader's last contacts may still be told."""


@dataclass(slots=True)
class Told:
    """A sentence with a frame in it: its place in the folded text, its dates and its durations."""

    start: int
    end: int
    where: str
    field_name: str
    question: bool
    frames: list[Frame] = field(default_factory=list)
    marks: frozenset[str] = frozenset()
    dates: list[Stated] = field(default_factory=list)


def detect(article: Article, lexicon: Lexicon, *, zone: tzinfo) -> Reading:
    """Return what `article` says: a verdict, its mentions and the trace of the rules that fired.

    Dates are read against the day of publication in `zone`. An article in another language than Urdu, or one that
    names no leader, gives the verdict none.
    """
    if article.lang != "ur":
        return Reading(article.id, "none", why=(f"language {article.lang}",))
    texts = {"title": fold(article.title[:LONGEST]), "text": fold(article.text[:LONGEST])}
    sides = _sides(texts, lexicon)
    if not sides:
        return Reading(article.id, "none", why=("no leader named",))
    day = local_day(article.published, zone)
    told = _read(texts, lexicon, day, whole=sides > 1)
    if not told:
        return Reading(article.id, "none", why=("no contact named",))
    return _conclude(article, texts, told, lexicon, day)


def _sides(texts: dict[str, Folded], lexicon: Lexicon) -> int:
    """Count the sides of the pair that the texts can name: by name, by title, or as two countries' presidents."""
    whole = " ".join(("", *(text.text for text in texts.values()), ""))
    if not lexicon.contact.search(whole):
        return 0
    sides = sum(_named(whole, stems) for stems in lexicon.stems.values())
    return 2 if sides < 2 and _BOTH.search(whole) else sides  # noqa: PLR2004


def _named(text: str, stems: Stems) -> bool:
    """Tell whether a text names a leader of one side."""
    return any(name in text for name in stems.names) or (
        any(word in text for word in stems.heads) and any(title in text for title in stems.titles)
    )


_BOTH = re.compile(r"(?:روس|امریک)\w*\W+(?:(?:اور|و|کے)\W+)?(?:روس|امریک)\w*\W+(?:کے\W+)?(?:صدور|سربراہ|رہنما|لیڈر)")


def _read(texts: dict[str, Folded], lexicon: Lexicon, day: date | None, *, whole: bool) -> list[Told]:
    """Return the sentences that tell of contacts, in order, the title's first."""
    scene = Scene(day)
    parsed: list[tuple[str, list[Unit], str, bool]] = []
    for name, text in texts.items():
        plain = text.text if whole else text.text[:ONE_SIDED]
        if not whole and not lexicon.contact.search(plain):
            continue
        for start, end, stop in spans(plain):
            if lexicon.matters.search(plain, start, end):
                tells = lexicon.contact.search(plain, start, end) is not None
                if not (tells or whole):
                    continue
                parsed += [(name, found, stop, tells) for found in units(plain, start, end, lexicon)]
    scene.us = _meant(parsed, lexicon, day)
    told: list[Told] = []
    leading: set[str] = set()
    count = 0
    for number, (name, found, stop, tells) in enumerate(parsed):
        joined = people(found, lexicon, scene)
        where = "title" if name == "title" else "lead" if len(leading) < LEAD else "body"
        if not tells:
            if name != "title" and len(leading) < LEAD and any(u.kind == "person" for u in joined):
                leading.add(" ".join(u.key for u in joined))
            remember_subject(Clause(joined), scene)
            continue
        headline = name == "title" or stop == "\n"
        parts = clauses(joined, lexicon, headline=headline)
        headline = name == "title" or (headline and parts[-1].tense is Tense.NONE)
        if not headline and len(leading) < LEAD and any(u.kind == "person" for u in joined):
            leading.add(" ".join(u.key for u in joined))
        here = frames(parts, lexicon, scene, headline=headline)
        for frame in here:
            frame.where, frame.field_name, frame.sentence = where, name, number
        if here:
            marks = frozenset(u.value for u in joined if u.kind == "mark")
            count += len(here)
            if count > MOST:
                break
            told.append(Told(joined[0].start, joined[-1].end, where, name, stop in {"؟", "?"}, here, marks))
    return told


def _meant(parsed: list[tuple[str, list[Unit], str, bool]], lexicon: Lexicon, day: date | None) -> str | None:
    """Return whom an unnamed امریکی صدر means: the president named most, else the one in office on the day."""
    named = Counter(
        unit.value
        for _, found, _, _ in parsed
        for unit in found
        if unit.kind == "leader" and lexicon.leaders[unit.value].side == "us"
    )
    if named:
        return named.most_common(1)[0][0]
    return lexicon.holder("us-president", day) if day else None


def _conclude(
    article: Article, texts: dict[str, Folded], told: list[Told], lexicon: Lexicon, day: date | None
) -> Reading:
    """Weigh the frames against each other and say what the article as a whole reports."""
    _inherit(told)
    title_marks = frozenset[str]().union(*(s.marks for s in told if s.where == "title"))
    for sentence in told:
        _weigh(sentence, texts, lexicon, day, title_marks)
    pairs = [frame for sentence in told for frame in sentence.frames if frame.who == "pair"]
    verdict, first = _verdict(told, pairs)
    mentions = _mentions(article, texts, told, verdict, first, lexicon, day)
    why = tuple(first.why) if first else ()
    return Reading(article.id, verdict, mentions, (f"{verdict}: {first.where}" if first else verdict, *why))


def _inherit(told: list[Told]) -> None:
    """Give a contact without participants ("the call lasted an hour") those of the one told before it."""
    last: Frame | None = None
    for sentence in told:
        for frame in sentence.frames:
            if frame.who in {"pair", "other", "envoy"}:
                last = frame
            elif last is not None and not frame.many and (frame.who == "open" or _continues(frame, last)):
                if last.who == "pair":
                    frame.who, frame.us, frame.parties = "pair", last.us, last.parties
                    frame.why.append("of the pair named before")
                    frame.weight = min(frame.weight, 2) if frame.where == "body" else frame.weight
                    frame.this = True
                else:
                    frame.who, frame.parties = last.who, last.parties


def _continues(frame: Frame, last: Frame) -> bool:
    """Tell whether a contact with one of the pair goes on telling of the pair: "the talk with Putin lasted …"."""
    near = last.who == "pair" and 0 <= frame.sentence - last.sentence <= 2  # noqa: PLR2004
    return near and frame.who == "half" and set(frame.parties) <= set(last.parties)


def _weigh(
    sentence: Told, texts: dict[str, Folded], lexicon: Lexicon, day: date | None, title_marks: frozenset[str]
) -> None:
    """Turn contacts that are recalled, dated long ago or out of office into background, and questions into nothing."""
    text = texts[sentence.field_name].text
    dates_of = {
        ahead: list(find_dates(text[sentence.start : sentence.end], day, ahead=ahead)) for ahead in (True, False)
    }
    for frame in sentence.frames:
        parts = frame.clause.units
        begin, end = parts[0].start, parts[-1].end
        dates = dates_of[frame.status == "planned"]
        near = [d for d in dates if begin - sentence.start <= d.start < end - sentence.start]
        sentence.dates = sentence.dates or dates
        frame.fresh = any(_fresh(d, day) for d in (near if frame.past else near or dates))
        if frame.coming and frame.fresh and frame.status == "background" and frame.weight > 1:
            frame.status = "happened"
            frame.why.append("of these days")
        if frame.status != "happened":
            continue
        marks = {u.value for u in parts if u.kind == "mark"}
        reason = ""
        if "earlier" in marks or ("earlier" in sentence.marks and frame.past):
            reason = "earlier"
        elif "fiction" in sentence.marks or "fiction" in title_marks:
            frame.status = "none"
            frame.why.append("fiction")
        elif "memoir" in sentence.marks:
            reason = "memoir"
        elif "iterated" in marks:
            reason = "more than once"
        elif "recall" in sentence.marks and frame.past:
            reason = "recalled"
        elif "claimed" in marks and frame.where != "title":
            frame.status = "claim"
        elif near and day and all(_stale(d, day) for d in near) and not frame.this:
            reason = "an old date"
        elif near and day and all(d.first and d.first > day for d in near) and frame.weight < 3:  # noqa: PLR2004
            frame.status = "planned"
        elif frame.us and day and frame.us in lexicon.leaders and not lexicon.leaders[frame.us].holds(day, grace=GRACE):
            reason = "out of office"
        elif sentence.question and frame.weight > 1 and frame.clause.units[-1].key not in {"?"} and _asks(frame):
            frame.status = "none"
            frame.why.append("asked")
        if reason:
            frame.status = "background"
            frame.why.append(reason)


def _asks(frame: Frame) -> bool:
    return frame.weight == 3  # noqa: PLR2004


def _stale(stated: Stated, day: date) -> bool:
    return stated.last is not None and (day - stated.last).days >= STALE


def _fresh(stated: Stated, day: date | None) -> bool:
    return (
        day is not None
        and stated.last is not None
        and stated.first is not None
        and 0 <= (day - stated.last).days < STALE
        and (stated.last - stated.first).days < 8
    )  # noqa: PLR2004


_ORDER = ("denied", "planned", "background", "claim", "happened")
_PLACES = {"title": 0, "lead": 1, "body": 2}
_FAMILY = {
    "phone": "call",
    "video": "call",
    "talk": "call",
    "talks": "call",
    "meeting": "meeting",
    "brief": "meeting",
    "summit": "meeting",
}


def _verdict(told: list[Told], pairs: list[Frame]) -> tuple[str, Frame | None]:
    """Return the article's verdict and the frame that decides it."""
    news = [frame for frame in pairs if _is_news(frame, pairs)]
    refusals = [frame for frame in pairs if frame.status == "denied" and frame.where != "body" and frame.weight > 1]
    for frame in sorted(news, key=_rank):
        if not any(_refutes(refusal, frame) for refusal in refusals):
            return "new", frame
    rest = [f for f in pairs if f.status in _ORDER and not (f.this and f.where == "body")]
    rest.sort(key=lambda f: (_bare(f), _PLACES[f.where], _ORDER.index(f.status)))
    others = [f for s in told for f in s.frames if f.who in {"envoy", "other"} and f.status not in {"none"}]
    if rest and not (others and _PLACES[others[0].where] < _PLACES[rest[0].where]):
        first = rest[0]
        verdict = first.status if first.status in {"denied", "planned"} else "background"
        return verdict, first
    if others:
        return others[0].who, others[0]
    return "none", None


def _bare(frame: Frame) -> bool:
    """Tell whether a headline only names a contact, so that whatever the text says of it weighs more."""
    return frame.where == "title" and frame.status == "happened" and frame.weight < 3  # noqa: PLR2004


def _rank(frame: Frame) -> tuple[int, int]:
    """Order frames by how well they tell of a contact."""
    return -(10 * frame.weight + 4 * (2 - _PLACES[frame.where])), _PLACES[frame.where]


def _is_news(frame: Frame, pairs: list[Frame]) -> bool:
    """Tell whether a frame reports a fresh contact, by its weight, its place and what the headline speaks of."""
    if frame.status != "happened":
        return False
    topic = [f for f in pairs if f.where == "title" and f is not frame]
    about = any(f.status in {"happened", "background"} for f in topic)
    if frame.where == "title":
        if frame.weight > 2:  # noqa: PLR2004
            return True
        supported = any(f.status == "happened" for f in pairs if f.where != "title")
        opposed = any(
            f.status in {"planned", "denied", "claim", "background"}
            for f in pairs
            if f is not frame and f.where != "body"
        )
        structured = len(frame.clause.units) < 25 and any(
            u.key in {"کا", "کی", "میں", "درمیان"} for u in frame.clause.units
        )  # noqa: PLR2004
        told = any(f.status == "happened" and f.weight > 2 and f.where == "lead" for f in pairs)  # noqa: PLR2004
        return told or (supported or structured) and not opposed
    if frame.past:
        return (about and frame.where == "lead" and frame.weight > 1) or (frame.fresh and frame.weight > 2)  # noqa: PLR2004
    if frame.where == "lead":
        return frame.weight > 1 or (about and not frame.why[-1].startswith("about"))
    if frame.this:
        return False
    told = frame.weight == 3  # noqa: PLR2004
    return told and (about or frame.fresh or frame.clause.tense is Tense.PERFECT)


def _open_channel(one: Frame, other: Frame) -> bool:
    """Tell whether one of two frames leaves its channel open."""
    return not {"talk", "talks"}.isdisjoint((one.channel, other.channel))


def _refutes(refusal: Frame, frame: Frame) -> bool:
    """Tell whether a denial speaks of the same contact, and weighs no less."""
    if refusal.this and refusal.where != "title":
        return False
    same = _FAMILY.get(refusal.channel, refusal.channel) == _FAMILY.get(frame.channel, frame.channel) or _open_channel(
        refusal, frame
    )
    return same and (_PLACES[refusal.where], refusal.sentence) <= (_PLACES[frame.where], frame.sentence)


_STATUS = {
    "happened": Status.HAPPENED,
    "planned": Status.PLANNED,
    "denied": Status.DENIED,
    "background": Status.BACKGROUND,
    "claim": Status.BACKGROUND,
}


def _mentions(
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
    ordered = sorted(pairs, key=lambda item: (item[1] is not first, _rank(item[1])))
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
        key = (us, _FAMILY.get(channel.value, channel.value), status)
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
        and (_FAMILY.get(one.channel) == _FAMILY.get(other.channel) or _open_channel(one, other))
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
