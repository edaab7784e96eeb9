"""What a page says about itself: title, author, date and its source, agency, language, and the body in its JSON-LD."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from lxml import etree

from flows.news.article import DEFAULT_ZONE
from flows.news.pages.dates import LONGEST_DATE, byline_date, instant

_ARTICLE_TYPES = """
    Article NewsArticle ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle BackgroundNewsArticle
    ReviewNewsArticle BlogPosting LiveBlogPosting SocialMediaPosting Report TechArticle
"""
ARTICLE_TYPES = frozenset(_ARTICLE_TYPES.split())
"""The schema.org types whose fields describe the article itself, not the site or a video beside it."""

COLLECTION_TYPES = frozenset({"CollectionPage", "SearchResultsPage"})
"""The schema.org types of pages that list others."""

DATE_PROPERTIES = (
    "article:published_time",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "article.published",
    "publishdate",
    "publish-date",
    "pubdate",
    "parsely-pub-date",
    "sailthru.date",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "date",
)
"""Names of meta elements that hold the date of publication, best first."""

LONG_BYLINE, SHORT_BYLINE = 160, 60
"""Characters from which an element called a date is none, and one between headline and text that is called nothing."""

MOST_NAMES, LONGEST_NAME = 10, 200
"""Authors of one article, and characters of each."""

LONGEST_TITLE = 400
"""Characters of a title that are looked at."""

LONGEST_HEADING = 1_000
"""Characters of a heading that are stored as the title."""

LONG_TITLE, SHORT_TITLE = 30, 15
"""Characters from which a title that was cut, and a heading inside a title, can be no accident."""

_URL_DATE = re.compile(r"/(20\d\d)[/-]?(0[1-9]|1[0-2])[/-]?(0[1-9]|[12]\d|3[01])(?=[/_-]|$)")
_CLOCK = re.compile(
    r"(?:^|[\s_-])(?:clock|today|current|now|topbar|top-bar|ticker|masthead|site-header)(?:$|[\s_-])", re.IGNORECASE
)
_ELSEWHERE = re.compile(
    r"relat|sidebar|comment|popular|trending|recommend|most-?read|latest|ticker|promo", re.IGNORECASE
)
_DEPTH, _FEW = 5, 4
_SEPARATOR = re.compile(r"\s(?:\||–|—|-|»|«|::|•|·)\s|\s?[|»«]\s?|:\s")
"""What parts a title from a site's name; white space is single by then."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a page says about itself, every field None where it says nothing.

    `published` is aware UTC and `published_source` jsonld, meta, byline, url or none; `published_raw` keeps the page's
    words. `body` is the article text out of JSON-LD, its paragraphs parted by newlines. `is_article` and
    `is_collection` are what the page says it is.
    """

    title: str | None = None
    author: str | None = None
    published: datetime | None = None
    published_source: str = "none"
    published_raw: str | None = None
    lang: str | None = None
    body: str | None = None
    site: str | None = None
    is_article: bool = False
    is_collection: bool = False


def metadata(tree: etree._Element, url: str, timezone: str = DEFAULT_ZONE) -> Metadata:
    """Read title, author, date, language and JSON-LD body of a parsed page.

    A date without a zone is taken as local time of `timezone`. The order of trust for dates is JSON-LD, meta elements,
    the byline beside the text, the address; the feed's date, which stands between meta and byline, is the caller's.
    """
    named = _meta(tree)
    nodes = list(_structured(tree))
    articles = [node for node in nodes if ARTICLE_TYPES.intersection(_types(node))]
    node = max(articles, key=_richness, default={})
    site = _text(named.get("og:site_name")) or _name(node.get("publisher"))
    found = Metadata(
        title=_title(tree, _text(node.get("headline")), _text(named.get("og:title")), site),
        author=_author(node, named, site),
        lang=_text(node.get("inLanguage")) or tree.get("lang") or None,
        body=_body(node),
        site=site,
        is_article=_is_article(articles, named, tree, site),
        is_collection=any(COLLECTION_TYPES.intersection(_types(node)) for node in nodes),
    )
    for source, raw in _dates(tree, node, named, url, found.title):
        moment = instant(raw, timezone)
        if moment:
            return replace(found, published=moment, published_source=source, published_raw=raw[:LONGEST_DATE])
    return found


def _is_article(articles: list[dict[str, Any]], named: dict[str, str], tree: etree._Element, site: str | None) -> bool:
    """Say whether a page calls itself an article: in its type or a date, or in a node with its own headline."""
    if (named.get("og:type") or "").lower() == "article" or "article:published_time" in named:
        return True
    if next(tree.iterfind(".//*[@itemprop='articleBody']"), None) is not None:
        return True
    own = _title(tree, None, _text(named.get("og:title")), site)
    return any(own and _text(node.get("headline")) == own for node in articles)


def _meta(tree: etree._Element) -> dict[str, str]:
    """Map the lower-case name of every meta element to its content; the first one counts."""
    named: dict[str, str] = {}
    for element in tree.iter("meta"):
        key = element.get("property") or element.get("name") or element.get("itemprop")
        if key and element.get("content"):
            named.setdefault(key.strip().lower(), element.get("content") or "")
    return named


def _structured(tree: etree._Element) -> Iterator[dict[str, Any]]:
    """Yield the schema.org nodes of the page."""
    for script in tree.iter("script"):
        if "ld+json" not in (script.get("type") or ""):
            continue
        raw = re.sub(r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*$", "", script.text or "")
        try:
            found = json.loads(raw, strict=False)
        except (ValueError, RecursionError):
            continue
        yield from _nodes(found)


def _nodes(value: object, depth: int = 4) -> Iterator[dict[str, Any]]:
    if isinstance(value, list) and depth:
        for item in value:
            yield from _nodes(item, depth - 1)
    elif isinstance(value, dict):
        yield value
        if depth:
            for key in ("@graph", "mainEntity", "mainEntityOfPage"):
                yield from _nodes(value.get(key), depth - 1)


def _types(node: dict[str, Any]) -> list[str]:
    kind = node.get("@type")
    return [item.rsplit("/", 1)[-1] for item in (kind if isinstance(kind, list) else [kind]) if isinstance(item, str)]


def _richness(node: dict[str, Any]) -> int:
    return sum(bool(node.get(key)) for key in ("headline", "datePublished", "articleBody", "author"))


def _text(value: object) -> str | None:
    """Return a string field with entities and white space put right, or None."""
    if isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, str):
        return None
    return " ".join(html.unescape(html.unescape(value)).split()) or None


def _name(value: object) -> str | None:
    """Return a name, or the first names of a list, whether they are text or objects that have one."""
    found = []
    for one in value[:MOST_NAMES] if isinstance(value, list) else [value]:
        name = _text(one.get("name") if isinstance(one, dict) else one)
        found += [name[:LONGEST_NAME]] if name else []
    return "، ".join(dict.fromkeys(found)) or None


def _author(node: dict[str, Any], named: dict[str, str], site: str | None) -> str | None:
    """Return who wrote it; the outlet's own name, an address and an account called admin are nobody."""
    for name in (_name(node.get("author")), _text(named.get("author")), _text(named.get("article:author"))):
        if (
            name
            and name != site
            and "://" not in name
            and "@" not in name
            and name.lower() not in {"admin", "editor", "web desk"}
        ):
            return name
    return None


