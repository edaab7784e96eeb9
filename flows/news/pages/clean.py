"""The line filter: what is left of a page's text when captions, widgets, teasers, slogans and doubled lines are gone.

Phrases are data (boilerplate/*.yaml); this module holds what phrases cannot say: where a line stands, and beside what.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, lru_cache
from itertools import pairwise

from flows.news.article import Article, ExtractionRules, Page, Removed, hash_id
from flows.news.pages.boilerplate_rules import LONGEST_LINE, Rule, boilerplate, by, key_of, kind_of, patterns, rulebook
from flows.news.pages.date_parsing import effective_date
from flows.news.pages.extract import Draft
from flows.news.pages.language import language
from flows.news.pages.publication_date import DateClaim, believed, published_in
from flows.news.pages.related_articles import NO_OTHERS, OtherArticles, others_in
from flows.news.urdu import fold, match_key, tidy

HEADLINE = 160
"""Characters; a longer line is no headline."""
TEASERS = 12
"""Headlines that one "also read" takes with it at most."""
FOREIGN = 0.3
"""Share of its words that a line has to have in common with the article around it to belong there."""
PASSES = 50
"""Rounds of removing; real texts take two or three, a hostile one could ask for thousands."""
SPAN = 14
"""Lines that one skip link may jump over."""

_SENTENCE_END = re.compile(r"[۔.!…][\"'”’‘»)\]\s]*$")
_ARABIC = re.compile(r"[\u0620-\u06d3\u0750-\u077f]")
_WORDLESS = re.compile(r"[\W_]*")
_WORD = re.compile(r"\w+")
_OWN = re.compile(r"[؟?:][\"'”’‘»)\]\s]*$|^[\"'“”’‘«][^\"'“”’‘«»]*[\"'“”’‘»]$")
_DATELINE = re.compile(r"[^۔.]{2,40}(?:\([^()]{2,40}\)|[:–—-])\s*")
_TITLE_LENGTH = 250
_LATIN_LENGTH = 60
_LATIN_WORDS = 8


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A title and a text, a paragraph a line, and what was taken out, in order, each piece with its rule."""

    title: str
    text: str
    removed: tuple[Removed, ...] = ()


@dataclass(frozen=True, slots=True)
class _Scope:
    """What holds for one text beyond the general rules."""

    own: Rule | None
    learnt: frozenset[str]
    urdu: bool


def clean(  # noqa: PLR0913 a title, a text and what is known of them
    title: str | None,
    text: str,
    *,
    lang: str = "ur",
    rules: ExtractionRules | None = None,
    learnt: frozenset[str] = frozenset(),
    others: OtherArticles = NO_OTHERS,
) -> Cleaned:
    """Remove from a title and a text what is no part of the article; twice is the same as once.

    Without a title the first line that remains becomes it, if others follow. `lang` ur also removes short lines in
    Latin letters. `rules.lines` are the outlet's own patterns, `learnt` the match keys of lines that so many of its
    articles carry that they can be nothing else (queries/learnt_boilerplate.sql), `others` its other articles.
    """
    own = patterns("outlet", "line", LONGEST_LINE, rules.lines) if rules and rules.lines else None
    scope = _Scope(own, learnt, lang == "ur")
    heading = _undouble(_title(" ".join(tidy(title or "").split())))
    if heading and kind_of(heading, own):
        heading = ""
    removed: list[Removed] = []
    lines = _split(tidy(text), removed)
    foreign = others_in(lines, heading, others)
    removed += [Removed(lines[at], "other article") for at in sorted(foreign)]
    lines = [line for at, line in enumerate(lines) if at not in foreign]
    while True:
        lines = _settle(lines, heading, removed, scope)
        if heading or not lines:
            break
        heading, lines = _promote(lines)
    return Cleaned(heading, "\n".join(lines), tuple(removed))


