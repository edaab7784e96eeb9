"""sources.yaml: the outlets, where each lists its articles, how to read them, and what is normal for it.

All mistakes are reported together, each with file, line and key, and the nearest name for one that does not exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails, PydanticCustomError

from flows.errors import RabitaError
from flows.news.article import DEFAULT_ZONE, ExtractionRules
from flows.news.time_span import Span
from flows.news.time_zone import Zone
from flows.news.web.canonical import absolute, host_of
from flows.news.web.public_addresses import is_public
from flows.news.yaml_text import YamlLines, YamlPath, compose_yaml, load_yaml


class SourcesError(RabitaError, ValueError):
    """sources.yaml has mistakes; `issues` are lines such as "file:line: what is wrong"."""

    def __init__(self, issues: Sequence[str]) -> None:
        super().__init__("\n".join(issues))
        self.issues = tuple(issues)


def _web(value: object) -> object:
    """Accept http and https URLs whose host name has a dot or is localhost."""
    text = str(value)
    host = host_of(text) if re.match(r"https?://", text, re.IGNORECASE) else None
    if host is None or re.search(r"\s", text):
        raise PydanticCustomError("web", "not an http or https URL: '{value}'", {"value": text})
    if "." not in host and host != "localhost" and not host.startswith("["):
        raise PydanticCustomError("web", "not a full host name in '{value}'", {"value": text})
    return absolute(text)


def _pattern(value: object) -> object:
    try:
        re.compile(str(value))
    except re.error as error:
        raise PydanticCustomError("pattern", "not a regular expression: {error}", {"error": str(error)}) from error
    return value


def _xpath(value: object) -> object:
    from lxml import etree

    try:
        etree.XPath(str(value))
    except etree.XPathError as error:
        raise PydanticCustomError("xpath", "not an XPath: '{value}'", {"value": value}) from error
    return value


def _selector(value: object) -> object:
    if str(value).startswith("/"):
        return _xpath(value)
    from lxml.cssselect import CSSSelector, SelectorError

    try:
        CSSSelector(str(value))
    except SelectorError as error:
        raise PydanticCustomError("selector", "not a CSS selector: '{value}'", {"value": value}) from error
    return value


Web = Annotated[str, BeforeValidator(_web)]
Pattern = Annotated[str, BeforeValidator(_pattern)]
XPath = Annotated[str, BeforeValidator(_xpath)]
Selector = Annotated[str, BeforeValidator(_selector)]


class _SourceModel(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)


class Section(_SourceModel):
    """A page of headlines; the links whose address matches the regular expression `links` are articles."""

    url: Web
    links: Pattern


class Expect(_SourceModel):
    """What is normal for an outlet: at least `items` links in each listing, and no longer `silence`.

    `length` is the usual number of characters of an article, and `removed` the largest share of lines that cleaning
    usually removes; both are None until they are measured.
    """

    items: int = Field(default=1, ge=0)
    silence: Span = timedelta(days=2)
    length: int | None = Field(default=None, ge=1)
    removed: float | None = Field(default=None, ge=0, le=1)


class Outlet(_SourceModel):
    """One outlet of sources.yaml, with the defaults.

    `delay` is the least number of seconds between two requests to a host, `budget` the most articles in one run.
    `timezone` applies to dates that name none. `verified` is the day on which `rabita sources check` last read it
    without problems. An outlet that is not `enabled` is read only if a command names it.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
    name: Annotated[str, Field(min_length=1)]
    homepage: Web
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    tier: Literal[1, 2, 3]
    feeds: tuple[Web, ...] = ()
    sitemaps: tuple[Web, ...] = ()
    sections: tuple[Section, ...] = ()
    timezone: Zone = DEFAULT_ZONE
    interval: Annotated[Span, Field(ge=timedelta(minutes=1), le=timedelta(days=7))] = timedelta(minutes=15)
    delay: Annotated[float, Field(ge=0, le=600)] = 2.0
    budget: Annotated[int, Field(ge=1, le=1000)] = 50
    body: tuple[XPath, ...] = ()
    remove: tuple[Selector, ...] = ()
    lines: tuple[str, ...] = ()
    expect: Expect = Expect()
    verified: Literal["never"] | date = "never"
    enabled: bool = True

    @model_validator(mode="after")
    def _has_a_listing(self) -> Outlet:
        if not (self.feeds or self.sitemaps or self.sections):
            raise PydanticCustomError("listing", "one of feeds, sitemaps or sections is expected")
        return self

    @property
    def rules(self) -> ExtractionRules:
        """How to extract and clean its pages."""
        return ExtractionRules(body=self.body, remove=self.remove, lines=self.lines, timezone=self.timezone)

    @property
    def addresses(self) -> tuple[str, ...]:
        """All its addresses, the homepage first."""
        return (self.homepage, *self.feeds, *self.sitemaps, *(section.url for section in self.sections))


