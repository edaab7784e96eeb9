"""The words of contact, read from lexicon/*.yaml: who may meet, what a contact is called, what says it took place."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from itertools import product
from typing import Any, Literal

from pydantic import Field

from flows.contacts.leaders import Leader, LeadersFile, Office, Side, Strict
from flows.news.urdu import match_key
from flows.news.yaml_text import load_yaml


class Decoy(Strict):
    """Persons who are not one of the pair."""

    kind: Literal["leader", "envoy", "apart", "audience"]
    spellings: tuple[str, ...]
    matches: tuple[str, ...]
    misses: tuple[str, ...]


class DecoysFile(Strict):
    """lexicon/decoys.yaml."""

    decoys: tuple[Decoy, ...]
    nations: dict[Literal["ru", "us", "other"], tuple[str, ...]]
    houses: dict[Side, tuple[str, ...]]
    roles: dict[Literal["leader", "envoy"], tuple[str, ...]]
    groups: tuple[str, ...]


class Noun(Strict):
    """Nouns that name a contact through one channel; `many` are their plurals."""

    channel: str
    words: tuple[str, ...]
    many: tuple[str, ...] = ()
    matches: tuple[str, ...]
    misses: tuple[str, ...]


class Example(Strict):
    """Sentences that hold a word of a group and some that hold none; `group` is table.name, as in after.planned."""

    group: str
    matches: tuple[str, ...]
    misses: tuple[str, ...]


class Cues(Strict):
    """lexicon/cues.ur.yaml."""

    nouns: tuple[Noun, ...]
    channels: dict[str, tuple[str, ...]]
    before: dict[str, tuple[str, ...]]
    after: dict[str, tuple[str, ...]]
    verbs: dict[str, tuple[str, ...]]
    marks: dict[str, tuple[str, ...]]
    pronouns: tuple[str, ...]
    light: tuple[str, ...]
    ordinals: tuple[str, ...]
    places: dict[str, tuple[str, ...]]
    met: dict[str, tuple[date, ...]]
    topics: dict[str, tuple[str, ...]]
    examples: tuple[Example, ...]


class GrammarFile(Strict):
    """lexicon/grammar.ur.yaml: small words, by what they do in a sentence."""

    genitive: tuple[str, ...]
    with_: tuple[str, ...] = Field(alias="with")
    with_glued: tuple[str, ...]
    between: tuple[str, ...]
    source: tuple[str, ...]
    aside: tuple[str, ...]
    apart: tuple[str, ...]
    joining: tuple[str, ...]
    own: tuple[str, ...]
    small: tuple[str, ...]
    address: tuple[str, ...]
    honorific: tuple[str, ...]
    common: tuple[str, ...]
    qualifier: tuple[str, ...]
    group: tuple[str, ...]
    group_link: tuple[str, ...]
    two: tuple[str, ...]
    opener: tuple[str, ...]
    auxiliary: tuple[str, ...]
    verbal: tuple[str, ...]
    continuous: tuple[str, ...]
    shaken: tuple[str, ...]
    welcome: tuple[str, ...]
    compound: tuple[str, ...]
    third_person: tuple[str, ...]
    first_person: tuple[str, ...]
    relative: tuple[str, ...]
    oblique: dict[str, tuple[str, ...]]
    emphatic: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A phrase of the lexicon: its folded words, what kind of thing it is, and which one."""

    words: tuple[str, ...]
    kind: str
    value: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Grammar:
    """The groups of lexicon/grammar.ur.yaml as sets of folded words; see there what each is for."""

    genitive: frozenset[str]
    with_: frozenset[str]
    with_glued: frozenset[str]
    between: frozenset[str]
    source: frozenset[str]
    aside: frozenset[str]
    apart: frozenset[str]
    joining: frozenset[str]
    own: frozenset[str]
    small: frozenset[str]
    address: frozenset[str]
    honorific: frozenset[str]
    common: frozenset[str]
    qualifier: frozenset[str]
    group: frozenset[str]
    group_link: frozenset[str]
    two: frozenset[str]
    opener: frozenset[str]
    auxiliary: frozenset[str]
    verbal: frozenset[str]
    continuous: frozenset[str]
    shaken: frozenset[str]
    welcome: frozenset[str]
    compound: frozenset[str]
    third_person: frozenset[str]
    first_person: frozenset[str]
    relative: frozenset[str]
    pronouns: frozenset[str]
    oblique: dict[str, str]
    emphatic: frozenset[str]