def _body(node: dict[str, Any]) -> str | None:
    """Return the articleBody of a node, or the updates of a live blog, without markup."""
    parts = [node.get("articleBody")]
    updates = node.get("liveBlogUpdate")
    for update in updates if isinstance(updates, list) else ():
        if isinstance(update, dict):
            parts += (update.get("headline"), update.get("articleBody"))
    text = "\n".join(part for part in parts if isinstance(part, str))
    text = re.sub(r"(?i)<\s{0,9}(?:br|/p|/div|/li|/h\d)\b[^<>]*>", "\n", html.unescape(text))
    lines = (" ".join(html.unescape(re.sub(r"<[^<>]+>", " ", line)).split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line) or None


def _title(tree: etree._Element, headline: str | None, shared: str | None, site: str | None) -> str | None:
    """Choose the headline: the first heading where the page's other titles confirm it, else those, without the site."""
    head = tree.find(".//head/title")
    window = _text(_words(head)) if head is not None else None
    claims = [claim[:LONGEST_TITLE] for claim in (headline, shared, window) if claim]
    for heading in tree.iter("h1", "h2", "h3"):
        text = _text(_words(heading))
        if text and any(_holds(claim, text) for claim in claims):
            return text[:LONGEST_HEADING]
    for heading in tree.iter("h1"):
        text = _text(_words(heading))
        if text and not claims and text != site:
            return text[:LONGEST_HEADING]
    return without_site(claims[0], site) if claims else None


def _words(element: etree._Element) -> str:
    return "".join(str(part) for part in element.itertext())


def _holds(claim: str, heading: str) -> bool:
    """Say whether a page title is this heading, cut short, or with the site's name around it."""
    if claim == heading:
        return True
    cut = claim.rstrip(" .…")
    if len(cut) > LONG_TITLE and heading.startswith(cut):
        return True
    return len(heading) > SHORT_TITLE and any(part.strip() == heading for part in _split(claim))


def _split(title: str) -> list[str]:
    """Return the title with every number of its outer segments taken off, longest first."""
    cuts = [(0, 0), *(m.span() for m in _SEPARATOR.finditer(title)), (len(title), len(title))]
    return [title[a[1] : b[0]] for i, a in enumerate(cuts) for b in cuts[:i:-1]]


def without_site(title: str, site: str | None) -> str:
    """Return a page title without the name of the site before or after it."""
    parts = _SEPARATOR.split(title)
    if len(parts) < 2:  # noqa: PLR2004
        return title
    if site:
        for cut in (title.removesuffix(parts[-1]), title.removeprefix(parts[0])):
            rest = title.replace(cut, "").strip()
            if rest and (rest in site or site in rest):
                return re.sub(r"^\W+(?<![’'\"“‘(])|[\s|–—»«:•·-]+$", "", cut).strip()
    return title


def _dates(
    tree: etree._Element, node: dict[str, Any], named: dict[str, str], url: str, title: str | None
) -> Iterator[tuple[str, str]]:
    """Yield (source, words) of every date the page offers, best first."""
    for key in ("datePublished", "dateCreated", "uploadDate"):
        if isinstance(node.get(key), str):
            yield "jsonld", node[key]
    yield from (("meta", named[key]) for key in DATE_PROPERTIES if key in named)
    yield from _bylines(tree, title)
    yield from (("byline", words) for words in _below(tree, title))
    if match := _URL_DATE.search(url):
        yield "url", "-".join(match.groups())


def _bylines(tree: etree._Element, title: str | None) -> Iterator[tuple[str, str]]:
    """Yield dates that stand beside the article; the clock of the site and other articles' dates are not among them."""
    for element in tree.iter("time", "span", "div", "p", "li", "abbr", "h2", "td"):
        marks = f"{element.get('class') or ''} {element.get('itemprop') or ''} {element.get('id') or ''}".lower()
        if element.tag != "time" and not re.search(r"date|time|publish|posted|byline|meta", marks):
            continue
        stamp = element.get("datetime") or element.get("title") or ""
        words = " ".join(_words(element).split())
        dated = instant(stamp), len(words) < LONG_BYLINE and byline_date(words)
        if not any(dated) or _in_furniture(element) or _of_another(element, title):
            continue
        if dated[0]:
            yield "meta" if element.get("pubdate") is not None or "datepublished" in marks else "byline", stamp
        if dated[1]:
            yield "byline", words


def _below(tree: etree._Element, title: str | None) -> Iterator[str]:
    """Yield what stands between the headline and the first paragraph and is a date, whatever it is called."""
    below = False
    for element in tree.iter("h1", "h2", "h3", "span", "div", "p", "li", "td", "small", "em", "b"):
        if not (below or element.tag in {"h1", "h2", "h3"}) or len(element) > _FEW:
            continue
        words = " ".join(_words(element).split())
        if below and element.tag == "p" and len(words) > LONG_BYLINE:
            return
        if below and len(words) < SHORT_BYLINE and byline_date(words) and not _of_another(element, title):
            yield words
        below = below or words == title


def _of_another(element: etree._Element, title: str | None) -> bool:
    """Say whether an element belongs to a teaser: a block of little depth with another article's linked headline."""
    for step in islice((element, *element.iterancestors()), _DEPTH):
        if step.tag in {"html", "body", "main"} or any(_text(_words(h)) == title for h in step.iter("h1", "h2", "h3")):
            return False
        if step.tag == "a" or _ELSEWHERE.search(f"{step.get('class') or ''} {step.get('id') or ''}"):
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
