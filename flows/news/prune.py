"""Take the furniture out of a parsed page before anybody looks for the article, and read the text of what is left."""

from __future__ import annotations

import re

from lxml import etree

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

_BLOCKS = """
    address article blockquote body center dd div dl dt fieldset figcaption footer form h1 h2 h3 h4 h5 h6 header
    hr li main ol p pre section table tbody td tfoot th thead tr ul br
"""
BLOCKS = frozenset(_BLOCKS.split())
LINKED = frozenset(
    {"div", "ul", "ol", "section", "p", "li", "table", "td", "dl", "center", "h2", "h3", "h4", "h5", "h6"}
)
_SPLIT = re.compile(r"[\s_-]+|(?<=[a-z])(?=[A-Z])")
_LINK_DENSITY = 0.6
_LINK_LIMIT = 400
_MOST = 0.4
_CELL = 400
_SENTENCE = 15
_FRAME = frozenset({"html", "head", "body", "article", "main"})
_NAMES = frozenset({"class", "id", "style", "role", "hidden", "aria-hidden"})
_ROW = 3


def prune(tree: etree._Element) -> None:
    """Remove from the tree, in place, what is no article: furniture by name, hidden parts, blocks made of links.

    A block that holds 40 % of the words in paragraphs stays whatever it is called, and loses its name, so that nobody
    after us is misled by it. A form around half of the page is how some systems build every page.
    """
    for form in list(tree.iter("form")):
        if len(_text(form)) > len(_text(tree)) / 2:
            form.tag = "div"
    etree.strip_elements(tree, *TAGS, etree.Comment, with_tail=False)
    _flatten(tree)
    weights = _weights(tree)
    most = _MOST * (weights[tree][2] or weights[tree][0])
    waiting = list(tree.iterchildren(etree.Element))
    while waiting:
        element = waiting.pop()
        if element.tag not in _FRAME and (
            _furniture(element) or _links(element, *weights[element][:2]) or _cards(element, weights)
        ):
            if weights[element][2] < most or not most:
                _drop(element)
                continue  # what stands below it is gone with it
            for name in _NAMES.intersection(element.attrib):
                del element.attrib[name]
        waiting += element.iterchildren(etree.Element)


def _text(element: etree._Element) -> str:
    return "".join(str(part) for part in element.itertext())


def _flatten(tree: etree._Element) -> None:
    """Turn tables and lists that lay out the page, not facts, into plain blocks.

    They are known by a cell that holds a whole text, and by items that hold paragraphs or headings.
    """
    for table in list(tree.iter("table")):
        if any(sum(map(len, cell.itertext())) > _CELL for cell in table.iter("td")):
            for part in table.iter("table", "tbody", "tr", "td", "th"):
                part.tag = "div"
    for item in list(tree.iter("li")):
        if item.find(".//p") is not None and (item.find(".//h2") is not None or item.find(".//h3") is not None):
            item.tag = "div"
            if (parent := item.getparent()) is not None and parent.tag in {"ul", "ol"}:
                parent.tag = "div"


def _weights(tree: etree._Element) -> dict[etree._Element, tuple[int, int, int]]:
    """Return for every element the characters of its text, of the links in it and of the paragraphs in it."""
    found: dict[etree._Element, tuple[int, int, int]] = {}
    for element in reversed(list(tree.iter(etree.Element))):
        length = len((element.text or "").strip())
        links = paragraphs = 0
        for child in element:
            inside = found.get(child, (0, 0, 0))
            length += inside[0] + len((child.tail or "").strip())
            links += inside[1]
            paragraphs += inside[2]
        found[element] = (length, length if element.tag == "a" else links, length if element.tag == "p" else paragraphs)
    return found


def _furniture(element: etree._Element) -> bool:
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if "display:none" in (element.get("style") or "").replace(" ", "").lower():
        return True
    if element.get("role") in {
        "navigation",
        "complementary",
        "banner",
        "contentinfo",
        "search",
        "dialog",
        "alertdialog",
    }:
        return True
    marks = f"{element.get('class') or ''} {element.get('id') or ''}"
    if not marks.strip():
        return False
    names = marks.split()
    return not MARKS.isdisjoint(names) or any(
        not WORDS.isdisjoint(map(str.lower, _SPLIT.split(name))) for name in names
    )


def _links(element: etree._Element, length: int, links: int) -> bool:
    """Say whether a block is little but links: a teaser, a list of sections, a line "also read"; no linked sentence."""
    if (
        element.tag not in LINKED
        or not 0 < length < _LINK_LIMIT * max(1, len(element))
        or links <= _LINK_DENSITY * length
    ):
        return False
    beside = "" if element.tag != "p" else "".join(a.tail or "" for a in element.iter("a")).strip()
    return len(beside) < _SENTENCE or not beside.endswith(("۔", "."))


def _cards(element: etree._Element, weights: dict[etree._Element, tuple[int, int, int]]) -> bool:
    """Say whether a block is a row of teasers: three or more alike, each a linked heading with a few words."""
    children = list(element.iterchildren(etree.Element))
    if len(children) < _ROW or len({child.tag for child in children}) > 1:
        return False
    cards = [
        child
        for child in children
        if child.find(".//a") is not None and child.xpath("self::*[.//h2|.//h3|.//h4|.//h5]")
    ]
    return len(cards) == len(children) and all(
        0 < weights[card][0] < _LINK_LIMIT and weights[card][1] for card in cards
    )


def _drop(element: etree._Element) -> None:
    parent = element.getparent()
    if parent is None:
        return
    if element.tail:
        before = element.getprevious()
        if before is not None:
            before.tail = (before.tail or "") + element.tail
        else:
            parent.text = (parent.text or "") + element.tail
    parent.remove(element)


def text_of(element: etree._Element) -> str:
    """Return the text of an element, a paragraph a line, white space folded."""
    parts: list[str] = []
    for event, node in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        if event == "start":
            if node.tag in BLOCKS:
                parts.append("\n")
            if node.tag not in {"script", "style", "noscript"}:
                parts.append(re.sub(r"\s+", " ", node.text or ""))
        elif event == "end" and node.tag in BLOCKS:
            parts.append(" " if node.tag in {"td", "th"} else "\n")
        if event != "start" and node is not element:
            parts.append(re.sub(r"\s+", " ", node.tail or ""))
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)