def article(
    page: Page,
    draft: Draft,
    rules: ExtractionRules | None = None,
    learnt: frozenset[str] = frozenset(),
    others: OtherArticles = NO_OTHERS,
) -> Article:
    """Return the article of a page: cleaned, its language known, its ids and its effective date set.

    `page.fetched_at` counts as first seen. A text that is nothing but boilerplate gives an article with an empty text,
    which the caller refuses; so it does with languages other than Urdu.
    """
    lang = language(f"{draft.title}\n{draft.text}")
    cleaned = clean(draft.title, draft.text, lang=lang, rules=rules, learnt=learnt, others=others)
    url, key = draft.url or page.url, match_key(cleaned.text or cleaned.title)
    dated = _dated(draft, cleaned, (rules or ExtractionRules()).timezone, page.fetched_at)
    return Article(
        id=hash_id(url, key),
        outlet=draft.outlet or page.outlet,
        url=url,
        title=cleaned.title,
        text=cleaned.text,
        published=effective_date(dated.published, page.fetched_at),
        published_source=dated.published_source,
        first_seen=page.fetched_at,
        lang=lang,
        content=hash_id(key),
        extracted_by=draft.extracted_by,
        author=draft.author,
        agency=agency(cleaned.text, draft.author) or _credited(cleaned),
        published_raw=dated.published_raw,
        removed=cleaned.removed,
    )


def agency(text: str, author: str | None = None) -> str | None:
    """Return the news agency that the dateline, the last line or the author field credits, or None."""
    lines = text.splitlines() or [""]
    places = (lines[0][:120], lines[-1][-60:] if len(lines[-1]) < HEADLINE else "", author or "")
    for place in places:
        found = _agencies().search(f" {fold(place).lower()} ")
        if found and found.lastgroup:
            return found.lastgroup
    return None


def _credited(cleaned: Cleaned) -> str | None:
    """Return the agency of a line that was nothing but its name, and so is no longer in the text."""
    lines = (piece.text for piece in cleaned.removed if piece.rule == "agency")
    return next(filter(None, map(agency, lines)), None)


def compile_patterns() -> None:
    """Compile the patterns of all rules now, rather than with the first article."""
    rulebook()
    _agencies()


@cache
def _agencies() -> re.Pattern[str]:
    entries = boilerplate("agencies.yaml")
    names = "|".join(f"(?P<{name}>{fold(pattern)})" for name, pattern in entries.items())
    begins = "|".join({pattern[: pattern.index("]") + 1] for pattern in entries.values()})
    return re.compile(f"(?={begins})(?:{names})")  # twenty names are tried only where one may begin


def _dated(draft: Draft, cleaned: Cleaned, timezone: str, seen: datetime) -> Draft:
    """Fall back to a line of the text that was nothing but a date, where neither page nor feed gave one."""
    if draft.published is not None:
        return draft
    for piece in cleaned.removed:
        moments = published_in(piece.text, timezone) if piece.rule == "date-line" else ()
        if found := believed([DateClaim("byline", piece.text, moments)], seen):
            return replace(draft, published=found.moment, published_source=found.source, published_raw=found.raw)
    return draft


def _title(title: str) -> str:
    """Take the outlet's name off the end of a title."""
    for rule in by("title"):
        folded = fold(title)
        if (match := rule.pattern.search(folded)) and match.start() > 0:
            title = title[: folded.original(*match.span())[0]].strip()
    return title


def _undouble(line: str) -> str:
    """Return a line that says the same thing twice as saying it once."""
    half = len(line) // 2
    if half > 20 and _ARABIC.search(line) and line[:half].strip() == line[half:].strip():  # noqa: PLR2004 - shorter ones may be meant
        return line[:half].strip()
    return line


def _split(text: str, removed: list[Removed]) -> list[str]:
    """Cut a text into lines without white space around them and without what stands inside them and does not belong."""
    lines = []
    for raw in text.splitlines():
        line = _take_out(" ".join(raw.split()), removed)
        if (once := _undouble(line)) != line:
            removed.append(Removed(once, "doubled"))
        if once:
            lines.append(once)
    return lines


def _take_out(line: str, removed: list[Removed]) -> str:
    """Remove what inline rules find; what goes may bring together what they find next."""
    folded = fold(line)
    for rule in by("inline"):
        while rule.concerns(line) and (match := rule.pattern.search(folded)):
            start, end = folded.original(*match.span())
            removed.append(Removed(line[start:end].strip(), rule.name))
            line = " ".join(f"{line[:start]} {line[end:]}".split())
            folded = fold(line)
    return line


