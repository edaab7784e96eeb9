"""Take the furniture out of a parsed page before anybody looks for the article, and read the text of what is left."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from itertools import chain

from lxml import etree

from flows.news.pages.element_lines import BLOCKS, HEADLINE, PageIdentity, ends_a_sentence
from flows.news.pages.teasers import drop, drop_before_headline, drop_teasers, is_empty_box, leaves_prose

_TAGS = """
    script style noscript template svg nav aside footer form figure figcaption iframe object embed button select
    input textarea dialog video audio canvas map amp-ad amp-sidebar amp-social-share amp-img amp-carousel amp-
    embed amp-iframe amp-analytics amp-video amp-consent amp-sticky-ad amp-facebook amp-twitter amp-youtube
"""
TAGS = frozenset(_TAGS.split())
"""Elements that never hold the article's own words."""

_WORDS = """
    share sharing sharedaddy sharethis addtoany addthis social socials follow related relatedposts jp comment
    comments commentlist respond disqus caption captions credit sidebar newsletter subscribe subscription promo
    promoted promotion advert advertisement adsbygoogle ads sponsored breadcrumb breadcrumbs taglist pagination
    pager menu popular trending mostread recommended recommendations outbrain taboola cookie cookies authorbox
    toolbar ticker skip print readmore alsoread whatsapp footer copyright paywall regwall consent gdpr onetrust
    optin signup authorbio
"""
WORDS = frozenset(_WORDS.split())
"""Words of class and id attributes that name furniture, after splitting at hyphens and underscores."""

_MARKS = """
    visually-hidden visuallyhidden sr-only screen-reader-text screen-reader assistive-text wp-caption wp-caption-
    text image-caption author-box post-tags tags-links tag-links entry-meta post-meta post-nav post-navigation
    nav-links read-more also-read more-news most-read site-header site-footer top-bar page-header__clock
    twitter-tweet twitter-video instagram-media fb-post tiktok-embed about-author author-info author-bio
    author-description
"""
MARKS = frozenset(_MARKS.split())
"""Class names that name furniture only as a whole."""
ROLES = frozenset({"navigation", "complementary", "banner", "contentinfo", "search", "dialog", "alertdialog"})

LINKED = frozenset(
    {"div", "ul", "ol", "section", "p", "li", "table", "td", "dl", "center", "h2", "h3", "h4", "h5", "h6"}
)
SILENT = frozenset({"script", "style", "noscript"})
_SPLIT = re.compile(r"[\s_-]+|(?<=[a-z])(?=[A-Z])")
_LINK_DENSITY = 0.6
_LINK_LIMIT = 400
_MOST = 0.4
_HALF, _NEARLY = 0.5, 0.75
_CELL = 400
_SENTENCE = 15
_STORY, _LINKED, _FEW = 60, 0.2, 2
_WORDED = frozenset({"p", "div", "section", "span"})
_FRAME = frozenset({"html", "head", "body", "article", "main"})
_NAMES = frozenset({"class", "id", "style", "role", "hidden", "aria-hidden"})
_SEVERAL = 4
_LAID_OUT = etree.XPath("descendant::li[.//p][.//h2 or .//h3]")
_SPANS = etree.XPath(
    "descendant::span[preceding-sibling::*[1][self::span] or following-sibling::*[1][self::span]][not(ancestor::p)]"
)
_TEXT_LENGTH = etree.XPath("string-length(normalize-space(.))")
_PARAGRAPHS = etree.XPath("descendant-or-self::p//text()", smart_strings=False)
_HOLDERS = frozenset({
    *("button", "select", "object", "video", "audio", "canvas", "figure", "svg", "template", "noscript", "form", "map"),
    *("dialog", "nav", "aside", "footer"),
})  # fmt: skip
"""Elements that may have no end and hold the article then, without its having a place in them."""
_ROWS = frozenset({"table", "tbody", "tr"})
_ENDINGS = frozenset({"nav", "aside", "footer"})
_ANCHORS = etree.XPath("descendant-or-self::a//text()", smart_strings=False)