@dataclass(frozen=True, slots=True)
class Stems:
    """Folded strings one of which stands in every text that names a leader of one side.

    They are names, or titles; every title holds one of the `heads`.
    """

    names: tuple[str, ...]
    titles: tuple[str, ...]
    heads: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All entries, indexed for reading: phrases by first word (longest first), classes of single words by name."""

    leaders: dict[str, Leader]
    offices: dict[str, Office]
    decoys: tuple[Decoy, ...]
    cues: Cues
    grammar: Grammar
    houses: dict[str, frozenset[str]]
    phrases: dict[str, tuple[Entry, ...]]
    classes: dict[str, frozenset[str]]
    glue: frozenset[str]
    stems: dict[str, Stems]
    matters: re.Pattern[str]
    contact: re.Pattern[str]
    persons: re.Pattern[str]
    places: re.Pattern[str]
    place_of: dict[str, str]
    topics: re.Pattern[str]
    topic_of: dict[str, str]
    ordinals: dict[str, int]
    us_leaders: frozenset[str]

    def holder(self, office: str, day: date) -> str | None:
        """Return the id of who holds `office` on `day`, the acting one before the elected one."""
        terms = [(term, leader.id) for leader in self.leaders.values() for term in leader.offices]
        acting = [
            (term.since, who)
            for term, who in terms
            if term.office == office and term.since <= day <= (term.until or day)
        ]
        return max(acting)[1] if acting else None

    def elected(self, office: str, day: date) -> str | None:
        """Return the id of who is elected to `office` but not yet in it on `day`."""
        terms = [(term, leader.id) for leader in self.leaders.values() for term in leader.offices]
        return next((who for t, who in terms if t.office == office and t.elected and t.elected <= day < t.since), None)


@cache
def leaders() -> LeadersFile:
    """Read and check who held which office when; raises pydantic.ValidationError for an entry that cannot be used."""
    return LeadersFile.model_validate(_read("leaders.yaml"))


@cache
def load() -> Lexicon:
    """Read and check lexicon/*.yaml; raises pydantic.ValidationError for an entry that cannot be used."""
    people = leaders()
    others = DecoysFile.model_validate(_read("decoys.yaml"))
    cues = Cues.model_validate(_read("cues.ur.yaml"))
    entries = [*_people(people), *_others(others), *_cues(cues)]
    classes = {f"verb.{name}": _set(words) for name, words in cues.verbs.items()}
    classes |= {"pronoun": _set(cues.pronouns), "light": _set(cues.light), "group": _set(others.groups)}
    classes["place"] = frozenset(w for names in cues.places.values() for name in names for w in _words(name))
    classes["gathering"] = _set((*cues.marks["gathering"], *cues.marks["assembly"]))
    signals = _signals(entries, cues, others)
    return Lexicon(
        leaders={leader.id: leader for leader in people.leaders},
        offices={office.office: office for office in people.offices},
        decoys=others.decoys,
        cues=cues,
        grammar=_grammar(),
        houses={side: _set(names) for side, names in others.houses.items()},
        phrases=_index(entries),
        classes=classes,
        glue=_glue(entries),
        matters=signals["matters"],
        contact=signals["contact"],
        persons=signals["persons"],
        places=_whole(cues.places),
        place_of=_names_of(cues.places),
        topics=_whole(cues.topics),
        topic_of=_names_of(cues.topics),
        ordinals={word: n for n, words in enumerate(cues.ordinals, 1) for word in _words(words)},
        us_leaders=frozenset(leader.id for leader in people.leaders if leader.side == "us"),
        stems={side: _stems(people, others, side) for side in ("ru", "us")},
    )


def _read(name: str) -> Any:  # noqa: ANN401 - YAML is anything until pydantic has seen it
    return load_yaml(resources.files("flows.contacts").joinpath("lexicon_data", name).read_text("utf-8"))


def _grammar() -> Grammar:
    groups = GrammarFile.model_validate(_read("grammar.ur.yaml"))
    sets = {name: _set(words) for name, words in groups if name != "oblique"}
    oblique = {match_key(word): case for case, words in groups.oblique.items() for word in words}
    pronouns = sets["third_person"] | sets["first_person"] | sets["relative"] | frozenset(oblique)
    return Grammar(**sets, pronouns=pronouns, oblique=oblique)


def _set(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(match_key(word) for word in words)


def _people(people: LeadersFile) -> list[Entry]:
    entries = []
    for leader in people.leaders:
        forms = [*leader.spellings, *(f"{n} {s}" for n, s in product(leader.names, leader.spellings))]
        forms += [f"{n}{s}" for n, s in product(leader.names, leader.spellings)]
        entries += [Entry(_words(form), "leader", leader.id) for form in forms]
    for office in people.offices:
        ways = {"holder": office.titles, "counterpart": office.counterparts}
        ways |= {"elect": office.elect, "former": office.former}
        entries += [Entry(_words(t), "title", office.office, way) for way, titles in ways.items() for t in titles]
    return entries


def _others(others: DecoysFile) -> list[Entry]:
    entries = [Entry(_words(s), "decoy", decoy.kind) for decoy in others.decoys for s in decoy.spellings]
    entries += [Entry(_words(n), "nation", side) for side, names in others.nations.items() for n in names]
    entries += [Entry(_words(r), "role", kind) for kind, roles in others.roles.items() for r in roles]
    return entries


def _cues(cues: Cues) -> list[Entry]:
    entries = [Entry(_words(w), "noun", noun.channel, "one") for noun in cues.nouns for w in noun.words]
    entries += [Entry(_words(w), "noun", noun.channel, "many") for noun in cues.nouns for w in noun.many]
    tables = (("channel", cues.channels), ("before", cues.before), ("after", cues.after), ("mark", cues.marks))
    entries += [Entry(_words(w), kind, name) for kind, table in tables for name, words in table.items() for w in words]
    return entries


def _words(phrase: str) -> tuple[str, ...]:
    return tuple(match_key(phrase).split())


def _index(entries: list[Entry]) -> dict[str, tuple[Entry, ...]]:
    """Index phrases by their first word, longest first; of equals the one listed first wins."""
    index: dict[str, list[Entry]] = {}
    for entry in entries:
        known = index.setdefault(entry.words[0], [])
        if all(entry.words != other.words or entry.kind != other.kind for other in known):
            known.append(entry)
    return {word: tuple(sorted(found, key=lambda entry: -len(entry.words))) for word, found in index.items()}


def _glue(entries: list[Entry]) -> frozenset[str]:
    """Return the words that writers glue together: names, titles, nouns of contact, and the small words around them."""
    kinds = {"leader", "title", "decoy", "nation", "role", "noun"}
    known = {word for entry in entries if entry.kind in kinds for word in entry.words}
    small = (
        "اور نے سے کو کی کا کے میں پر کہ صدر صدور مسٹر امریکی روسی دونوں ہم منصب کیا کیاہے ہوئی ہوا ہے ہیں تھا تھی کر"
        " کرکے ہوگئی ہوگیا ہوگئے دیا دی پیر منگل بدھ جمعرات جمعہ ہفتہ اتوار کہا بتایا گیا مل ملا"
    )
    return frozenset(word for word in known if len(word) > 2) | frozenset(map(match_key, small.split()))  # noqa: PLR2004


def _stems(people: LeadersFile, others: DecoysFile, side: Side) -> Stems:
    """Return what a text must hold to name a leader of `side`, or his house; short names stand between spaces."""
    offices = [office for office in people.offices if office.side == side]
    spelt = {match_key(s) for leader in people.leaders if leader.side == side for s in leader.spellings}
    titles = {match_key(t) for o in offices for t in (*o.titles, *o.counterparts, *o.elect)}
    nations = {match_key(nation) for nation in others.nations[side]}
    heads = nations | {title for title in titles if not any(nation in title for nation in nations)}
    names = {word if len(word) > _SHORT else f" {word} " for word in spelt} | set(map(match_key, others.houses[side]))
    return Stems(*(tuple(sorted(_shortest(words))) for words in (names, titles, heads)))


def _shortest(words: set[str]) -> set[str]:
    """Leave out words that hold another of them."""
    return {word for word in words if not any(other in word and other != word for other in words)}


_SHORT = 3


def _signals(entries: list[Entry], cues: Cues, others: DecoysFile) -> dict[str, re.Pattern[str]]:
    """Return what a sentence must hold to matter (a person or a contact), and what names a contact or a person.

    Its group `weak` are words that are as often something else: "matter" (بات) and the forms of ملنا, "get" or "meet".
    """
    kinds = {"leader", "title", "decoy", "role", "nation"}
    people = {e.words[0] for e in entries if e.kind in kinds and e.value != "audience"}
    weak = _set(cues.verbs["meet"]) | {match_key("ہاتھ"), match_key("بات"), match_key("استقبال")}
    nouns = {" ".join(e.words) for e in entries if e.kind == "noun"} - weak
    nouns |= {" ".join(e.words) for e in entries if e.kind == "channel" and e.value in {"phone", "video"}}
    groups = _set(others.groups) | {match_key("دونوں"), match_key("انہوں")}
    return {
        "matters": _any(people | nouns | groups | weak),
        "contact": _any(nouns, weak),
        "persons": _any(people | groups),
    }


def _any(words: set[str], weak: frozenset[str] | set[str] = frozenset()) -> re.Pattern[str]:
    """Compile a search for words that begin with any of the given ones, or are one of the short or the weak ones."""
    long = {word for word in words if len(word) > _SHORT + 1}
    heads = {word for word in long if not any(word != other and word.startswith(other) for other in long)}
    exact = "|".join(sorted(map(re.escape, words - long)))
    weakly = f"|(?P<weak>(?:{'|'.join(sorted(map(re.escape, weak)))})\\b)" if weak else ""
    return re.compile(rf"\b(?:{'|'.join(sorted(map(re.escape, heads)))}|(?:{exact})\b{weakly})")


def _whole(table: dict[str, tuple[str, ...]]) -> re.Pattern[str]:
    """Compile a search for the whole words of a table, the longest first."""
    words = sorted(_names_of(table), key=len, reverse=True)
    return re.compile(rf"\b({'|'.join(map(re.escape, words))})\b(\s+میں\b)?")


def _names_of(table: dict[str, tuple[str, ...]]) -> dict[str, str]:
    return {match_key(word): name for name, words in table.items() for word in words}