def _promote(lines: list[str]) -> tuple[str, list[str]]:
    """Make the first line the title; where there is only one, or it is a paragraph, its first sentence names it."""
    first = lines[0]
    if len(lines) > 1 and len(first) <= _TITLE_LENGTH:
        return _undouble(_title(first)), lines[1:]
    sentence = re.split(r"(?<=[۔؟!])\s", first, maxsplit=1)[0]
    named = sentence if len(sentence) <= _TITLE_LENGTH else sentence[:_TITLE_LENGTH].rsplit(" ", 1)[0]
    return _undouble(_title(named)), lines


def _settle(lines: list[str], heading: str, removed: list[Removed], scope: _Scope) -> list[str]:
    """Remove lines until no rule finds one any more: what goes may leave what it stood for without its surroundings."""
    for _ in range(PASSES):
        verdicts = _judge(lines, heading, scope)
        if not any(verdicts):
            break
        removed += [Removed(line, why) for line, why in zip(lines, verdicts, strict=True) if why]
        lines = [line for line, why in zip(lines, verdicts, strict=True) if not why]
    return lines


def _judge(lines: list[str], heading: str, scope: _Scope) -> list[str | None]:
    """Return for every line the rule that removes it, or None."""
    kinds = [kind_of(line, scope.own) for line in lines]
    verdicts: list[str | None] = [
        kind.name if kind else _bare(line, scope) for kind, line in zip(kinds, lines, strict=True)
    ]
    flowing = _flows(lines)
    for at, kind in enumerate(kinds):
        if kind is None:
            continue
        if kind.how == "label":
            _mark(verdicts, kind.name, _value(lines, verdicts, at))
        elif kind.how == "heading" and flowing:
            _mark(verdicts, kind.name, _teasers(lines, verdicts, at))
        elif kind.how == "span" and kind.until:
            _mark(verdicts, kind.name, _span(lines, kind.until, at))
    _mark_alternatives(lines, verdicts, kinds)
    _mark_doubles(lines, verdicts, heading)
    if flowing and scope.urdu:
        _mark_foreign(lines, verdicts, heading)
    return verdicts


def _mark(verdicts: list[str | None], why: str, places: Iterable[int]) -> None:
    for place in places:
        verdicts[place] = verdicts[place] or why


def _bare(line: str, scope: _Scope) -> str | None:
    """Return why a line that no pattern names goes: learnt, a ruler, or a short Latin fragment in an Urdu text."""
    if len(line) > LONGEST_LINE:
        return None
    if scope.learnt and match_key(line) in scope.learnt:
        return "learnt"
    if _WORDLESS.fullmatch(line):
        return "wordless"
    if scope.urdu and len(line) <= _LATIN_LENGTH and not _ARABIC.search(line) and len(line.split()) <= _LATIN_WORDS:
        whole = _sentence(line) and len(line.split()) > 3  # noqa: PLR2004 - a quotation, not a scrap
        return "latin" if re.search(r"[a-zA-Z]", line) and not whole else None
    return None


def _sentence(line: str) -> bool:
    return bool(_SENTENCE_END.search(line))


def _flows(lines: list[str]) -> bool:
    """Say whether this text ends its paragraphs with full stops, so that a line without one is no paragraph."""
    long = [line for line in lines if len(line) > 100]  # noqa: PLR2004 - longer than most headlines
    return len(long) > 1 and sum(map(_sentence, long)) > 0.7 * len(long)


def _value(lines: list[str], verdicts: list[str | None], at: int) -> Iterable[int]:
    after = at + 1
    if after < len(lines) and not verdicts[after] and (len(lines[after]) <= HEADLINE and not _sentence(lines[after])):
        return (after,)
    return ()


