"""Every pattern of the packages that see outside text, and the texts that are worst for it.

A pattern is found wherever it stands: in a module's names and in what they hold, in what functions with a cache give
out, and in the calls of `re` in the code. What is worst for a pattern is made from its own parts: each thing that it
repeats, a long time, after what may stand before it and in front of what cannot follow.
"""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import random
import re
import re._constants as codes  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from types import ModuleType
from typing import Any

PACKAGES = ("flows.news", "flows.contacts", "flows.pipeline", "flows.alerts", "flows.llm_second_reader", "dashboards")
CALLS = frozenset({"compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"})
SCANS = frozenset({"search", "sub", "subn", "split", "findall", "finditer"})
TRY, WHOLE, WORST = 3_000, 1_000_000, 2
"""Letters with which the worst texts are looked for, letters of those that count, and how many those are."""

BOUNDS = {
    "flows.news.pages.date_parsing": 340, "flows.news.pages.date_parsing._DATE": 340,
    "flows.news.pages.date_parsing._TIME_AFTER": 340,
    "flows.news.pages.date_parsing._TIME_BEFORE": 40,
}  # fmt: skip
"""Patterns that are given so many letters at most: `instant` and `byline_date` cut what they read."""

KNOWN = frozenset({
    "flows.news.pages.clean._agencies", "flows.news.pages.boilerplate_rules.patterns", "flows.contacts.lexicon._any",
    "flows.contacts.lexicon._whole", "flows.contacts.resolve.same_event_phrases._patterns",
    "flows.news.outlets.sources._pattern", "flows.news.listings.sitemaps.read_section",
    "flows.news.listings.feeds._without", "flows.news.pages.date_parsing._written", "flows.alerts.wording._urdu_change",
    "dashboards.highlight._pattern", "dashboards.detection_reasons._patterns",
    "flows.llm_second_reader.prompt_article._pattern",
    "dashboards.charts", "dashboards.charts.ROOT", "dashboards.assets.style",
})  # fmt: skip
"""Places whose patterns are not asked here: those that are found where they are kept once made; those an operator
writes; one word of our own, or several, without anything that repeats; what is matched with our own page."""

PATIENCE = 8.0
"""Seconds of processor time for a megabyte: what is linear takes some hundredths, what is not takes hours."""


@dataclass(frozen=True)
class Found:
    """A pattern, its place, whether it searches, and the most characters that it gets (0 for any number)."""

    place: str
    pattern: re.Pattern[Any]
    scans: bool
    bound: int = 0


def modules() -> list[ModuleType]:
    """Import every module of the packages."""
    found = []
    for package in PACKAGES:
        top = importlib.import_module(package)
        names = [package, *(one.name for one in pkgutil.walk_packages(top.__path__, package + "."))]
        found += [importlib.import_module(name) for name in names if not name.endswith("notebook")]
    return found


def patterns(bounds: dict[str, int], known: frozenset[str]) -> list[Found]:
    """Return every pattern, once. Raises LookupError for a call of `re` with an unknown pattern that is not `known`."""
    found: dict[tuple[Any, int, bool], Found] = {}
    for module in modules():
        tree = ast.parse(inspect.getsource(module))
        for one in (*_called(module, tree, known), *_held(module, tree)):
            if one.place in known:
                continue
            bound = bounds.get(one.place, one.bound)
            key = (one.pattern.pattern, one.pattern.flags, one.scans)
            if key not in found or (found[key].bound and not bound):
                found[key] = Found(one.place, one.pattern, one.scans, bound)
    return list(found.values())


def _called(module: ModuleType, tree: ast.Module, known: frozenset[str]) -> Iterator[Found]:
    for function in (None, *(node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))):
        body = ast.walk(function) if function else (child for node in tree.body for child in _outside(node))
        for node in body:
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CALLS):
                continue
            if not (isinstance(node.func.value, ast.Name) and node.func.value.id == "re"):
                continue
            place = f"{module.__name__}.{function.name if function else ''}".rstrip(".")
            if place in known:
                continue
            takes = {"compile": 1, "search": 2, "match": 2, "fullmatch": 2, "findall": 2, "finditer": 2}
            at = takes.get(node.func.attr, len(node.args))
            named = [one.value for one in node.keywords if one.arg == "flags"]
            flags = [_valued(module, one, place) for one in (*node.args[at : at + 1], *named)]
            if isinstance(pattern := _valued(module, node.args[0], place), (str, bytes)):
                yield Found(place, re.compile(pattern, *flags), node.func.attr in SCANS)


