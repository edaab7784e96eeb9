"""Weighing: which of the contacts an article names it reports as news, and which it only recalls, plans or denies."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from flows.contacts.clauses import Frame, Tense
from flows.contacts.dates import COUNTS, Stated, find_dates
from flows.contacts.durations import find_durations
from flows.contacts.lexicon import Leader, Lexicon
from flows.contacts.people import GENITIVE
from flows.contacts.reality import TOLD
from flows.news.article import Article
from flows.news.urdu import Folded, keys, match_key

STALE = 4
"""Days before publication from which a stated date makes a contact a memory."""

GRACE = 20
"""Days after the end of a term in which a leader's last contacts may still be told."""

WEEK = 7
NEXT = 2
"""Sentences over which "the talk with Putin" still means the contact told before."""

_WHEN = match_key("جب")

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
    """A sentence with a frame in it: its place in the folded text, the marks in it, and whether it asks."""

    start: int
    end: int
    where: str
    field_name: str
    question: bool
    frames: list[Frame] = field(default_factory=list)
    marks: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Case:
    """An article under judgement: its folded title and text, its local day of publication, the marks in its title.

    `elsewhere` is true where its title tells of a contact with somebody else, and of none between the pair.
    """

    article: Article
    texts: dict[str, Folded]
    lexicon: Lexicon
    day: date | None
    title_marks: frozenset[str] = frozenset()
    elsewhere: bool = False


def inherit(told: list[Told]) -> None:
    """Give a contact without participants ("the call lasted an hour") those of the one told before it."""
    last: Frame | None = None
    done: Frame | None = None
    for sentence in told:
        for frame in sentence.frames:
            if frame.who in {"pair", "other", "envoy"}:
                last = frame
                done = frame if frame.status == "happened" else done
                continue
            if last is not None and _one_of(frame, last):
                frame.status = "background"
                frame.why.append("one of several")
            if last is not None and last.status == "planned" and done is not None and _alike(frame, done):
                last = done
            if last is not None and not frame.many and (frame.who == "open" or _continues(frame, last)):
                if last.who == "pair":
                    frame.who, frame.us, frame.parties = "pair", last.us, last.parties
                    frame.why.append("of the pair named before")
                    frame.weight = min(frame.weight, 2) if frame.where == "body" else frame.weight
                    frame.this, frame.given = True, False
                    if last.status == "planned" and frame.status == "happened":
                        # What is said of a contact that was just called planned does not make it one that was.
                        frame.status = "planned" if frame.rule == "تصدیق" else frame.status
                        told_so = frame.rule == "did" and frame.channel not in {"talk", "talks"}
                        told_so = told_so or (frame.rule == "is on" and last.clause.tense is Tense.PROGRESSIVE)
                        frame.weight = frame.weight if told_so else 1
                else:
                    frame.who, frame.parties = last.who, last.parties


def _one_of(frame: Frame, last: Frame) -> bool:
    """Tell whether a contact is one of those that were just counted: چار بار فون کیا، ایک کال …."""
    several = last.many or _counted(last) or any(u.value == "iterated" for u in last.clause.units)
    words = frame.clause.keys()
    return several and frame.status == "happened" and _ONE in words[: words.index(frame.noun.key) + 1]


_ONE = match_key("ایک")


def _alike(one: Frame, other: Frame) -> bool:
    """Tell whether two frames may tell of one contact by their channels."""
    return FAMILY.get(one.channel) == FAMILY.get(other.channel) or open_channel(one, other)


def _continues(frame: Frame, last: Frame) -> bool:
    """Tell whether a contact with one of the pair goes on telling of the pair: "the talk with Putin lasted …"."""
    near = last.who == "pair" and 0 <= frame.sentence - last.sentence <= NEXT
    return near and frame.who == "half" and set(frame.parties) <= set(last.parties)


def weigh(sentence: Told, case: Case) -> None:
    """Turn contacts that are recalled, dated long ago or out of office into background, and questions into nothing."""
    if not any(frame.who == "pair" for frame in sentence.frames):
        return
    text = case.texts[sentence.field_name].text[sentence.start : sentence.end]
    ways = {frame.status == "planned" for frame in sentence.frames}
    dates = {ahead: list(find_dates(text, case.day, ahead=ahead)) for ahead in ways}
    for frame in sentence.frames:
        parts, said = frame.clause.units, dates[frame.status == "planned"]
        first, last = parts[0].start - sentence.start, parts[-1].end - sentence.start
        near = [stated for stated in said if first <= stated.start < last]
        if not near and frame.clause.opener == _WHEN:
            near = [stated for stated in said if stated.start < first]
        frame.elsewhere = case.elsewhere
        frame.timed = any(True for _ in find_durations(text[first:last]))
        frame.fresh = any(_fresh(stated, case.day) for stated in (near if frame.past else near or said))
        if frame.rule == "about it" and frame.fresh and frame.timed and frame.given:
            # "Wednesday's call of ninety minutes startled Europe" has the day and the length of news.
            frame.status, frame.weight = "happened", 2
            frame.why.append("of these days")
        if frame.coming and frame.fresh and frame.status == "background" and frame.weight > 1:
            frame.status = "happened"
            frame.why.append("of these days")
        if frame.status == "happened":
            status, reason = _recalled(frame, sentence, near, case)
            if reason:
                frame.status = status
                frame.why.append(reason)


