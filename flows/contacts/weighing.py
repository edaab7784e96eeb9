"""Weighing: which of the contacts an article names it reports as news, and which it only recalls, plans or denies."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from flows.contacts.clauses import Frame, Tense
from flows.contacts.dates import Stated, find_dates
from flows.contacts.lexicon import Lexicon
from flows.news.urdu import Folded

STALE = 4
"""Days before publication from which a stated date makes a contact a memory."""

GRACE = 20
"""Days after the end of a term in which a leader's last contacts may still be told."""

_ORDER = ("denied", "planned", "background", "claim", "happened")

_PLACES = {"title": 0, "lead": 1, "body": 2}

FAMILY = {
    "phone": "call",
    "video": "call",
    "talk": "call",
    "talks": "call",
    "meeting": "meeting",
    "brief": "meeting",
    "summit": "meeting",
}


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


def inherit(told: list[Told]) -> None:
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


def weigh(
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


def verdict(told: list[Told], pairs: list[Frame]) -> tuple[str, Frame | None]:
    """Return the article's verdict and the frame that decides it."""
    news = [frame for frame in pairs if _is_news(frame, pairs)]
    refusals = [frame for frame in pairs if frame.status == "denied" and frame.where != "body" and frame.weight > 1]
    for frame in sorted(news, key=rank):
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


def rank(frame: Frame) -> tuple[int, int]:
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


def open_channel(one: Frame, other: Frame) -> bool:
    """Tell whether one of two frames leaves its channel open."""
    return not {"talk", "talks"}.isdisjoint((one.channel, other.channel))


def _refutes(refusal: Frame, frame: Frame) -> bool:
    """Tell whether a denial speaks of the same contact, and weighs no less."""
    if refusal.this and refusal.where != "title":
        return False
    same = FAMILY.get(refusal.channel, refusal.channel) == FAMILY.get(frame.channel, frame.channel) or open_channel(
        refusal, frame
    )
    return same and (_PLACES[refusal.where], refusal.sentence) <= (_PLACES[frame.where], frame.sentence)