def prune(tree: etree._Element, page: PageIdentity, words: int = 0) -> int:
    """Remove from the tree, in place, what is no article: furniture by name, hidden parts, teasers, blocks of links.

    A block that holds 40 % of the words in paragraphs stays whatever it is called, and loses its name, so that nobody
    after us is misled by it. A form around half of the page is how some systems build every page. `words` is how many
    characters stand in paragraphs where the tree is a part of a page, to be counted where it is 0. Returns how many
    teasers of other articles there were.
    """
    forms = list(tree.iter("form"))
    half = sum(map(len, tree.itertext())) / 2 if forms else 0
    for form in forms:
        if sum(map(len, form.itertext())) > half:
            form.tag = "div"
    etree.strip_elements(tree, *TAGS, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    _flatten(tree)
    prose = words or paragraphs(tree) or _length(tree)
    most = _MOST * prose
    teasers = drop_before_headline(tree, page)
    waiting = [tree]
    while waiting:
        element = waiting.pop()
        is_named = element.tag not in _FRAME and element is not tree and _furniture(element)
        if is_named and element.tag in _WORDED and _is_story(element):
            _unname(element)
        elif is_named or (element.tag in LINKED and element is not tree and _links(element)):
            inside = paragraphs(element)
            if not most or inside < most or (inside <= HEADLINE and leaves_prose(inside, prose) and _links(element)):
                drop(element)
                continue  # what stands below it is gone with it
            _unname(element)
        elif element.attrib and (element.tag == "p" or element.get("itemprop") == "articleBody"):
            _unname(element)
        found = drop_teasers(element, page, prose)
        teasers += found
        if found and element is not tree and is_empty_box(element, page):
            drop(element)
        else:
            waiting += element
    _part(tree)
    return teasers


def _part(tree: etree._Element) -> None:
    """Make paragraphs of spans that are sentences beside other spans: a style sheet shows them as such."""
    spans: list[etree._Element] = _SPANS(tree)  # type: ignore[assignment]  # an expression of elements gives those
    for span in spans:
        if _length(span) >= _STORY and ends_a_sentence("".join(map(str, span.itertext())).rstrip()):
            span.tag = "p"


def drop_all_teasers(tree: etree._Element, page: PageIdentity) -> int:
    """Remove the teasers of other articles from a tree and nothing else, and return how many there were."""
    prose = paragraphs(tree) or _length(tree)
    teasers = drop_before_headline(tree, page)
    waiting = [tree]
    while waiting:
        element = waiting.pop()
        if element.tag in _FRAME or not (element.tag in TAGS or _links(element)):
            teasers += drop_teasers(element, page, prose)
            waiting += element
    return teasers


def count_paragraphs(tree: etree._Element) -> int:
    """Return how many paragraphs a tree has."""
    return sum(1 for _ in tree.iter("p"))


def are_held(parents: Counter[etree._Element]) -> bool:
    """Say of the parents of paragraphs whether most stand where no article is: `free` then looks closer."""
    around = [(count, _holders(parent)) for parent, count in parents.items()]
    every, held = parents.total(), sum(count for count, holders in around if holders)
    inside = sum(count for count, holders in around if any(one.tag not in _ENDINGS for one in holders))
    return 2 * inside > every - held + inside or (every > _SEVERAL and 2 * held > every)


def _holders(element: etree._Element) -> list[etree._Element]:
    """Return the elements around a paragraph, `element` the nearest, that do not hold an article."""
    own = [element] if element.tag in _ROWS else []
    return own + [step for step in (element, *element.iterancestors()) if step.tag in _HOLDERS]


def free(tree: etree._Element) -> bool:
    """Turn what never holds an article, and does hold most of this page's paragraphs, into plain blocks.

    A button or a drawing without an end holds all that comes after it, as does a table that has no cells. Returns
    whether there was any.
    """
    every, freed = paragraphs(tree), False
    around = (_holders(parent) for p in tree.iter("p") if (parent := p.getparent()) is not None)
    for element in dict.fromkeys(chain.from_iterable(around)):
        inside = paragraphs(element)
        if inside <= every * (_NEARLY if element.tag in _ENDINGS else _HALF) or (
            element.tag in _ENDINGS and inside <= _CELL
        ):
            continue
        parts = _table(element) if element.tag in _ROWS else [element]
        for part in parts:
            part.tag = "div"
            _unname(part)
        freed = True
    return freed


def _table(part: etree._Element) -> list[etree._Element]:
    """Return the parts of the table in which a part of one stands."""
    table = part if part.tag == "table" else next(part.iterancestors("table"), part)
    return list(table.iter("table", "tbody", "tr", "td", "th"))


def _flatten(tree: etree._Element) -> None:
    """Turn tables and lists that lay out the page, not facts, into plain blocks.

    They are known by a cell that holds a whole text, and by items that hold paragraphs or headings.
    """
    for table in list(tree.iter("table")):
        if any(sum(map(len, cell.itertext())) > _CELL for cell in table.iter("td")):
            for part in table.iter("table", "tbody", "tr", "td", "th"):
                part.tag = "div"
    items: list[etree._Element] = _LAID_OUT(tree)  # type: ignore[assignment]  # an expression of elements gives those
    for item in items:
        item.tag = "div"
        if (parent := item.getparent()) is not None and parent.tag in {"ul", "ol"}:
            parent.tag = "div"


def _length(element: etree._Element) -> int:
    """Return the characters of an element's text, white space folded."""
    return int(_TEXT_LENGTH(element))  # type: ignore[arg-type]  # an expression of a number gives one


def paragraphs(element: etree._Element) -> int:
    """Return the characters that stand in paragraphs, white space around their pieces aside."""
    return _within(element, _PARAGRAPHS)


def hidden(element: etree._Element) -> bool:
    """Say whether an element, or one that it stands in, would be pruned by its name."""
    steps = (step for step in (element, *element.iterancestors()) if step.tag not in _FRAME)
    return any(step.tag in TAGS or _furniture(step) for step in steps)


def _within(element: etree._Element, kind: etree.XPath) -> int:
    """Return the characters that stand in elements of one kind."""
    pieces: list[str] = kind(element)  # type: ignore[assignment]  # an expression of text nodes gives strings
    return sum(map(len, map(str.strip, pieces)))


def _unname(element: etree._Element) -> None:
    """Take away what an element is called, so that nobody after us is misled."""
    for name in _NAMES.intersection(element.attrib):
        del element.attrib[name]


def _is_story(element: etree._Element) -> bool:
    """Say whether an element is a paragraph of the story though it is called otherwise, or hidden until asked for.

    It is prose without links, and stands among paragraphs or within one.
    """
    is_hidden = _hidden(element)
    if is_hidden == _named_furniture(element) or not (is_hidden or element.tag == "p"):
        return False
    parent = element.getparent()
    length = _length(element)
    if parent is None or length < _STORY or _within(element, _ANCHORS) > _LINKED * length:
        return False
    if not ends_a_sentence("".join(map(str, element.itertext())).rstrip()):
        return False
    if parent.tag == "p":
        return True
    return (
        sum(one is not element and not _furniture(one) and _length(one) >= _STORY for one in parent.iterchildren("p"))
        >= _FEW
    )


def _furniture(element: etree._Element) -> bool:
    return bool(element.attrib) and (_hidden(element) or _named_furniture(element))


def _hidden(element: etree._Element) -> bool:
    said = element.attrib
    if "hidden" in said or said.get("aria-hidden") == "true":
        return True
    return "display:none" in said.get("style", "").replace(" ", "").lower()


def _named_furniture(element: etree._Element) -> bool:
    said = element.attrib
    if said.get("itemprop") == "articleBody":
        return False
    if said.get("role") in ROLES:
        return True
    return any(map(_names_furniture, f"{said.get('class', '')} {said.get('id', '')}".split()))


@lru_cache(maxsize=10_000)
def _names_furniture(name: str) -> bool:
    if name.startswith("Mso"):  # how a word processor calls its paragraphs
        return False
    return name in MARKS or not WORDS.isdisjoint(map(str.lower, _SPLIT.split(name)))


def _links(element: etree._Element) -> bool:
    """Say whether a block is little but links: a teaser, a list of sections, a line "also read"; no linked sentence."""
    if element.tag not in LINKED or element.find(".//a") is None:
        return False
    limit = _LINK_LIMIT * max(1, len(element))
    length = _length(element)
    if not 0 < length < limit or _within(element, _ANCHORS) <= _LINK_DENSITY * length:
        return False
    beside = "" if element.tag != "p" else "".join(a.tail or "" for a in element.iter("a")).strip()
    return len(beside) < _SENTENCE or not beside.endswith(("۔", "."))


def text_of(element: etree._Element) -> str:
    """Return the text of an element, a paragraph a line, white space folded."""
    if not len(element) and element.tag not in SILENT:
        return " ".join((element.text or "").split())
    parts: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if event == "start":
            if node.tag in BLOCKS:
                parts.append("\n")
            if node.tag not in SILENT:
                parts.append((node.text or "").replace("\n", " "))
        elif event == "end" and node.tag in BLOCKS:
            parts.append(" " if node.tag in {"td", "th"} else "\n")
        if event != "start" and node is not element:
            parts.append((node.tail or "").replace("\n", " "))
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)
