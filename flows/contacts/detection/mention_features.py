"""Features: what the model may look at, as names that a person can read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice

from flows.contacts.detection.participants import Discourse, Participants, find_participants, follow, kind_of, kinds_in
from flows.contacts.lexicon import Lexicon
from flows.contacts.text.clauses import Clause, find_clause, find_tense, words
from flows.contacts.text.sentences import MONTH, RECENT, Sentence
from flows.contacts.text.tokens import Token
from flows.contacts.text.triggers import NO_TRIGGER, Trigger, find_triggers

LEAD = 2
"""Sentences of the body that count as its lead, of those that name a person."""

NGRAM = 3
LONGEST = 60
"""Tokens of a sentence from which its n-grams are made."""

WINDOW = 4
LEFT, RIGHT, FAR = 8, 10, 30
"""Tokens before and after the trigger whose pairs are features, and before it whose words are."""

PERSONS = 14
"""Tokens before the trigger among which its persons are sought."""

TRIGGERS = 12
"""Triggers read of one sentence; a longer list adds nothing."""

MOST = 200
"""Instances read of one article."""

NEWLINE = "\n"
_EDGES = (("^",), ("$",))
_CLASSED = frozenset(("mark", "before", "after"))
_KNOWN = frozenset(("ru", "leader", "envoy", "audience", "both", "nation", "pair", "counterpart"))


@dataclass(frozen=True, slots=True)
class Instance:
    """What the model judges: a trigger in its clause; a sentence with a person and no trigger is judged by its end.

    `number` is the index of the sentence; `local` and `shared` are the names of the features that hold, `shared` those
    that all triggers of one sentence have in common.
    """

    number: int
    trigger: Trigger
    clause: Clause
    participants: Participants
    local: tuple[str, ...]
    shared: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Context:
    """What all instances of an article share."""

    sentences: Sequence[Sentence]
    lexicon: Lexicon
    day: date | None
    title: str
    title_words: tuple[str, ...]
    title_end: str
    positions: tuple[str, ...]
    typed: tuple[tuple[str, ...], ...]
    discourse: tuple[Discourse, ...]


def typed(token: Token) -> str:
    """Return a token as n-grams show it: persons, contacts, dates and numbers by what they are, words by themselves."""
    if token.kind == "person":
        return f"<{token.value if token.value in _KNOWN else 'us'}:{token.case}>"
    if token.kind == "noun":
        return f"[{token.value}{'s' if token.detail == 'many' else ''}]"
    if token.kind == "channel":
        return f"[by {token.value}]"
    if token.kind in {"date", "duration"}:
        return f"{{{token.value if token.kind == 'date' else 'duration'}}}"
    if token.kind in {"decoy", "nation"}:
        return f"<{token.kind} {token.value}>"
    return "#" if token.kind == "number" else token.key


def positions(sentences: Sequence[Sentence]) -> tuple[str, ...]:
    """Return for each sentence title, lead (the first two of the body that name a person) or body."""
    found = []
    leading = 0
    for sentence in sentences:
        if sentence.field == "title":
            found.append("title")
        else:
            leading += sentence.names_person
            found.append("lead" if leading <= LEAD and sentence.names_person else "body")
    return tuple(found)


def find_instances(sentences: Sequence[Sentence], lexicon: Lexicon, day: date | None) -> list[Instance]:
    """Return the first instances of an article, in order; `day` is its day of publication."""
    typed_tokens = tuple(tuple(typed(token) for token in sentence.tokens) for sentence in sentences)
    title = [token for sentence in sentences if sentence.field == "title" for token in sentence.tokens]
    title_words = tuple(typed(token) for token in title)
    states = [Discourse()]
    for sentence in sentences:
        states.append(follow(states[-1], sentence, lexicon))
    context = _Context(
        sentences,
        lexicon,
        day,
        kinds_in(title, lexicon),
        title_words,
        " ".join(title_words[-2:]),
        positions(sentences),
        typed_tokens,
        tuple(states),
    )
    found = (one for number in range(len(sentences)) for one in _of_sentence(number, context))
    return list(islice(found, MOST))


def _of_sentence(number: int, context: _Context) -> Iterator[Instance]:
    sentence, lexicon = context.sentences[number], context.lexicon
    triggers = find_triggers(sentence.tokens, lexicon)[:TRIGGERS]
    if not triggers and not sentence.names_person:
        return
    shared = tuple(_sentence_features(number, context))
    if not triggers:
        triggers = [Trigger(len(sentence.tokens) - 1, NO_TRIGGER)]
    for trigger in triggers:
        clause = find_clause(sentence.tokens, trigger.place, lexicon)
        who = _participants(number, trigger, clause, context)
        local = dict.fromkeys(_trigger_features(number, trigger, clause, who, context))
        yield Instance(number, trigger, clause, who, tuple(local), shared)


def _participants(number: int, trigger: Trigger, clause: Clause, context: _Context) -> Participants:
    sentence, before, lexicon = context.sentences[number], context.discourse[number], context.lexicon
    return Participants(
        find_participants(sentence, trigger, clause, before, lexicon),
        sentence=kinds_in(sentence.tokens, lexicon),
        before=_named_last(sentence, trigger, before, lexicon),
        title=context.title,
        subject=before.subject,
    )


def _named_last(sentence: Sentence, trigger: Trigger, before: Discourse, lexicon: Lexicon) -> str:
    """Return the two kinds of persons named last before a trigger, in its sentence or those before it."""
    here = [kind for token in reversed(sentence.tokens[: trigger.place]) if (kind := kind_of(token, lexicon))]
    return "".join(list(dict.fromkeys(kind for kind in (*here, *before.recent) if kind in "RUOE"))[:2])


def _sentence_features(number: int, context: _Context) -> dict[str, None]:
    """Return n-grams of the sentence, who it names, and where it stands."""
    found: dict[str, None] = {}
    tokens = ("^", *context.typed[number][:LONGEST], "$")
    for size in range(1, NGRAM + 1):
        for start in range(len(tokens) - size + 1):
            gram = tokens[start : start + size]
            if gram not in _EDGES:
                found["s " + " ".join(gram)] = None
    for size in (2, 3, 4):
        found["s end " + " ".join(tokens[-size:])] = None
    position = context.positions[number]
    named = kinds_in(context.sentences[number].tokens, context.lexicon)
    before = "".join(context.discourse[number].recent[:2])
    found |= dict.fromkeys((f"s at {position}", f"s who {named}", f"s who {named} at {position}"))
    found |= dict.fromkeys((f"s who {named} after {before}", f"s who {named} title {context.title}"))
    found |= dict.fromkeys(_met_before(context.sentences[number], context.day, context.lexicon))
    return found


def _met_before(sentence: Sentence, day: date | None, lexicon: Lexicon) -> Iterator[str]:
    """Yield whether a place of the sentence is one where the two have met, and how long ago that was."""
    for place in sentence.places:
        if days := lexicon.cues.met.get(place):
            since = [(day - met).days for met in days if met <= day] if day else []
            yield f"s met here {'undated' if day is None else _how_long(min(since)) if since else 'later'}"


def _how_long(days: int) -> str:
    return "now" if days <= RECENT else "lately" if days <= MONTH else "before"


def _trigger_features(
    number: int, trigger: Trigger, clause: Clause, who: Participants, context: _Context
) -> Iterator[str]:
    sentence, tokens = context.sentences[number], context.typed[number]
    verb = f"{clause.tense}{'!' if clause.negated else ''}"
    yield from _window(tokens, trigger, clause)
    yield from _verbs(sentence, trigger, clause, verb, context.lexicon)
    yield from _persons(tokens, _who_stands(sentence, trigger, clause), trigger, who, verb)
    yield from _nations(sentence, trigger, clause)
    yield from _times(sentence, clause, verb, who.link)
    yield from _marks(sentence, trigger, verb, who.link)
    position = context.positions[number]
    yield f"kind {trigger.kind}"
    yield f"at {position}"
    yield f"{trigger.kind} at {position}"
    yield f"stop {'line' if sentence.stop == NEWLINE else sentence.stop}"
    yield f"dated {context.day is not None}"
    for word in context.title_words:
        yield f"title {word}"
    yield f"title end {context.title_end}"
    if number and context.sentences[number - 1].field == sentence.field:
        for word in context.typed[number - 1][-3:]:
            yield f"before {word}"


def _window(tokens: Sequence[str], trigger: Trigger, clause: Clause) -> Iterator[str]:
    """Yield the words around the trigger, with and without their places."""
    place, kind = trigger.place, trigger.kind
    padded = ("^",) * WINDOW + tuple(tokens) + ("$",) * WINDOW
    center = place + WINDOW
    for step in range(1, WINDOW + 1):
        yield f"+{step} {padded[center + step]}"
        yield f"-{step} {padded[center - step]}"
    right, left = padded[center + 1 : center + 4], padded[center - 3 : center]
    yield f"+12 {right[0]} {right[1]}"
    yield f"+123 {' '.join(right)}"
    yield f"-21 {left[1]} {left[2]}"
    yield f"-321 {' '.join(left)}"
    yield f"{left[2]} {kind} {right[0]}"
    yield f"{kind} {right[0]} {right[1]}"
    yield f"{left[2]} {kind}"
    for word in tokens[max(clause.start, place - FAR) : place]:
        yield f"left {word}"
    for word in tokens[place + 1 : min(clause.end, place + 12)]:
        yield f"right {word}"
    for step in range(place + 1, min(clause.verb_end, place + RIGHT) - 1):
        yield f"right {tokens[step]} {tokens[step + 1]}"
    for step in range(max(clause.start, place - LEFT), place - 1):
        yield f"left {tokens[step]} {tokens[step + 1]}"


def _verbs(sentence: Sentence, trigger: Trigger, clause: Clause, verb: str, lexicon: Lexicon) -> Iterator[str]:
    """Yield the verb of the clause, of the whole clause and of the sentence."""
    own = words(sentence.tokens[trigger.place + 1 : clause.verb_end])
    every = words(sentence.tokens)
    last = find_tense(every, lexicon)
    denied = not lexicon.classes["verb.negation"].isdisjoint(words(sentence.tokens[clause.verb_end :]))
    yield f"verb {verb}"
    yield f"{trigger.kind} verb {verb}"
    yield f"last verb {last}"
    yield f"verb {verb} last {last}{'!' if denied else ''}"
    yield f"clause verb {find_tense(words(sentence.tokens[clause.start : clause.end]), lexicon)}"
    for size in (1, 2, 3):
        yield f"verb ends {' '.join(own[-size:])}"
        yield f"ends {' '.join(every[-size:])}"
    first = sentence.tokens[clause.start].key
    yield f"opens {first if first in lexicon.grammar.opener else '-'}"
    if clause.end < len(sentence.tokens):
        yield f"goes on {sentence.tokens[clause.end].key}"


def _who_stands(sentence: Sentence, trigger: Trigger, clause: Clause) -> tuple[list[str], list[str]]:
    """Return the persons before and after a trigger, as n-grams show them."""
    first = max(0, trigger.place - PERSONS)
    before = [typed(token) for token in sentence.tokens[first : trigger.place] if token.kind == "person"]
    after = sentence.tokens[trigger.place + 1 : clause.verb_end]
    return before, [typed(token) for token in after if token.kind == "person"]


def _nations(sentence: Sentence, trigger: Trigger, clause: Clause) -> Iterator[str]:
    """Yield whether both countries are named, as in "the Russian-American summit"."""
    named = {token.value for token in sentence.tokens[clause.start : clause.verb_end] if token.kind == "nation"}
    if {"ru", "us"} <= named:
        yield "two nations"
        yield f"two nations {trigger.kind}"


def _persons(
    tokens: Sequence[str], standing: tuple[list[str], list[str]], trigger: Trigger, who: Participants, verb: str
) -> Iterator[str]:
    """Yield who stands before and after the trigger, in which case, and who is named further off."""
    place, (before, after) = trigger.place, standing
    two = " ".join(before[-2:])
    yield f"persons {two}"
    yield f"persons {' '.join(before[-3:])} ."
    yield f"persons {two} {trigger.kind}"
    yield f"persons {two} verb {verb}"
    yield f"persons after {' '.join(after[:2])}"
    follows = tokens[place + 1] if place + 1 < len(tokens) else "$"
    kinds, signature = who.kinds, who.signature
    here, earlier, title, subject = who.sentence, who.before, who.title, who.subject
    yield f"parts {signature}"
    yield f"parts {signature} {trigger.kind}"
    yield f"parts {signature} verb {verb}"
    yield f"parts {signature} follows {follows}"
    yield f"kinds {kinds}"
    yield f"kinds {kinds} verb {verb}"
    yield f"kinds {kinds} follows {follows}"
    yield f"kinds {kinds} {trigger.kind}"
    yield f"kinds {kinds} sentence {here}"
    yield f"kinds {kinds} before {earlier}"
    yield f"kinds {kinds} subject {subject}"
    yield f"kinds {kinds} title {title}"
    link = who.link
    yield f"link {link}"
    yield f"link {link} {trigger.kind}"
    yield f"link {link} verb {verb}"
    yield f"link {link} follows {follows}"
    yield f"link {link} follows {follows} verb {verb}"
    yield f"link {link} {trigger.kind} verb {verb}"
    yield f"link {link} title {title}"
    yield f"who sentence {here}"
    yield f"who before {earlier}"
    yield f"who title {title}"
    yield f"subject {subject}"
    yield f"who sentence {here} title {title}"
    yield f"who sentence {here} before {earlier}"
    yield f"who sentence {here} verb {verb}"


def _times(sentence: Sentence, clause: Clause, verb: str, link: str) -> Iterator[str]:
    """Yield how the dates of the clause and of the sentence lie to publication, and whether a duration is stated."""
    near = [t.value for t in sentence.tokens[clause.start : clause.verb_end] if t.kind == "date"]
    here = [t.value for t in sentence.tokens if t.kind == "date"]
    yield f"date {','.join(near[:2])}"
    yield f"date sentence {','.join(here[:2])}"
    yield f"date {near[0] if near else '-'} verb {verb}"
    yield f"date sentence {here[0] if here else '-'} verb {verb}"
    yield f"link {link} date {near[0] if near else '-'}"
    yield f"link {link} date {near[0] if near else '-'} verb {verb}"
    yield f"link {link} date sentence {here[0] if here else '-'} verb {verb}"
    for value in here:
        yield f"some date {value}"
    if any(t.kind == "duration" for t in sentence.tokens[clause.start : clause.verb_end]):
        yield "duration"
        yield f"duration verb {verb}"
    if any(t.kind == "duration" for t in sentence.tokens):
        yield "duration sentence"


def _marks(sentence: Sentence, trigger: Trigger, verb: str, link: str) -> Iterator[str]:
    """Yield the classes of the lexicon that words around the trigger belong to."""
    place = trigger.place
    for step, token in enumerate(sentence.tokens):
        if token.kind not in _CLASSED:
            continue
        name = f"{token.kind}.{token.value}"
        yield f"class {name}"
        if place - 3 <= step < place:
            yield f"class left {name}"
        if place < step < place + 5:
            yield f"class right {name}"
            yield f"class right {name} verb {verb}"
            yield f"class right {name} link {link}"
    if any(token.kind == "quote" for token in sentence.tokens):
        yield "quoted"