def _recalled(frame: Frame, sentence: Told, near: list[Stated], case: Case) -> tuple[str, str]:
    """Return what a contact told as happened is after all, and why; ("happened", "") where it stands."""
    here = {u.value for u in frame.clause.units if u.kind == "mark"}
    marks, day = sentence.marks, case.day
    leader = case.lexicon.leaders.get(frame.us or "")
    dated = bool(near) and day is not None
    undated = day is None and not frame.this
    rules = (
        ("earlier" in here or ("earlier" in marks and frame.past), "background", "earlier"),
        (_ago(frame) and not frame.fresh, "background", "some days ago"),
        ("fiction" in marks or "fiction" in case.title_marks, "none", "fiction"),
        ("memoir" in marks, "background", "memoir"),
        (("iterated" in here or _counted(frame)) and not frame.fresh, "background", "more than once"),
        ("recall" in marks and frame.past, "background", "recalled"),
        ("claimed" in here and frame.where != "title", "claim", "claimed"),
        (dated and not frame.this and all(_stale(d, day) for d in near), "background", "an old date"),
        (undated and frame.where == "body" and any(d.month for d in near), "background", "a date of its own"),
        (dated and frame.weight < TOLD and all(_ahead(d, day) for d in near), "planned", "a coming date"),
        (leader is not None and _gone(leader, day), "background", "out of office"),
        (sentence.question and frame.weight == TOLD, "none", "asked"),
    )
    return next(((status, reason) for holds, status, reason in rules if holds), ("happened", ""))


def _ago(frame: Frame) -> bool:
    """Tell whether "some days ago" is said of the contact itself, and not of a speech: چند روز قبل کی تقریر."""
    units = frame.clause.units
    for place, unit in enumerate(units[:-1]):
        if unit.kind == "mark" and unit.value == "ago" and unit.start < frame.noun.start:
            return not (units[place + 1].key in GENITIVE and units[min(place + 2, len(units) - 1)] is not frame.noun)
    return False


def _counted(frame: Frame) -> bool:
    """Tell whether the clause counts several contacts: چھ بار فون پر بات کی."""
    keys_ = frame.clause.keys()
    return any(key in _TIMES and (keys_[i - 1].isdigit() or keys_[i - 1] in COUNTS) for i, key in enumerate(keys_) if i)


_TIMES = keys("بار مرتبہ دفعہ")


def _gone(leader: Leader, day: date | None) -> bool:
    """Tell whether a leader is out of office on the day; without a day only those of history are."""
    return leader.historic or (day is not None and not leader.holds(day, grace=GRACE))


def _ahead(stated: Stated, day: date | None) -> bool:
    return day is not None and stated.first is not None and stated.first > day


def _stale(stated: Stated, day: date | None) -> bool:
    return day is not None and stated.last is not None and (day - stated.last).days >= STALE


def _fresh(stated: Stated, day: date | None) -> bool:
    if day is None or stated.first is None or stated.last is None:
        return False
    return 0 <= (day - stated.last).days < STALE and (stated.last - stated.first).days <= WEEK


def verdict(told: list[Told], pairs: list[Frame]) -> tuple[str, Frame | None]:
    """Return the article's verdict and the frame that decides it."""
    news = [frame for frame in pairs if is_news(frame, pairs)]
    refusals = [frame for frame in pairs if frame.status == "denied" and frame.where != "body" and frame.weight > 1]
    if refusals and any(frame.where == "title" and frame.status == "claim" for frame in pairs):
        # A headline of a claim, and somebody denies it.
        news = []
    if news and all(frame.where == "title" and not frame.given for frame in news) and _by_envoy(told):
        news = []
    for frame in sorted(news, key=rank):
        if not any(_refutes(refusal, frame) for refusal in refusals):
            return "new", frame
    rest = [f for f in pairs if f.status in _ORDER and not (f.this and f.where == "body")]
    rest.sort(key=lambda f: (_bare(f), _PLACES[f.where], _ORDER.index(f.status)))
    others = [f for s in told for f in s.frames if f.who in {"envoy", "other"} and f.status != "none"]
    if rest and not (others and _PLACES[others[0].where] < _PLACES[rest[0].where]):
        first = rest[0]
        return first.status if first.status in {"denied", "planned"} else "background", first
    if others:
        return others[0].who, others[0]
    return "none", None