class Sources(_SourceModel):
    """All outlets in the order of the file."""

    outlets: tuple[Outlet, ...]

    @property
    def enabled(self) -> tuple[Outlet, ...]:
        """The outlets that are not paused."""
        return tuple(one for one in self.outlets if one.enabled)

    def by_id(self, outlet: str) -> Outlet:
        """Return an outlet. Raises KeyError, with the nearest id in its message, if there is none."""
        for candidate in self.outlets:
            if candidate.id == outlet:
                return candidate
        raise KeyError(f"no outlet {outlet!r}{_nearest(outlet, [one.id for one in self.outlets])}")


DEFAULTS = frozenset({"timezone", "interval", "delay", "budget", "expect", "remove", "lines", "country", "tier"})
"""Keys that `defaults:` at the top of the file may set for all outlets."""


def load_sources(path: Path, *, allow_private: bool = False) -> Sources:
    """Read and check sources.yaml.

    Addresses on this machine or in a private network are mistakes unless `allow_private` (the demo and tests). Raises
    SourcesError with all mistakes, or if the file cannot be read.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise SourcesError([f"{path}: cannot be read: {error}"]) from error
    return parse_sources(text, str(path), allow_private=allow_private)


def parse_sources(text: str, name: str = "sources.yaml", *, allow_private: bool = False) -> Sources:
    """Do the same as `load_sources` for a text; `name` is the file in messages."""
    try:
        root = compose_yaml(text)
        data = load_yaml(text)
    except (yaml.YAMLError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        where = f"{name}:{mark.line + 1}" if mark else name
        raise SourcesError([f"{where}: not valid YAML: {getattr(error, 'problem', None) or error}"]) from error
    if not isinstance(data, dict) or root is None:
        raise SourcesError([f"{name}:1: a mapping with `outlets:` is expected"])
    lines = YamlLines(root)
    issues = [(line, f"the key {key!r} is given twice") for line, key in lines.twice]
    issues += _unknown(data, {"defaults", "outlets"}, lines, ())
    defaults = data.get("defaults") or {}
    issues += _unknown(defaults, DEFAULTS, lines, ("defaults",))
    blocks = data.get("outlets")
    if not isinstance(blocks, list) or not blocks:
        issues.append((lines.of(("outlets",)), "`outlets:` a list with at least one outlet is expected"))
        raise SourcesError([f"{name}:{line}: {what}" for line, what in sorted(set(issues))])
    shared = {key: value for key, value in defaults.items() if key in DEFAULTS} if isinstance(defaults, dict) else {}
    merged = [{**shared, **block} if isinstance(block, dict) else block for block in blocks]
    try:
        sources = Sources.model_validate({"outlets": merged})
    except ValidationError as error:
        issues += [_issue(item, lines, merged) for item in error.errors() if "date" not in item["loc"]]
        raise SourcesError([f"{name}:{line}: {what}" for line, what in sorted(set(issues))]) from error
    issues += _clashes(sources, lines)
    issues += [] if allow_private else _private(sources, lines)
    if issues:
        raise SourcesError([f"{name}:{line}: {what}" for line, what in sorted(set(issues))])
    return sources


def _nearest(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else f"; known are {', '.join(sorted(known))}"


def _unknown(
    block: object, known: Sequence[str] | frozenset[str] | set[str], lines: YamlLines, place: YamlPath
) -> list[tuple[int, str]]:
    if not isinstance(block, dict):
        return [(lines.of(place), f"{place[-1] if place else 'the file'}: a mapping is expected")]
    return [
        (lines.of((*place, str(key))), f"unknown key {str(key)!r}{_nearest(str(key), sorted(known))}")
        for key in block
        if key not in known
    ]


MODELS: dict[str, type[BaseModel]] = {"sections": Section, "expect": Expect}


def _issue(error: ErrorDetails, lines: YamlLines, blocks: Sequence[Any]) -> tuple[int, str]:
    """Return the line and the description of a mistake that pydantic found."""
    place = tuple(part for part in error["loc"] if part != "literal['never']")
    key = next((str(part) for part in reversed(place) if isinstance(part, str)), "outlets")
    block = blocks[place[1]] if len(place) > 1 and isinstance(place[1], int) and place[1] < len(blocks) else None
    owner = f"outlet {block['id']!r}: " if isinstance(block, dict) and "id" in block else ""
    if isinstance(block, dict) and len(place) > 2 and ("outlets", *place[1:3]) not in lines.known:  # noqa: PLR2004
        in_defaults: YamlPath = ("defaults", *place[2:])
        line = lines.of(in_defaults if in_defaults[:2] in lines.known else place)
    else:
        line = lines.of(place)
    if error["type"] == "extra_forbidden":
        model = next((MODELS[str(part)] for part in place[:-1] if part in MODELS), Outlet)
        return line, f"{owner}unknown key {key!r}{_nearest(key, sorted(model.model_fields))}"
    if error["type"] == "missing":
        return line, f"{owner}the key {key!r} is missing"
    if key == "verified":
        return line, f"{owner}verified: `never` or a day such as 2026-11-24 is expected"
    hint = "; put it in quotes" if isinstance(error["input"], bool) else ""
    return line, f"{owner}{key}: {error['msg']}{hint}"


def _everywhere(sources: Sources) -> Iterator[tuple[int, Outlet, YamlPath, str]]:
    """Yield (index of the outlet, outlet, place of the address, address)."""
    for index, outlet in enumerate(sources.outlets):
        yield index, outlet, ("outlets", index, "homepage"), outlet.homepage
        listings: tuple[tuple[str, tuple[str, ...]], ...] = (("feeds", outlet.feeds), ("sitemaps", outlet.sitemaps))
        for key, urls in (*listings, ("sections", tuple(section.url for section in outlet.sections))):
            for number, url in enumerate(urls):
                yield index, outlet, ("outlets", index, key, number), url


def _clashes(sources: Sources, lines: YamlLines) -> list[tuple[int, str]]:
    """Return ids and listings that are given twice."""
    issues: list[tuple[int, str]] = []
    ids: dict[str, int] = {}
    listings: dict[str, str] = {}
    for index, outlet in enumerate(sources.outlets):
        line = lines.of(("outlets", index, "id"))
        if outlet.id in ids:
            issues.append((line, f"the id {outlet.id!r} is already in line {ids[outlet.id]}"))
        ids.setdefault(outlet.id, line)
    for _, outlet, place, url in _everywhere(sources):
        if place[-1] == "homepage":
            continue
        if url in listings:
            issues.append((lines.of(place), f"outlet {outlet.id!r}: {url} is already a listing of {listings[url]!r}"))
        listings.setdefault(url, outlet.id)
    return issues


def _private(sources: Sources, lines: YamlLines) -> list[tuple[int, str]]:
    return [
        (lines.of(place), f"outlet {outlet.id!r}: {url} is a private address; RABITA_ALLOW_PRIVATE=1 permits it")
        for _, outlet, place, url in _everywhere(sources)
        if _is_private(host_of(url) or "")
    ]


def _is_private(host: str) -> bool:
    try:
        return not is_public(ip_address(host.strip("[]")))
    except ValueError:
        return host == "localhost" or host.endswith((".localhost", ".local", ".internal"))