def _teasers(lines: list[str], verdicts: list[str | None], at: int) -> Iterable[int]:
    """Return the headlines under an "also read"; the first sentence ends them, and so does the end of the text."""
    found = []
    for place in range(at + 1, min(at + 1 + TEASERS, len(lines))):
        if verdicts[place]:
            continue
        if len(lines[place]) > HEADLINE or _sentence(lines[place]):
            break
        found.append(place)
    return found


def _span(lines: list[str], until: re.Pattern[str], at: int) -> Iterable[int]:
    for place in range(at + 1, min(at + SPAN, len(lines))):
        if len(lines[place]) > LONGEST_LINE:
            break
        if until.fullmatch(key_of(lines[place])):
            return range(at + 1, place)
    return ()


def _mark_alternatives(lines: list[str], verdicts: list[str | None], kinds: list[Rule | None]) -> None:
    """Mark the text that stands for a picture: a line whose words come again in the caption after its credit."""
    for at, line in enumerate(lines):
        if verdicts[at] or len(line) > HEADLINE or _sentence(line):
            continue
        place, caption = at + 1, ""
        while place < len(lines) and (kind := kinds[place]) and kind.name.startswith("credit"):
            caption += " " + fold(lines[place])
            place += 1
        # A label is glued to its caption, so words are looked for anywhere.
        if caption and all(word in caption for word in fold(line).split()):
            verdicts[at] = "picture"


def _mark_doubles(lines: list[str], verdicts: list[str | None], heading: str) -> None:
    """Mark the headline where it comes again, a line that stood before, and a dateline that the next line repeats."""
    title = match_key(heading)
    seen: set[str] = set()
    left = sum(not why for why in verdicts)
    keys = [
        _key(line) if not why and len(line) <= LONGEST_LINE else "" for line, why in zip(lines, verdicts, strict=True)
    ]
    for at, key in enumerate(keys):
        if not key or left == 1:
            continue
        if key == title:
            verdicts[at] = "headline"
        elif key in seen and len(key) > 40:  # noqa: PLR2004 - shorter ones may be meant
            verdicts[at] = "doubled"
        left -= bool(verdicts[at])
        seen.add(key)
    rest = [at for at, why in enumerate(verdicts) if not why]
    for at, after in pairwise(rest):
        if keys[at] and _DATELINE.fullmatch(lines[at]) and lines[after].startswith(lines[at]):
            verdicts[at] = "dateline"


def _mark_foreign(lines: list[str], verdicts: list[str | None], heading: str) -> None:
    """Mark headlines of other articles: alone between two paragraphs or after the last, with hardly a word in common.

    Of real headlines put between the paragraphs of another article, 85 % share less than 30 % of their words with it;
    of the lines of 414 real articles that stand so and belong there, none, questions aside. What stands in quotation
    marks as a whole is a quotation out of it.
    """
    rest = [at for at, why in enumerate(verdicts) if not why]
    if len(rest) < 5:  # noqa: PLR2004 - too little to know what the article speaks of
        return
    words = [_content(lines[at]) for at in rest]
    paragraphs = [len(lines[at]) > 80 and _sentence(lines[at]) for at in rest]  # noqa: PLR2004 - longer than most headlines
    last = max((place for place, is_paragraph in enumerate(paragraphs) if is_paragraph), default=len(rest))
    spread = Counter(word for line in words[: last + 1] for word in line)
    spread.update(_content(heading))
    for place in range(1, len(rest)):
        line = lines[rest[place]]
        if len(line) > HEADLINE or _sentence(line) or len(words[place]) < 3 or _OWN.search(line):  # noqa: PLR2004
            continue
        if place < last and not (paragraphs[place - 1] and paragraphs[place + 1]):
            continue
        common = sum(spread[word] > (place < last) for word in words[place])
        if common < FOREIGN * len(words[place]):
            verdicts[rest[place]] = "foreign headline"


_key = lru_cache(maxsize=512)(match_key)  # as with what follows: lines are judged until none goes any more


@lru_cache(maxsize=512)
def _content(line: str) -> frozenset[str]:
    """Return the stems, cut to five letters, of the words of a line that carry its subject."""
    return frozenset(word[:5] for word in _WORD.findall(fold(line)) if len(word) > 3)  # noqa: PLR2004