def _by_envoy(told: list[Told]) -> bool:
    """Tell whether the lead says that envoys were those whom a headline leaves out: "good talks with Putin: Trump"."""
    return any(f.who == "envoy" and f.status == "happened" and f.where == "lead" for s in told for f in s.frames)


_SUCH = keys("ایسا ایسی")


def _bare(frame: Frame) -> bool:
    """Tell whether a headline only names a contact, so that whatever the text says of it weighs more."""
    return frame.where == "title" and frame.status in {"happened", "background"} and frame.weight < TOLD


def rank(frame: Frame) -> tuple[int, int]:
    """Order frames by how well they tell of a contact."""
    return -(10 * frame.weight + 4 * (2 - _PLACES[frame.where])), _PLACES[frame.where]


def is_news(frame: Frame, pairs: list[Frame]) -> bool:
    """Tell whether a frame reports a fresh contact, by its weight, its place and what the headline speaks of."""
    if frame.status != "happened" or _recurs(frame, pairs):
        return False
    if frame.where == "title":
        return (frame.weight == TOLD and not frame.since) or _headlined(frame, pairs)
    topic = [f for f in pairs if f.where == "title"]
    about = any(f.status in {"happened", "background"} for f in topic)
    if frame.past:
        fresh = frame.fresh and frame.weight == TOLD and not (frame.elsewhere and not topic)
        return (about and frame.where == "lead" and frame.weight > 1) or fresh
    if frame.where == "lead":
        return (frame.weight > 1 and not frame.since) or about
    told = frame.weight == TOLD and not frame.this
    return told and (about or frame.fresh or frame.timed or frame.clause.tense is Tense.PERFECT)


def _recurs(frame: Frame, pairs: list[Frame]) -> bool:
    """Tell whether "this meeting" is one that was just recalled, planned or denied."""
    if not frame.this or (frame.rule == "did" and frame.timed) or frame.rule == "is on":
        return False
    named = [
        f
        for f in pairs
        if f is not frame
        and not f.this
        and (f.field_name, FAMILY.get(f.channel)) == (frame.field_name, FAMILY.get(frame.channel))
        and f.sentence <= frame.sentence
    ]
    return bool(named) and max(named, key=lambda f: f.sentence).status != "happened"


def _headlined(frame: Frame, pairs: list[Frame]) -> bool:
    """Tell whether a headline without a verb is news: the text says so, or says nothing else."""
    others = [f for f in pairs if f is not frame]
    if any(f.status == "happened" and f.weight == TOLD and f.where == "lead" for f in others):
        return True
    blocking = {"planned", "denied", "claim", "background"}
    if any(f.status in blocking and f.where != "body" and (f.weight > 1 or f.status != "background") for f in others):
        return False
    if frame.since:
        return False
    structured = frame.channel in _CALLS or any(u.key in _STRUCTURE for u in frame.clause.units)
    return structured or any(f.status == "happened" and f.where != "title" for f in others)


_CALLS = frozenset(("phone", "video"))


_STRUCTURE = keys("کا کی میں درمیان")


def open_channel(one: Frame, other: Frame) -> bool:
    """Tell whether one of two frames leaves its channel open."""
    return not {"talk", "talks"}.isdisjoint((one.channel, other.channel))


def _refutes(refusal: Frame, frame: Frame) -> bool:
    """Tell whether a denial speaks of the same contact, and weighs no less."""
    if refusal.this and refusal.where != "title":
        return False
    if (frame.channel, frame.weight) == ("brief", TOLD) and refusal.channel in {"meeting", "summit", "talks"}:
        # No proper meeting, but they shook hands and talked for some minutes.
        return False
    if refusal.rule == "did not" and any(u.key in _SUCH for u in refusal.clause.units):
        # "No such call took place" speaks of what was told before it.
        return frame.where != "title" or refusal.where == "lead"
    same = FAMILY.get(refusal.channel, refusal.channel) == FAMILY.get(frame.channel, frame.channel) or open_channel(
        refusal, frame
    )
    return same and (_PLACES[refusal.where], refusal.sentence) <= (_PLACES[frame.where], frame.sentence)
