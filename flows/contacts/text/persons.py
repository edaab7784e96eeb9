"""Persons: names, titles and groups become one token each, with the case in which it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from flows.contacts.lexicon import Lexicon
from flows.contacts.text.tokens import Token

NAME_WORDS = 3
"""Unknown words after a role that can still be a name: سلوواکیہ کے وزیراعظم رابرٹ فیکو."""

OWNER_REACH = 3
"""Tokens between a leader and the envoy that is his: ٹرمپ کے خصوصی مشرق وسطیٰ ایلچی."""

OWNED_WORDS = 2
"""Words of what is somebody's: ٹرمپ کے پرانے دوست نے."""

_NAMING = frozenset(("title", "leader", "decoy", "role"))
_LOOSE = frozenset(("quote", "nation", "role"))
_INFINITIVE = ("نا", "نے", "نی")
_TAKES_PART = frozenset(("نے", "کو", "سے"))
_CASE_OF = {"میں": "loc", "پر": "aside", "کیلئے": "aside", "کیلیے": "aside", "کیخلاف": "aside"}
_CASE_OF |= {"نے": "ne", "سے": "se", "کو": "ko", "تک": "ko"}


@dataclass(frozen=True, slots=True)
class Setting:
    """What names alone do not say: the day of publication, and the US leader that an unnamed امریکی صدر means."""

    lexicon: Lexicon
    day: date | None
    us_leader: str | None = None


def find_persons(tokens: Sequence[Token], setting: Setting) -> list[Token]:
    """Return the sentence with every person as one token of kind person.

    `value` is ru, the id of a US leader, us (an unknown one), leader, envoy, audience, counterpart, both, pair or
    nation; `case` is ne, se, ko, gen, own (somebody or something of the person takes part), between, source, aside,
    loc or bare, shared by persons joined with اور.
    """
    lexicon = setting.lexicon
    found = _join_roles(tokens, lexicon)
    found = _join_names(found, setting)
    found = _join_groups(found, lexicon)
    found = _join_envoys(found, lexicon)
    return _with_cases(found, lexicon)


def _person(tokens: Sequence[Token], value: str, detail: str = "") -> Token:
    return Token(" ".join(t.key for t in tokens), tokens[0].start, tokens[-1].end, "person", value, detail)


