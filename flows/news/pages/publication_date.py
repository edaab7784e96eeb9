"""When an article came out: every date that its page and its listing offer, and the one to believe.

Dates of updates, comments, other articles and the site's clock are not candidates. No date is better than a
wrong one: what lies ahead of when the page was seen is not believed, nor is what software writes where it has no date.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, islice
from typing import Any

from lxml import etree

from flows.news.pages.date_parsing import AHEAD, LONGEST_DATE, WrittenDate, readings, written_dates

META = (
    *("article:published_time", "og:article:published_time", "og:published_time", "article:published"),
    *("article:publish_date", "article_date_original", "published_time", "datepublished", "article.published"),
    *("publishdate", "publish-date", "publish_date", "pubdate", "pub_date", "publication_date", "publisheddate"),
    *("parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "cxenseparse:publishtime", "bt:pubdate"),
    *("rnews:datepublished", "citation_publication_date", "citation_date", "mediator_published_time"),
    *("dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date.created", "dcterms.date", "dc.date"),
    *("displaydate", "article.created", "date"),
)
"""Names of meta elements that hold the date of publication, best first."""

TRUST = ("jsonld", "meta", "feed", "byline", "url")
"""Sources of a date, the most trusted first; feed is the listing that led to the page."""

IN_JSONLD = ("datePublished", "dateCreated", "uploadDate")

STAMPS = ("datetime", "content", "title", "data-datetime", "data-date", "data-time", "data-timestamp", "data-published")
"""Attributes in which an element has its date for programs."""

AGREE = timedelta(hours=36)
"""How far two sources of one date lie apart at most: one may have the day only, another a wrong zone."""

LONG_BYLINE, SHORT_BYLINE = 160, 60
"""Characters from which an element called a date is none, and one between headline and text that is called nothing."""

MOST_ELEMENTS = 200
"""Elements called dates that are looked at; a page of a thousand comments has as many."""

_LABEL = 60
_DEPTH, _FEW = 5, 4
_DATED = re.compile(r"date|time|publish|posted|byline|meta|updat|modif", re.IGNORECASE)
_HOLD_DATES = frozenset({"time", "span", "div", "p", "li", "abbr", "h2", "td"})
_TIMES_AND_NAMES = etree.XPath(
    " | ".join(f"descendant-or-self::{at}" for at in ("time", "*/@class", "*/@itemprop", "*/@id"))
)
_UPDATED = re.compile(
    r"updat|modif|revis|edited|اپ\s?ڈیٹ|تازہ کاری|ترمیم|تجدید|نظر\s?ثانی|تحدیث|تعدیل|روز\s?رسانی", re.IGNORECASE
)
_PUBLISHED = re.compile(
    r"publish|posted|created|issued|pubdate|entry-date|شائع|اشاعت|نشر|انتشار|پوسٹ|تاریخ اجرا", re.IGNORECASE
)
_FOLLOWS = re.compile(r"\s*(?:کو|پر|میں|بجے|تک)(?!\w)")
_SEPARATORS = re.compile(r"[|،,()\[\]]")
_NUMBER = re.compile(r"\d\d")
_LETTERS = str.maketrans("يىك", "ییک")
_URL_DATE = re.compile(
    r"/(20\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_-]|$)|/([0-3]?\d-[A-Za-z]{3}-20\d\d)(?=[/_-]|$)"
)
_CLOCK = re.compile(
    r"(?:^|[\s_-])(?:clock|today|current|now|topbar|top-bar|ticker|masthead|site-header)(?:$|[\s_-])", re.IGNORECASE
)
_ELSEWHERE = re.compile(r"relat|sidebar|popular|trending|recommend|most-?read|latest|ticker|promo", re.IGNORECASE)
_COMMENTS = re.compile(
    r"(?:^|[\s_/-])(?:user-?)?(?:comment(?!ary)|disqus|reply|replies|respond(?!ing)|guestbook)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class DateClaim:
    """A date as one source gives it: `source` is jsonld, meta, feed, byline or url; `moments` are what it may mean."""

    source: str
    raw: str
    moments: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Publication:
    """The date that is believed, aware UTC, its source, the words there, and whether other sources dispute it."""

    moment: datetime
    source: str
    raw: str
    disputed: bool


def believed(claims: Iterable[DateClaim], seen: datetime | None) -> Publication | None:
    """Return the date to believe: the most trusted that another kind of source confirms, else the most trusted.

    What lies more than a day after `seen` (aware UTC) counts as unsaid.
    """
    possible = []
    for claim in sorted(claims, key=lambda claim: TRUST.index(claim.source)):
        moments = tuple(moment for moment in claim.moments if seen is None or moment <= seen + AHEAD)
        if moments:
            possible.append(DateClaim(claim.source, claim.raw[:LONGEST_DATE], moments))
    pairs = [(claim, moment) for claim in possible for moment in claim.moments]
    confirmed = [pair for pair in pairs if _is_confirmed(*pair, possible)]
    for claim, moment in (*confirmed, *pairs):
        disputed = not confirmed and any(abs(moment - other) > AGREE for _, other in pairs)
        return Publication(moment, claim.source, claim.raw, disputed)
    return None


def _is_confirmed(claim: DateClaim, moment: datetime, claims: Sequence[DateClaim]) -> bool:
    others = (one for one in claims if one.source != claim.source)
    return any(abs(moment - other) <= AGREE for one in others for other in one.moments)


def declared_dates(node: Mapping[str, Any], named: Mapping[str, str], url: str, zone: str) -> Iterator[DateClaim]:
    """Yield the dates that a page gives for programs: in its JSON-LD node, its meta elements and its address."""
    for raw in (str(node[key]) for key in IN_JSONLD if isinstance(node.get(key), (str, int))):
        yield DateClaim("jsonld", raw, readings(raw, zone))
    yield from (DateClaim("meta", named[key], readings(named[key], zone)) for key in META if key in named)
    if match := _URL_DATE.search(url):
        words = match[4] or "-".join(match.groups()[:3])
        yield DateClaim("url", words, readings(words, zone))


def byline_dates(tree: etree._Element, title: str | None, zone: str) -> Iterator[DateClaim]:
    """Yield the dates that a page shows its readers beside the article; this takes longer than all the others."""
    headings = [one for one in tree.iter("h1", "h2", "h3") if title and " ".join(_words(one).split()) == title]
    around = {step for heading in headings for step in (heading, *heading.iterancestors())}
    yield from list(_bylines(tree, around, zone)) or _below(tree, title, around, zone)


def published_in(words: str, zone: str) -> tuple[datetime, ...]:
    """Return what the date of publication in a byline may mean; () where it names none, or only when it was updated."""
    return _best_in(words, zone)[0]


def _best_in(words: str, zone: str) -> tuple[tuple[datetime, ...], str | None]:
    """Return the moments of the date that is called published, or of one called nothing, and what it is called."""
    if not _NUMBER.search(words):
        return (), _verdict(words)
    dates = list(written_dates(words, zone))
    found = [(one.moments, _verdict(*_around(words, dates, at))) for at, one in enumerate(dates) if one.moments]
    for wanted in ("published", None):
        if best := next((one for one in found if one[1] == wanted), None):
            return best
    return (), "updated" if found else _verdict(re.split(r"\d", words, maxsplit=1)[0])


def _around(words: str, dates: Sequence[WrittenDate], at: int) -> tuple[str, str]:
    """Return what stands before a date of a byline and after it, as far as it may speak of it.

    Urdu may say it after the date: "28 نومبر کو اپ ڈیٹ کیا گیا". Between two dates such words belong to the first.
    """
    before = words[dates[at - 1].end if at else 0 : dates[at].start]
    if at and _FOLLOWS.match(before):
        before = _SEPARATORS.split(before)[-1]
    is_last = at + 1 == len(dates)
    after = words[dates[at].end : None if is_last else dates[at + 1].start]
    if not (is_last or _FOLLOWS.match(after)):
        return before, ""
    return before, next(filter(str.strip, _SEPARATORS.split(after)), "")


def _verdict(before: str, after: str = "") -> str | None:
    """Return whether words beside a date call it that of publication or of an update; the nearest before it decide."""
    for text in (before[-_LABEL:], after[:_LABEL]):
        plain = text.translate(_LETTERS)
        places = {
            name: max((match.end() for match in pattern.finditer(plain)), default=-1)
            for name, pattern in (("published", _PUBLISHED), ("updated", _UPDATED))
        }
        if max(places.values()) >= 0:
            return max(places, key=places.__getitem__)
    return None


@dataclass(frozen=True, slots=True)
class _Byline:
    """A date in an element beside the article, and what is said of it."""

    element: etree._Element
    claim: DateClaim
    verdict: str | None


def _bylines(tree: etree._Element, around: set[etree._Element], zone: str) -> Iterator[DateClaim]:
    """Yield dates that stand beside the article: those called published, then the earliest of each block.

    An article is published before it is updated, in whichever order a page gives the two.
    """
    found = list(islice(_dated_elements(tree, around, zone), MOST_ELEMENTS))
    yield from (one.claim for one in found if one.verdict == "published")
    unnamed = [one for one in found if one.verdict is None]
    for _, block in groupby(unnamed, key=lambda one: _block_of(one.element)):
        yield from (one.claim for one in sorted(block, key=lambda one: one.claim.moments[0]))


def _block_of(element: etree._Element) -> etree._Element | None:
    """Return what a date and one beside it stand in, each perhaps in an element of its own."""
    above = element.getparent()
    return above if above is None or above.tag in {"article", "main", "body"} else above.getparent()


def _dated_elements(tree: etree._Element, around: set[etree._Element], zone: str) -> Iterator[_Byline]:
    for element in _called_dates(tree):
        marks = f"{element.get('class') or ''} {element.get('itemprop') or ''} {element.get('id') or ''}".lower()
        words = " ".join(_words(element).split())
        written, called = _best_in(words, zone) if len(words) < LONG_BYLINE else ((), None)
        stamp = next((value for name in STAMPS if (value := element.get(name)) and readings(value, zone)), None)
        if not (stamp or written) or _in_furniture(element) or _of_another(element, around):
            continue
        verdict = _first_of(_named(marks), called, _verdict(_before(element)))
        if stamp:
            source = "meta" if element.get("pubdate") is not None or "datepublished" in marks else "byline"
            yield _Byline(element, DateClaim(source, stamp, readings(stamp, zone)), verdict)
        if written:
            yield _Byline(element, DateClaim("byline", words, written), verdict)


def _called_dates(tree: etree._Element) -> Iterator[etree._Element]:
    """Yield the elements that by tag, class, itemprop or id may hold a date, in the order of the page.

    The names are asked for, not the elements: that takes a third of the time, for most are called nothing of the kind.
    """
    last, every = None, _TIMES_AND_NAMES(tree)
    found: list[Any] = every  # type: ignore[assignment]  # elements, and names that know their elements
    for one in found:
        if isinstance(one, str) and not _DATED.search(one):
            continue
        element = one.getparent() if isinstance(one, str) else one  # type: ignore[attr-defined]  # such a string has
        if element is not last and element.tag in _HOLD_DATES:
            yield element
        last = element


def _named(marks: str) -> str | None:
    """Return what an element's class, itemprop and id call its date; themes write "entry-date published updated"."""
    if "publish" in marks:
        return "published"
    return _verdict(marks) if not _UPDATED.search(marks) else "updated"