def _outside(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.FunctionDef):
        return
    yield node
    for child in ast.iter_child_nodes(node):
        yield from _outside(child)


def _valued(module: ModuleType, node: ast.expr, place: str) -> Any:
    try:
        return eval(compile(ast.Expression(node), module.__name__, "eval"), vars(module))  # noqa: S307 our own code
    except NameError as error:
        raise LookupError(f"{place}: {ast.unparse(node)} depends on more than its module") from error


def _held(module: ModuleType, tree: ast.Module) -> Iterator[Found]:
    used: dict[str, set[str]] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            used.setdefault(node.value.id, set()).add(node.attr)
    seen: set[int] = set()
    for name, value in list(vars(module).items()):
        if getattr(value, "__module__", module.__name__) != module.__name__ and not isinstance(value, re.Pattern):
            continue
        given = value
        if hasattr(value, "cache_info"):
            if any(one.default is one.empty for one in inspect.signature(value).parameters.values()):
                continue
            given = value()
        scans = not used.get(name) or bool(used[name] & SCANS) or not isinstance(given, re.Pattern)
        for pattern, bound in _inside(given, seen):
            yield Found(f"{module.__name__}.{name}", pattern, scans, bound)


def _inside(value: Any, seen: set[int], bound: int = 0) -> Iterator[tuple[re.Pattern[Any], int]]:
    if isinstance(value, re.Pattern):
        yield value, bound
        return
    if id(value) in seen or isinstance(value, (str, bytes, int, float, type, ModuleType)):
        return
    seen.add(id(value))
    if is_dataclass(value):
        bound = getattr(value, "max", bound)
        parts: Any = [getattr(value, one.name) for one in fields(value)]
    elif isinstance(value, dict):
        parts = [*value.keys(), *value.values()]
    elif isinstance(value, (list, tuple, set, frozenset)):
        parts = list(value)
    else:
        return
    for part in parts:
        yield from _inside(part, seen, bound)


# ------------------------------------------------------------------------------------------- the worst texts