def _join_roles(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """Join a nation and a role into a person, with the unknown name after it."""
    found: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        role = _role_after(tokens, place, lexicon) if token.kind == "nation" else place
        if token.kind == "role" and token.value == "envoy":
            end = _name_end(tokens, place + 1, lexicon)
            found.append(_person(tokens[place:end], "envoy", "role"))
        elif token.kind == "nation" and role and not _is_group_of_two(tokens, place, role, lexicon):
            end = _name_end(tokens, role + 1, lexicon)
            found.append(_person(tokens[place:end], tokens[role].value, "role"))
        else:
            end = place + 1
            found.append(token)
        place = end
    return found


def _role_after(tokens: Sequence[Token], place: int, lexicon: Lexicon) -> int:
    """Return the index of the role of a nation, 0 where none follows."""
    step = place + 1
    if step < len(tokens) and tokens[step].key in lexicon.grammar.genitive:
        step += 1
    while step < len(tokens) and tokens[step].key in lexicon.grammar.qualifier:
        step += 1
    return step if step < len(tokens) and tokens[step].kind == "role" else 0


def _is_group_of_two(tokens: Sequence[Token], place: int, role: int, lexicon: Lexicon) -> bool:
    """Tell whether the role is the second half of a group: روس اور امریکا کے صدور."""
    if tokens[role].key not in lexicon.grammar.group or not place:
        return False
    before = tokens[place - 1]
    return before.key in lexicon.grammar.group_link or before.kind in {"join", "nation"}


def _name_end(tokens: Sequence[Token], place: int, lexicon: Lexicon) -> int:
    """Return where the name after a role ends: a known name, or up to three unknown words before a small word."""
    if place < len(tokens) and tokens[place].kind == "decoy" and tokens[place].value != "audience":
        return place + 1
    small = lexicon.grammar.small
    for step in range(place, min(place + NAME_WORDS + 1, len(tokens))):
        if tokens[step].key in small:
            return step
        if tokens[step].kind != "word" or tokens[step].key.endswith(_INFINITIVE):
            return place
    return place


def _join_names(tokens: Sequence[Token], setting: Setting) -> list[Token]:
    """Join titles with the names after them and say whom each means."""
    lexicon = setting.lexicon
    found: list[Token] = []
    place = 0
    while place < len(tokens):
        token = tokens[place]
        if token.kind not in _NAMING and token.key not in lexicon.grammar.honorific:
            found.append(token)
            place += 1
            continue
        name, end = _name_after(tokens, place, lexicon)
        stranger = found and found[-1].kind == "word" and found[-1].key not in lexicon.grammar.common
        if _is_counterpart(token) and stranger:
            # ہم منصب after an unknown word is the counterpart of an unknown country.
            found.append(_person([found.pop(), *tokens[place:end]], "leader"))
        else:
            found.append(_resolve(tokens, place, end, name, setting))
        place = end
    return found


def _is_counterpart(token: Token) -> bool:
    return token.kind == "role" and token.key == "ہم منصب"


def _name_after(tokens: Sequence[Token], place: int, lexicon: Lexicon) -> tuple[Token | None, int]:
    """Return the name that a title or a role stands before, and where both end."""
    after = place + 1
    while after < len(tokens) and (tokens[after].key in lexicon.grammar.address or tokens[after].kind == "quote"):
        after += 1
    if after < len(tokens) and tokens[after].kind in {"leader", "decoy"}:
        name = tokens[after]
        if _fits(tokens[place], name, lexicon):
            return name, after + 1
    return None, place + 1


def _fits(title: Token, name: Token, lexicon: Lexicon) -> bool:
    """Tell whether a title, a role or an honorific and the name after it are one person."""
    known = name.value not in {"audience", "apart"}
    if title.key in lexicon.grammar.honorific or (title.kind == "role" and title.key in {"صدر", "ہم منصب"}):
        return known
    if title.kind != "title":
        return False
    if name.kind == "decoy":
        return known and title.detail in {"counterpart", "former"}
    return lexicon.leaders[name.value].side == lexicon.offices[title.value].side


def _resolve(tokens: Sequence[Token], place: int, end: int, name: Token | None, setting: Setting) -> Token:
    """Return the person that a name, a title or a role means, or the token itself where it means none."""
    token, parts, lexicon = tokens[place], tokens[place:end], setting.lexicon
    if token.kind == "title":
        return _titled(parts, token, name, setting)
    if name is not None:
        return _named(parts, name, lexicon)
    if _is_counterpart(token):
        return _person(parts, "counterpart")
    if token.kind == "role" or token.key in lexicon.grammar.honorific:
        side = _house(tokens, place, lexicon) if token.key == "صدر" else None
        return _person(parts, setting.us_leader or "us" if side == "us" else "ru") if side else token
    return token if token.value == "apart" else _named(parts, token, lexicon)


def _named(parts: Sequence[Token], name: Token, lexicon: Lexicon) -> Token:
    """Return the person of a name: ru for a Russian leader, a US leader's id, or the kind of somebody else."""
    russian = name.kind == "leader" and lexicon.leaders[name.value].side == "ru"
    return _person(parts, "ru" if russian else name.value)


def _titled(parts: Sequence[Token], title: Token, name: Token | None, setting: Setting) -> Token:
    """Return the person that a title means, by the name beside it, else by its office, the date and the setting."""
    lexicon = setting.lexicon
    if name is not None:
        return _named(parts, name, lexicon)._replace(detail="former" if title.detail == "former" else "")
    if lexicon.offices[title.value].side == "ru":
        return _person(parts, "ru", title.detail)
    if title.detail == "former":
        return _person(parts, "leader", "former")
    elected = lexicon.elected(title.value, setting.day) if title.detail == "elect" and setting.day else None
    return _person(parts, elected or setting.us_leader or "us", title.detail)


def _house(tokens: Sequence[Token], place: int, lexicon: Lexicon) -> str | None:
    """Return whose president a bare صدر is, of the house that speaks before it: وائٹ ہاؤس نے کہا کہ صدر نے."""
    after = tokens[place + 1].key if place + 1 < len(tokens) else ""
    if after not in lexicon.grammar.small or (place and tokens[place - 1].kind in {"nation", "role"}):
        return None
    if place and tokens[place - 1].key in lexicon.grammar.genitive:
        return None
    before = [token.key for token in tokens[:place]]
    if not lexicon.houses["us"].isdisjoint([*before, *(f"{a} {b}" for a, b in pairwise(before))]):
        return "us"
    return None if lexicon.houses["ru"].isdisjoint(before) else "ru"


def _join_groups(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """Join دونوں صدور, امریکا اور روس کے صدور, روسی اور امریکی صدور into one person of value both, pair or leader."""
    found: list[Token] = []
    for token in tokens:
        start = None
        if token.key in lexicon.grammar.group and token.kind in {"word", "role", "person"}:
            start = _group_start(found, lexicon)
        if start is None:
            found.append(token)
        else:
            parts = [*found[start:], token]
            found[start:] = [_person(parts, _group_value(parts))]
    return [
        _person([token], "both") if token.key == "دونوں" and _stands_alone(found, place) else token
        for place, token in enumerate(found)
    ]


def _group_start(found: Sequence[Token], lexicon: Lexicon) -> int | None:
    """Return where the words begin that make the next word a group of two, or None."""
    link = lexicon.grammar.group_link
    start = len(found)
    while start and (found[start - 1].key in link or found[start - 1].kind in {"nation", "join"}):
        start -= 1
    while start < len(found) and found[start].key in link and found[start].key not in lexicon.grammar.two:
        start += 1
    parts = found[start:]
    nations = [token for token in parts if token.kind == "nation"]
    two = len(nations) > 1 or any(token.key in lexicon.grammar.two for token in parts)
    return start if two else None


def _group_value(parts: Sequence[Token]) -> str:
    sides = {token.value for token in parts if token.kind == "nation"}
    if not sides:
        return "both"
    return "pair" if sides == {"ru", "us"} else "leader"


def _stands_alone(tokens: Sequence[Token], place: int) -> bool:
    """Tell whether دونوں is the subject itself: دونوں نے, دونوں کے درمیان, ان دونوں میں."""
    if tokens[place].kind != "word":
        return False
    after = [token.key for token in tokens[place + 1 : place + 3]]
    if place and tokens[place - 1].kind == "person" and after and after[0] in {"نے", "کو", "سے"}:
        return False
    return bool(after) and (after[0] in {"نے", "میں", "کی", "کا"} or after[:2] in [["کے", "درمیان"], ["کے", "مابین"]])


def _join_envoys(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """Join a leader, a genitive and an envoy: ٹرمپ کے خصوصی ایلچی وٹکوف is the envoy."""
    found: list[Token] = []
    for token in tokens:
        owner = None
        if token.kind == "person" and token.value == "envoy" and token.detail == "role":
            owner = _owner(found, lexicon)
        if owner is None:
            found.append(token)
        else:
            found[owner:] = [_person([*found[owner:], token], "envoy", found[owner].value)]
    return found


def _owner(found: Sequence[Token], lexicon: Lexicon) -> int | None:
    """Return the index of the leader whose envoy the next token is."""
    place = len(found) - 1
    while place > 0 and found[place].kind == "word" and found[place].key not in lexicon.grammar.genitive:
        if len(found) - place >= OWNER_REACH:
            return None
        place -= 1
    owned = place > 0 and found[place].key in lexicon.grammar.genitive and found[place - 1].kind == "person"
    return place - 1 if owned else None


def _with_cases(tokens: Sequence[Token], lexicon: Lexicon) -> list[Token]:
    """Give every person its case, from right to left, so that persons joined by اور share the last one's."""
    found = list(tokens)
    for place in range(len(found) - 1, -1, -1):
        if found[place].kind == "person":
            found[place] = found[place]._replace(case=_case(found, place, lexicon))
    return found


def _case(tokens: Sequence[Token], place: int, lexicon: Lexicon) -> str:
    """Return the case of the person at `place` from what follows it."""
    grammar = lexicon.grammar
    step = place + 1
    while step < len(tokens) and tokens[step].kind == "quote":
        step += 1
    if step + 1 < len(tokens) and tokens[step].key == "دونوں" and tokens[step + 1].key in grammar.small:
        step += 1
    if step >= len(tokens):
        return "bare"
    token = tokens[step]
    if token.kind == "person":
        return token.case
    if token.key in grammar.joining or token.kind in {"join", "comma"}:
        return _joined_case(tokens, step, lexicon)
    after = [other.key for other in tokens[step + 1 : step + 3]] + ["", ""]
    if token.key in grammar.genitive:
        case = _genitive_case(token.key, after[0], after[1], lexicon)
        return "own" if case == "gen" and _owns(tokens, step, lexicon) else case
    if token.key == "سے" and after[0] in grammar.apart:
        return "aside"
    return "se" if token.key in grammar.with_glued else _CASE_OF.get(token.key, "bare")


def _owns(tokens: Sequence[Token], genitive: int, lexicon: Lexicon) -> bool:
    """Tell whether somebody or something of the person before a genitive takes part: ٹرمپ کی اہلیہ نے پوتن کو."""
    for place in range(genitive + 1, min(genitive + 1 + OWNED_WORDS, len(tokens) - 1)):
        token, after = tokens[place], tokens[place + 1]
        if token.kind != "word" or token.key in lexicon.grammar.small:
            return False
        if after.key in _TAKES_PART:
            return not token.key.endswith(_INFINITIVE)
        if after.key in lexicon.grammar.genitive:
            return place + 2 < len(tokens) and tokens[place + 2].kind == "person"
    return False


def _joined_case(tokens: Sequence[Token], link: int, lexicon: Lexicon) -> str:
    """Return the case of a person before اور or a comma: that of the person after it, where they are one part."""
    grammar = lexicon.grammar
    step = link + 1
    while step < len(tokens) and (
        tokens[step].key in grammar.own or tokens[step].key in grammar.genitive or tokens[step].kind in _LOOSE
    ):
        step += 1
    if step >= len(tokens) or tokens[step].kind != "person":
        return "bare"
    if tokens[link].kind != "comma" or tokens[step].case != "ne":
        return tokens[step].case
    # "A, B نے" are two only in a list that goes on with اور.
    after = tokens[step + 1 : step + 3]
    listed = len(after) > 1 and after[0].key in grammar.joining and after[1].kind in {"person", *_LOOSE}
    return tokens[step].case if listed else "bare"


def _genitive_case(key: str, after: str, beyond: str, lexicon: Lexicon) -> str:
    """Return the case that a postposition of two words makes, gen for a plain genitive."""
    if key == "کی" and after in {"جانب", "طرف"} and beyond == "سے":
        return "ne"
    if key != "کے":
        return "gen"
    if after == "نام" or (after == "حوالے" and beyond != "سے"):
        return "ko"
    grammar = lexicon.grammar
    cases = (("se", grammar.with_), ("between", grammar.between), ("source", grammar.source), ("aside", grammar.aside))
    return next((case for case, words in cases if after in words), "gen")