def _first_of(*verdicts: str | None) -> str | None:
    """Return "published" where an element's names, its words or those before it say so, else "updated", else None."""
    return next((one for one in ("published", "updated") if one in verdicts), None)


def _before(element: etree._Element) -> str:
    """Return the words between the date before an element, or the beginning of its block, and the element."""
    above, parts = element.getparent(), [""]
    for sibling in islice(element.itersiblings(preceding=True), _FEW):
        parts += (sibling.tail or "", _words(sibling) if isinstance(sibling.tag, str) else "")
        if re.search(r"\d", parts[-1] + parts[-2]):
            break
    else:
        parts.append((above.text or "") if above is not None else "")
    return re.split(r"\d", "".join(reversed(parts))[-LONGEST_DATE:])[-1]


def _below(tree: etree._Element, title: str | None, around: set[etree._Element], zone: str) -> Iterator[DateClaim]:
    """Yield what stands between the headline and the first paragraph and is a date, whatever it is called."""
    below = False
    for element in tree.iter("h1", "h2", "h3", "span", "div", "p", "li", "td", "small", "em", "b"):
        if not (below or element.tag in {"h1", "h2", "h3"}) or len(element) > _FEW:
            continue
        words = " ".join(_words(element).split())
        if below and element.tag == "p" and len(words) > LONG_BYLINE:
            return
        is_short = below and len(words) < SHORT_BYLINE and _NUMBER.search(words)
        moments = published_in(words, zone) if is_short else ()
        if moments and _verdict(_before(element)) != "updated" and not _of_another(element, around):
            yield DateClaim("byline", words, moments)
        below = below or words == title


