"""Participants: whom a trigger joins, by name, by pronoun, or as whoever was spoken of last."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from flows.contacts.lexicon import Lexicon
from flows.contacts.text.clauses import Clause, finite_ends
from flows.contacts.text.sentences import Sentence
from flows.contacts.text.tokens import Token
from flows.contacts.text.triggers import Trigger

REACH = 22
"""Tokens before a trigger among which its participants are sought."""

_KINDS = {"ru": "R", "us": "U", "both": "B", "pair": "P", "envoy": "E", "counterpart": "C"}
_KINDS |= {"leader": "O", "nation": "O"}
_ORDER = "RUPBCOEX"
_SILENT = frozenset(("audience",))
_NO_PART = frozenset(("aside", "source", "own"))
_FORMS = {"نے": "ne", "سے": "se", "کو": "ko", "میں": "loc", "کی": "gen", "کا": "gen", "کے": "gen"}


@dataclass(frozen=True, slots=True)
class Participant:
    """Somebody whom a trigger joins.

    `kind` is R (Putin), U (a US leader), O (another leader), E (an envoy), B (both leaders), P (the presidents of
    Russia and the US), C (a counterpart), X (somebody else). `role` is the case; `how` is named, pronoun, or shared
    (taken from the clause before). `place` is the index of the token.
    """

    kind: str
    role: str
    how: str
    place: int

    def __str__(self) -> str:
        """Return kind and role, as features show them."""
        return f"{self.kind}:{self.role}" if self.how == "named" else f"{self.kind}~{self.role}"


@dataclass(frozen=True, slots=True)
class Participants:
    """All participants of a trigger, and the kinds of persons named further off, as features show them.

    `before` are the two kinds named last before the trigger, the newest first; `kinds` are those of the participants,
    each once, in a fixed order. `link` is what they come to: pair, other, envoy, both, or half for one of the pair.
    """

    found: tuple[Participant, ...]
    sentence: str
    before: str
    title: str
    subject: str
    kinds: str = field(init=False)
    link: str = field(init=False)

    def __post_init__(self) -> None:
        present = {one.kind for one in self.found}
        object.__setattr__(self, "kinds", "".join(kind for kind in _ORDER if kind in present) or "-")
        object.__setattr__(self, "link", _link(present, set(self.before)))

    @property
    def signature(self) -> str:
        """The participants in the order in which they stand."""
        return " ".join(map(str, self.found)) or "-"


def _link(kinds: set[str], last: set[str]) -> str:
    """Return what participants come to; "both" means the two that were named last."""
    both = "B" in kinds
    if "P" in kinds or {"R", "U"} <= kinds or (both and ({"R", "U"} <= last or "P" in last)):
        return "pair"
    others = kinds | last if both else kinds
    prefix = "both-" if both else "half-" if kinds & {"R", "U"} else ""
    found = (("other", {"O", "C"}), ("envoy", {"E"}), ("unknown", set() if both else {"X"}))
    name = next((name for name, wanted in found if others & wanted), "")
    return f"{prefix}{name}".removesuffix("-") or "none"


def kind_of(token: Token, lexicon: Lexicon) -> str | None:
    """Return the kind of a person, None for an audience and for what is no person."""
    if token.kind != "person" or token.value in _SILENT:
        return None
    if token.value in lexicon.leaders:
        return "R" if lexicon.leaders[token.value].side == "ru" else "U"
    return _KINDS.get(token.value)


def kinds_in(tokens: Iterable[Token], lexicon: Lexicon) -> str:
    """Return the kinds of the persons among tokens, each once, in a fixed order."""
    found = {kind_of(token, lexicon) for token in tokens}
    return "".join(kind for kind in "RUPBCOE" if kind in found) or "-"


@dataclass(frozen=True, slots=True)
class Discourse:
    """Whom a reader has in mind before a sentence: the last subject, and the kinds named last, newest first."""

    subject: str = "-"
    recent: tuple[str, ...] = ()


def follow(before: Discourse, sentence: Sentence, lexicon: Lexicon) -> Discourse:
    """Return whom a reader has in mind after a sentence."""
    subject, recent = before.subject, list(before.recent)
    for place, token in enumerate(sentence.tokens):
        kind = kind_of(token, lexicon)
        if kind:
            recent = [kind, *(other for other in recent if other != kind)]
        if token.key == "نے" and place:
            doer = sentence.tokens[place - 1]
            if doer.key not in lexicon.grammar.pronouns:
                subject = kind_of(doer, lexicon) or "X"
    if subject == before.subject and sentence.tokens:
        bare = [kind_of(t, lexicon) for t in sentence.tokens if t.kind == "person" and t.case == "bare"]
        subject = next((kind for kind in bare if kind), subject)
    return Discourse(subject, tuple(recent[:4]))


def find_participants(
    sentence: Sentence, trigger: Trigger, clause: Clause, before: Discourse, lexicon: Lexicon
) -> tuple[Participant, ...]:
    """Return whom a trigger joins: those of its own clause, and what they lack from the clause before."""
    tokens, place = sentence.tokens, trigger.place
    low = max(clause.start, place - REACH)
    ends = [end for end in finite_ends(tokens, low, place, lexicon) if end < place]
    own_start = ends[-1] if ends else low
    own = _elements(tokens, (own_start, place), clause, before, lexicon)
    after = _after(tokens, place, clause, lexicon)
    if any(one.role in {"ne", "bare", "between", "gen"} for one in own) or not ends:
        return (*own, *after)
    shared = [
        Participant(one.kind, one.role, "shared", one.place)
        for one in _elements(tokens, (low, own_start), clause, before, lexicon)
        if one.role in {"ne", "bare"} or (one.role == "se" and not any(other.role == "se" for other in own))
    ]
    return (*shared, *own, *after)


def _after(tokens: Sequence[Token], place: int, clause: Clause, lexicon: Lexicon) -> list[Participant]:
    """Return persons who stand between the trigger and its verb in a case that takes part."""
    found = []
    for step in range(place + 1, clause.verb_end):
        kind = kind_of(tokens[step], lexicon)
        if kind and tokens[step].case in {"se", "ko", "ne"}:
            found.append(Participant(kind, f"{tokens[step].case}>", "named", step))
    return found[:2]


def _elements(
    tokens: Sequence[Token], span: tuple[int, int], clause: Clause, before: Discourse, lexicon: Lexicon
) -> list[Participant]:
    """Return the persons and pronouns between two places of a clause, in order."""
    found: list[Participant] = []
    for place in range(*span):
        token = tokens[place]
        kind = kind_of(token, lexicon)
        if kind and token.case not in _NO_PART:
            found.append(Participant(kind, token.case, "named", place))
        elif token.kind == "word" and (role := _pronoun_role(tokens, place, lexicon)):
            meant = _meant(tokens, place, clause, before, lexicon)
            if not (found and found[-1].kind == meant and found[-1].how == "pronoun"):
                found.append(Participant(meant, role, "pronoun", place))
    return found[-4:]


def _pronoun_role(tokens: Sequence[Token], place: int, lexicon: Lexicon) -> str | None:
    """Return the case of a pronoun that stands for a participant, None for any other word."""
    grammar, key = lexicon.grammar, tokens[place].key
    if key in grammar.oblique:
        return grammar.oblique[key]
    if key not in grammar.pronouns:
        return None
    step = place + 1
    while step < len(tokens) and tokens[step].key in grammar.emphatic:
        step += 1
    following, then = ([token.key for token in tokens[step : step + 2]] + ["", ""])[:2]
    role = _FORMS.get(following)
    if role == "gen":
        return "se" if then in grammar.with_ else "between" if then in grammar.between else "gen"
    # میں is "I" and "in": "I" only before نے; and "in them" is a part only of several.
    no_part = (key == "میں" and role != "ne") or (role == "loc" and key not in {"ان", "جن"})
    return None if no_part else role


def _meant(tokens: Sequence[Token], place: int, clause: Clause, before: Discourse, lexicon: Lexicon) -> str:
    """Return the kind of person that a pronoun means: for a relative one the nearest before, else the last subject."""
    key = tokens[place].key
    earlier = [(t, kind) for t in tokens[:place] if (kind := kind_of(t, lexicon))]
    if key in lexicon.grammar.relative:
        return earlier[-1][1] if earlier else (before.recent[0] if before.recent else "X")
    doers = [kind for t, kind in earlier if t.case in {"ne", "source"} and t.start < tokens[clause.start].start]
    doers = doers or [kind for t, kind in earlier if t.case == "ne"]
    if key in lexicon.grammar.first_person and not doers:
        later = [kind for t in tokens[place + 1 :] if (kind := kind_of(t, lexicon)) and t.case in {"ne", "bare"}]
        doers = later[-1:]
    if doers:
        return doers[-1]
    return before.subject if before.subject != "-" else (before.recent[0] if before.recent else "X")
