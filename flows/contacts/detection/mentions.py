"""Mentions: what the article says of each contact, with its leader, channel and the fields around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING

from flows.contacts.contact import FAMILIES, WATCH, Channel, ContactDetails, Mention, Reading, Status
from flows.contacts.detection.article_features import Judged
from flows.contacts.detection.contact_channel import find_channel
from flows.contacts.detection.contact_details import (
    Place,
    corrects_day,
    find_day,
    find_duration,
    find_ordinal,
    find_place,
    find_topics,
    stated_days,
)
from flows.contacts.detection.mention_features import Instance
from flows.contacts.detection.model import Model
from flows.contacts.detection.vetoes import clause_dates
from flows.contacts.leaders import Leader
from flows.contacts.lexicon import Lexicon
from flows.contacts.text.sentences import Sentence
from flows.contacts.text.tokens import Token
from flows.contacts.text.triggers import NO_TRIGGER
from flows.news.article import Article

if TYPE_CHECKING:
    from flows.contacts.detection.detect import Analysis

LIKELY = 0.5
"""The probability from which an instance of a status makes a mention of its own."""

CERTAIN = 0.8
"""The probability from which a second trigger tells of a second contact, through another channel that it names."""

SAME = 0.15
"""The probability of a fresh contact from which an instance of the same channel and leader means the chosen one."""

NEXT = 3
"""Sentences after one that tells of a contact in which its duration may be stated."""

SHOWN = 4
"""Features shown for and against."""

_PLAIN_KINDS = frozenset(map(str, Channel))
_IN_PERSON = frozenset((Channel.MEETING, Channel.BRIEF))


def find_leader(
    sentences: Sequence[Sentence], instance: Instance, lexicon: Lexicon, day: date | None
) -> tuple[Leader | None, bool]:
    """Return the US leader whom an instance means, and whether the text calls him a former one.

    The nearest one named wins: among the participants, in the sentence, in those before it from the nearest on, in
    those after it; else the president in office on the day.
    """
    sentence = sentences[instance.number]
    own = [sentence.tokens[one.place] for one in instance.participants.found]
    for tokens in (own, sentence.tokens, *_around(sentences, instance.number)):
        for token in tokens:
            if token.kind == "person" and token.value in lexicon.us_leaders:
                return lexicon.leaders[token.value], token.detail == "former"
    holder = lexicon.holder("us-president", day) if day else None
    return (lexicon.leaders[holder], False) if holder else (None, False)


def _around(sentences: Sequence[Sentence], number: int) -> Iterator[Sequence[Token]]:
    for other in reversed(sentences[:number]):
        yield other.tokens
    for other in sentences[number + 1 :]:
        yield other.tokens


def find_mentions(article: Article, analysis: Analysis, confidence: float) -> Reading:
    """Return the verdict of an article with one mention per leader, family of channels and status."""
    chances = analysis.probabilities
    ranked = sorted(range(len(analysis.judged)), key=lambda place: -_chance(analysis, place, "new"))
    chosen = _latest(analysis, ranked) if ranked and _chance(analysis, ranked[0], "new") > 0 else None
    fresh = chosen is not None and chances["new"] >= confidence
    verdict = "new" if fresh else max((name for name in chances if name != "new"), key=lambda name: chances[name])
    found: dict[tuple[str, str, Status], tuple[int, Mention]] = {}
    # The surest clause speaks for its contact: a headline that only announces a meeting has no day.
    surest = sorted(ranked, key=lambda place: (place != chosen, -float(analysis.judged[place].probabilities.max())))
    for place in surest:
        status = _status(analysis, place, fresh=fresh, chosen=chosen)
        if status is None:
            continue
        mention = _mention(article, analysis, place, status)
        key = (mention.details.us_leader, FAMILIES[mention.details.channel], status)
        found.setdefault(key, (ranked.index(place), mention))
    why = (f"{verdict}: {chances[verdict]:.2f}", *_reasons(analysis, chosen))
    mentions = (mention for _, mention in sorted(found.values(), key=lambda one: one[0]))
    return Reading(article.id, verdict, tuple(mentions), why, chances["new"])


def _latest(analysis: Analysis, ranked: Sequence[int]) -> int:
    """Return the likeliest instance of a fresh contact, or the one that its own clause dates later: that is the news.

    "They talked on Tuesday again. On Monday Putin had called him" reports the contact of Tuesday. A sentence that
    corrects the day comes before any other.
    """
    first = ranked[0]
    if correction := next((place for place in ranked if _corrects(analysis, place)), None):
        return correction
    day = _clause_day(analysis, first)
    leader = _meant(analysis, first)
    for place in ranked[1:]:
        other = _clause_day(analysis, place)
        likely = _chance(analysis, place, "new") >= LIKELY and _meant(analysis, place) == leader
        if likely and day and other and day < other:
            first, day = place, other
    return first


def _clause_day(analysis: Analysis, place: int) -> date | None:
    """Return the single day that the clause of an instance states, up to the day of publication."""
    judged = analysis.judged[place]
    stated = stated_days(
        _words(analysis, place), clause_dates(judged.instance, analysis.sentences[judged.instance.number])
    )
    days = {
        one.last for one in stated if one.precision == "day" and one.last and analysis.day and one.last <= analysis.day
    }
    return days.pop() if len(days) == 1 else None


def _words(analysis: Analysis, place: int) -> str:
    return _place(analysis, analysis.judged[place]).words


def _corrects(analysis: Analysis, place: int) -> bool:
    """Tell whether the sentence of a trigger says that the contact was on another day than was said."""
    instance = analysis.judged[place].instance
    return instance.trigger.kind != NO_TRIGGER and corrects_day(
        _words(analysis, place), analysis.sentences[instance.number].dates
    )


def _meant(analysis: Analysis, place: int) -> Leader | None:
    return find_leader(analysis.sentences, analysis.judged[place].instance, analysis.lexicon, analysis.day)[0]


def _chance(analysis: Analysis, place: int, status: str) -> float:
    return float(analysis.judged[place].probabilities[analysis.model.instance.classes.index(status)])


def _status(analysis: Analysis, place: int, *, fresh: bool, chosen: int | None) -> Status | None:
    """Return the status of the mention that an instance makes, None for one that makes none."""
    if fresh and place == chosen:
        return Status.HAPPENED
    judged = analysis.judged[place]
    if judged.instance.trigger.kind == NO_TRIGGER:
        return None
    # What corrects the day denies the day, not the contact.
    if _chance(analysis, place, "new") + _chance(analysis, place, "denied") >= LIKELY and _corrects(analysis, place):
        return Status.PLANNED if judged.instance.clause.tense == "future" else Status.HAPPENED
    best = int(judged.probabilities.argmax())
    name = analysis.model.instance.classes[best]
    if name in {"nothing", "none"} or judged.probabilities[best] < LIKELY:
        return None
    if name != "new":
        return Status(name)
    explicit = judged.instance.participants.link == "pair"
    another = fresh and explicit and judged.instance.trigger.kind in _PLAIN_KINDS
    another = another and float(judged.probabilities[best]) >= CERTAIN
    return Status.HAPPENED if another else None if fresh else Status.BACKGROUND


def _mention(article: Article, analysis: Analysis, place: int, status: Status) -> Mention:
    lexicon, model = analysis.lexicon, analysis.model
    judged = analysis.judged[place]
    instance, sentence = judged.instance, analysis.sentences[judged.instance.number]
    leader = _leader_id(article, analysis, instance)
    same, about = _same(analysis, place, status)
    instances = [one.instance for one in analysis.judged]
    channel = find_channel(analysis.sentences, instances, _weighed(_naming(same, model), model), lexicon, model)
    places = [_place(analysis, one) for one in same]
    dates, words = find_day(places, analysis.day, status)
    start, end = _span(analysis, instance, sentence)
    past = status in {Status.HAPPENED, Status.BACKGROUND}
    chance = analysis.probabilities["new"] if status is Status.HAPPENED else float(judged.probabilities.max())
    return Mention(
        article_id=article.id,
        watch=WATCH,
        details=ContactDetails(
            us_leader=leader,
            channel=channel,
            duration_minutes=find_duration([_place(analysis, one) for one in about]) if past else None,
            place=find_place(places, lexicon) if channel in _IN_PERSON else None,
            topics=find_topics(places, lexicon),
            ordinal=find_ordinal(places, lexicon),
        ),
        status=status,
        quote=getattr(article, sentence.field)[start:end],
        field_name=sentence.field,
        start=start,
        end=end,
        dates=dates,
        date_words=words,
        why=_reasons(analysis, place),
        participants=tuple(sentence.tokens[one.place].key for one in instance.participants.found),
        confidence=round(chance, 4),
    )


def _leader_id(article: Article, analysis: Analysis, instance: Instance) -> str:
    """Return whom an instance means; in an article without a date or a name, who was in office when it was seen."""
    leader, _ = find_leader(analysis.sentences, instance, analysis.lexicon, analysis.day)
    if leader is not None:
        return leader.id
    return analysis.lexicon.holder("us-president", article.first_seen.date()) or ""


def _naming(same: Sequence[Judged], model: Model) -> Sequence[Judged]:
    """Return the one likely instance that names its channel, where the first of them names none; else all."""
    new = model.instance.classes.index("new")
    if same[0].instance.trigger.kind in _PLAIN_KINDS:
        return same
    named = [one for one in same[1:] if one.instance.trigger.kind in _PLAIN_KINDS and one.probabilities[new] >= LIKELY]
    return named[:1] or same


def _weighed(same: Sequence[Judged], model: Model) -> list[tuple[Instance, float]]:
    new = model.instance.classes.index("new")
    return [(same[0].instance, 1.0), *((one.instance, float(one.probabilities[new])) for one in same[1:])]


def _place(analysis: Analysis, judged: Judged) -> Place:
    sentence = analysis.sentences[judged.instance.number]
    return Place(judged.instance, sentence, analysis.texts[sentence.field])


def _same(analysis: Analysis, place: int, status: Status) -> tuple[list[Judged], list[Judged]]:
    """Return the instances that tell of the same contact, and those that may go on about it; the given one first.

    What goes on about it names no other pair, stands in its sentence or in the few after it, and is judged as neither
    planned nor another's.
    """
    chosen = analysis.judged[place]
    if status is not Status.HAPPENED:
        return [chosen], [chosen]
    leader = _meant(analysis, place)
    ranked = sorted(range(len(analysis.judged)), key=lambda other: -_chance(analysis, other, "new"))
    same = [place]
    for other in ranked:
        likely = other != place and _chance(analysis, other, "new") >= SAME
        if likely and _meant(analysis, other) == leader:
            same.append(other)
    first = [analysis.judged[one] for one in same]
    rest = [one for number, one in enumerate(analysis.judged) if number not in same]
    return first, [*first, *(one for one in rest if _goes_on(one, first, analysis.model))]


def _goes_on(one: Judged, before: Sequence[Judged], model: Model) -> bool:
    """Tell whether an instance may go on about a contact that is reported in one of the sentences before it."""
    name = model.instance.classes[int(one.probabilities.argmax())]
    link = one.instance.participants.link
    if name not in {"new", "nothing", "none"} or link.endswith(("other", "envoy")):
        return False
    return any(0 <= one.instance.number - other.instance.number <= NEXT for other in before)


def _span(analysis: Analysis, instance: Instance, sentence: Sentence) -> tuple[int, int]:
    """Return where the clause of an instance stands in the stored text."""
    clause = instance.clause
    whole = instance.trigger.kind == NO_TRIGGER
    tokens = sentence.tokens if whole else sentence.tokens[clause.start : clause.verb_end]
    words = [token for token in tokens if token.kind not in {"comma", "colon", "quote", "join"}] or list(tokens)
    return analysis.texts[sentence.field].original(words[0].start, words[-1].end)


def _reasons(analysis: Analysis, place: int | None) -> tuple[str, ...]:
    """Return what weighed most on an instance, for and against a fresh contact, and the veto if there was one."""
    if place is None:
        return ()
    judged, model = analysis.judged[place], analysis.model
    ranked = sorted(zip(judged.probabilities, model.instance.classes, strict=True), reverse=True)
    rival = next(name for _, name in ranked if name != "new")
    names = (*judged.instance.local, *judged.instance.shared)
    shown = [f"{name} {weight:+.2f}" for name, weight in model.instance.reasons(names, "new", rival, SHOWN)]
    veto = analysis.vetoes.get(place)
    return (f"{ranked[0][1]} {ranked[0][0]:.2f}, then {ranked[1][1]}", *([f"veto {veto}"] if veto else []), *shown)