def _words(element: etree._Element) -> str:
    return "".join(str(part) for part in element.itertext())


def _of_another(element: etree._Element, around: set[etree._Element]) -> bool:
    """Say whether a date belongs to a comment, or to a teaser: a small block with another article's linked headline.

    `around` is what the article's own heading stands in.
    """
    for depth, step in enumerate((element, *element.iterancestors())):
        names = f"{step.get('class') or ''} {step.get('id') or ''} {step.get('itemtype') or ''}"
        if step.tag in {"html", "body", "main"} or step in around:
            return False
        if _COMMENTS.search(names):
            return True
        if depth >= _DEPTH:
            continue
        if step.tag == "a" or _ELSEWHERE.search(names):
            return True
        if step.xpath(".//a[.//h2|.//h3|.//h4|.//h5]|.//h2[.//a]|.//h3[.//a]|.//h4[.//a]|.//h5[.//a]"):
            return True
    return False


def _in_furniture(element: etree._Element) -> bool:
    inside_article = False
    for step in (element, *element.iterancestors()):
        if step.tag in {"article", "main"}:
            inside_article = True
        if step.tag in {"nav", "aside", "footer"} or _CLOCK.search(f"{step.get('class') or ''} {step.get('id') or ''}"):
            return True
        if (
            step.tag == "header"
            and not inside_article
            and not any(up.tag in {"article", "main"} for up in step.iterancestors())
        ):
            return step.find(".//h1") is None
    return False