def worst(pattern: re.Pattern[Any], dice: random.Random) -> list[tuple[str, str, str]]:
    """Return texts as (beginning, what is repeated, end)."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~(re.DEBUG))
    found: dict[tuple[str, str, str], None] = {}
    wholes = [_sample(tree, dice) for _ in range(4)]
    ends = ("", "\x00")
    for before, body in _repeats(tree, "", dice):
        for _ in range(2):
            pump = _sample(body, dice)
            if not pump:
                continue
            for end in ends:
                found[before, pump, end] = None
            found["", before + pump, ""] = None
            found["", before + pump * 70, ""] = None
    letters = dict.fromkeys("".join(wholes))
    for letter in (*letters, "\n", " ", "a", "1", "ا", ".", "\r\n"):
        found["", letter, "\x00"] = None
    for whole in wholes:
        for cut in range(1, min(len(whole), 12) + 1):
            found["", whole[:cut], "\x00"] = None
        found["", whole, ""] = None
        found["", whole[:-1], ""] = None
    return [one for one in found if one[1]]


def _repeats(tree: Any, before: str, dice: random.Random) -> Iterator[tuple[str, Any]]:
    """Yield what may stand before each part that is repeated without end, and that part."""
    for op, argument in tree:
        if op in {codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT}:
            _, most, body = argument
            if most is codes.MAXREPEAT or most > 8:
                yield before, body
            yield from _repeats(body, before, dice)
        elif op is codes.SUBPATTERN:
            yield from _repeats(argument[3], before, dice)
        elif op is codes.ATOMIC_GROUP:
            yield from _repeats(argument, before, dice)
        elif op is codes.BRANCH:
            for branch in argument[1]:
                yield from _repeats(branch, before, dice)
        elif op in {codes.ASSERT, codes.ASSERT_NOT}:
            yield from _repeats(argument[1], before, dice)
        before += _one(op, argument, dice)


def _sample(tree: Any, dice: random.Random) -> str:
    return "".join(_one(op, argument, dice) for op, argument in tree)


CATEGORIES = {
    codes.CATEGORY_DIGIT: "17", codes.CATEGORY_NOT_DIGIT: "a .", codes.CATEGORY_SPACE: " \n",
    codes.CATEGORY_NOT_SPACE: "a1.", codes.CATEGORY_WORD: "a1_", codes.CATEGORY_NOT_WORD: " .-",
}  # fmt: skip


def _one(op: Any, argument: Any, dice: random.Random) -> str:  # noqa: C901, PLR0911 a kind a line
    match op:
        case codes.LITERAL:
            return chr(argument)
        case codes.NOT_LITERAL:
            return "a" if argument != ord("a") else "b"
        case codes.ANY:
            return dice.choice("a .1")
        case codes.CATEGORY:
            return dice.choice(CATEGORIES[argument])
        case codes.IN:
            return _member(argument, dice)
        case codes.BRANCH:
            return _sample(dice.choice(argument[1]), dice)
        case codes.SUBPATTERN:
            return _sample(argument[3], dice)
        case codes.ATOMIC_GROUP:
            return _sample(argument, dice)
        case codes.MAX_REPEAT | codes.MIN_REPEAT | codes.POSSESSIVE_REPEAT:
            least, most, body = argument
            times = dice.choice((least, least, min(int(most), max(least, 1)), min(int(most), least + 2)))
            return "".join(_sample(body, dice) for _ in range(min(times, 40)))
        case codes.ASSERT:
            return _sample(argument[1], dice) if argument[0] < 0 and dice.random() < 0.5 else ""
        case _:
            return ""


def _member(items: Any, dice: random.Random) -> str:
    if items[0][0] is codes.NEGATE:
        taken = {one[1] for one in items[1:] if one[0] is codes.LITERAL}
        return dice.choice([letter for letter in "a 1.ا<-x" if ord(letter) not in taken] or ["§"])
    op, argument = dice.choice(items)
    return chr(dice.choice(argument)) if op is codes.RANGE else _one(op, argument, dice)


def text_of(found: Found, parts: tuple[str, str, str], length: int) -> Any:
    """Return a text of `length` letters, or as many as the pattern is given, as its kind is: text or bytes."""
    before, pump, end = parts
    length = min(length, found.bound) if found.bound else length
    text = before + pump * max(1, (length - len(before) - len(end)) // len(pump)) + end
    return text.encode("utf-8", "replace") if isinstance(found.pattern.pattern, bytes) else text


def ask(found: Found, text: Any) -> None:
    """Let a pattern look at the whole of a text."""
    if found.scans:
        for _ in found.pattern.finditer(text):
            pass
    else:
        found.pattern.match(text)
        found.pattern.fullmatch(text)


class TooSlowError(Exception):
    """A pattern did not end within its time."""


@contextmanager
def limited(seconds: float) -> Iterator[None]:
    """Raise TooSlowError after so many seconds of processor time."""

    def end(_number: int, _frame: object) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGPROF, end)
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def slow(found: Found, dice: random.Random) -> str | None:
    """Return what a pattern is slow at, or None: the worst texts of some thousand letters are asked a megabyte of."""
    times: list[tuple[float, tuple[str, str, str]]] = []
    for parts in worst(found.pattern, dice):
        begun = time.process_time()
        try:
            with limited(PATIENCE):
                ask(found, text_of(found, parts, TRY))
        except TooSlowError:
            return f"{found.place}: {parts!r} {TRY} letters: {found.pattern.pattern!r}"
        times.append((time.process_time() - begun, parts))
    for _, parts in sorted(times, reverse=True)[:WORST]:
        try:
            with limited(PATIENCE):
                ask(found, text_of(found, parts, WHOLE))
        except TooSlowError:
            return f"{found.place}: {parts!r} {WHOLE} letters: {found.pattern.pattern[:300]!r}"
    return None


def main() -> None:
    """Print what is slow, and at last how many patterns were asked."""
    every = patterns(BOUNDS, KNOWN)
    for one in every:
        if why := slow(one, random.Random(1)):  # noqa: S311 texts that repeat
            print(why, flush=True)  # noqa: T201 it is read by the test
    print(len(every))  # noqa: T201


if __name__ == "__main__":
    main()
