"""Clauses: the stretch around a trigger that one verb governs, and what that verb says of time and polarity."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flows.contacts.lexicon import Lexicon
from flows.contacts.text.tokens import Token

_HABIT = ("تا", "تے", "تی", "تیں")
_FUTURE = ("گا", "گے", "گی")
_AMBIGUOUS = frozenset(("کی", "کیا"))
_SIGNS = frozenset(("comma", "colon", "quote", "join"))
_VERB = 5
"""Words at the end of a clause among which its verb is sought."""

_ROOT = 3


class Tense(StrEnum):
    """What the verb that ends a clause says; NONE is a clause without a finite verb, as in headlines."""

    PAST = "past"
    PERFECT = "perfect"
    PLUPERFECT = "pluperfect"
    FUTURE = "future"
    MODAL = "modal"
    PROGRESSIVE = "progressive"
    HABITUAL = "habitual"
    COPULA = "copula"
    WAS = "was"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Clause:
    """Where the clause of a trigger begins and ends, as indices of tokens.

    `verb_end` is where its first finite verb ends; the stretch from there to `end` depends on it. `negated` is said of
    the words from the trigger to that verb.
    """

    start: int
    verb_end: int
    end: int
    tense: Tense
    negated: bool


def words(tokens: Sequence[Token]) -> list[str]:
    """Return the folded words of tokens, without punctuation."""
    return [token.key for token in tokens if token.kind not in _SIGNS]


def find_clause(tokens: Sequence[Token], place: int, lexicon: Lexicon) -> Clause:
    """Return the clause of the token at `place`: from the last word that opens one to the next."""
    opener = lexicon.grammar.opener
    start = place
    while start and tokens[start].key not in opener and tokens[start - 1].kind != "colon":
        start -= 1
    end = place + 1
    while end < len(tokens) and tokens[end].key not in opener and tokens[end].kind != "colon":
        end += 1
    verb_end = _verb_end(tokens, place, end, lexicon)
    governed = words(tokens[place + 1 : verb_end])
    negated = not lexicon.classes["verb.negation"].isdisjoint(governed)
    return Clause(start, verb_end, end, find_tense(governed, lexicon), negated)


def _verb_end(tokens: Sequence[Token], place: int, end: int, lexicon: Lexicon) -> int:
    """Return where the first finite verb after `place` ends."""
    return next(finite_ends(tokens, place + 1, end, lexicon), end)


def finite_ends(tokens: Sequence[Token], start: int, end: int, lexicon: Lexicon) -> Iterator[int]:
    """Yield where each finite verb between two places ends, its auxiliaries included."""
    auxiliary, past = lexicon.grammar.auxiliary, lexicon.classes["verb.past"]
    step = start
    while step < end:
        key = tokens[step].key
        finite = key in auxiliary or (key[-2:] in _FUTURE and tokens[step].kind == "word")
        if key in past and tokens[step].kind == "word":
            finite = finite or key not in _AMBIGUOUS or _closes(tokens, step, lexicon)
        step += 1
        if finite:
            while step < end and tokens[step].key in auxiliary:
                step += 1
            yield step


def _closes(tokens: Sequence[Token], place: int, lexicon: Lexicon) -> bool:
    """Tell whether کی or کیا is a verb, no genitive or question: it ends a clause, and no person stands before it."""
    if place == 0 or tokens[place - 1].kind == "person":
        return False
    after = tokens[place + 1] if place + 1 < len(tokens) else None
    grammar = lexicon.grammar
    return after is None or after.kind in _SIGNS or after.key in grammar.opener or after.key in grammar.joining


def find_tense(governed: list[str], lexicon: Lexicon) -> Tense:
    """Return the tense of the verb that ends a list of words; a negation may stand after it."""
    classes, verbal = lexicon.classes, lexicon.grammar.verbal
    while governed and governed[-1] in verbal:
        governed = governed[:-1]
    if not governed:
        return Tense.NONE
    last = governed[-1]
    before = [word for word in governed[-_VERB:-1] if word not in verbal]
    if last in classes["verb.present"] or last == "ہوں":
        return _with_auxiliary(before, lexicon, Tense.COPULA, Tense.PERFECT, Tense.PROGRESSIVE)
    if last in classes["verb.was"]:
        return _with_auxiliary(before, lexicon, Tense.WAS, Tense.PLUPERFECT, Tense.HABITUAL)
    running = last in lexicon.grammar.continuous and bool(before) and before[-1] in classes["verb.stems"]
    future = last in classes["verb.future"] or (last[-2:] in _FUTURE and last[:-2] in classes["verb.future_stems"])
    modal = last in classes["verb.modal"]
    past = last in classes["verb.past"]
    found = (
        (future, Tense.FUTURE),
        (modal, Tense.MODAL),
        (past and running, Tense.PROGRESSIVE),
        (past, Tense.PAST),
        (last in classes["verb.subjunctive"], Tense.MODAL),
    )
    return next((tense for holds, tense in found if holds), Tense.NONE)


def _with_auxiliary(before: list[str], lexicon: Lexicon, alone: Tense, perfect: Tense, continuous: Tense) -> Tense:
    """Return the tense of a verb before an auxiliary: `alone` is that of the auxiliary without one."""
    classes = lexicon.classes
    if not before:
        return alone
    verb = before[-1]
    if verb in lexicon.grammar.continuous:
        stem = before[-2] if len(before) > 1 else ""
        return continuous if stem in classes["verb.stems"] else perfect
    if verb in classes["verb.modal"] or verb in classes["verb.infinitive"]:
        return Tense.MODAL
    if verb in classes["verb.past"]:
        return perfect
    return Tense.HABITUAL if verb.endswith(_HABIT) and len(verb) > _ROOT else alone
