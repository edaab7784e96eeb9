"""What is not an article: challenges, consent and pay walls, absent pages, parked domains.

Marks in the machinery decide (headers, scripts, structured data, where the answer came from), never phrases: every
phrase has stood in some article. Pure; runs in a child process before extraction.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import xxhash

from flows.news.article import Link, Page, Problem, hash_id
from flows.news.web.canonical import canonical, host_of
from flows.news.web.charset import decode

CHALLENGE = (
    *(b"_cf_chl_opt", b"geo.captcha-delivery.com/captcha", b"geo.captcha-delivery.com/interstitial"),
    *(b"_incapsula_resource", b"window.gokuprops", b"/.well-known/ddos-guard/", b"sucuri_cloudproxy_js", b"px-captcha"),
)
"""Scripts of challenge pages in lower case, the first also of large ones: Cloudflare, DataDome, Imperva, AWS WAF,
DDoS-Guard, Sucuri, HUMAN."""

CHALLENGE_HEADERS = {
    "cf-mitigated": "challenge",
    "x-amzn-waf-action": "",
    "x-datadome": "protected",
    "x-sucuri-block": "",
}
"""Headers of challenges, each with what its value begins with."""

PARKED = (
    *(b"data-adblockkey=", b"parkingcrew.net", b"sedoparking.com", b"sedo.com/search/details", b"bodis.com"),
    *(b"/parking-lander/", b"parklogic.com", b"afternic.com/forsale", b"dan.com/buy-domain"),
    b"hugedomains.com/domain_profile",
)
"""Scripts of companies that park domains; data-adblockkey is what advertisers demand of parked pages."""

CONSENT = re.compile(r"^(?:consent|guce|cmp|privacy-mgmt|cookiewall)\.")
LOGIN = re.compile(
    r"/(?:login|log-in|signin|sign-in|subscribe|subscription|register|paywall|account)(?:[/.?]|$)", re.IGNORECASE
)
PAID = re.compile(rb'"isAccessibleForFree"\s*:\s*"?false', re.IGNORECASE)
RESERVED = re.compile(
    rb"<meta\s(?=[^<>]{0,500}?name=[\"']?tdm-reservation\b)(?=[^<>]{0,500}?content=[\"']?1\b)", re.IGNORECASE
)
ARTICLE = re.compile(
    rb'"@type"\s{0,20}:\s{0,20}\[?\s{0,20}"(?:https?://schema\.org/)?\w*(?:Article|Posting|Blog)"|property=["\']article:|itemprop=["\']articleBody'
    rb'|property=["\']og:type["\'][^>]{0,40}article|<article\b',
    re.IGNORECASE,
)
SMALL = 20_000
"""Bytes of a page below which a captcha's script is the page and not something in it."""

BEGINNING = 8_000
"""Bytes within which a page declares what it is, as a rule."""

A_LINE = 20
SENTENCE, PROSE = 40, 400
"""Characters of a sentence of an article, and of all of them on a page that does not call itself one."""
ALIKE = 0.8
SAME = 3
"""Addresses of one outlet that carry the same text under different headlines before it is no article."""


def wall(page: Page, homepage: str | None = None, absent: Soft404Page | None = None) -> Problem | None:
    """Return the problem that a page is where it is no article, or None.

    `homepage` is the outlet's; `absent` is what its host answers for an address that does not exist. Reasons:
    challenge, consent wall, login wall, pay wall, tdm reserved, parked, front page, soft 404. Lists of other articles
    are known when a page is read: section_page.py.
    """
    found = _machinery(page) or _elsewhere(page, homepage) or _content(page, absent)
    if found is None:
        return None
    reason, detail = found
    return Problem(page.outlet, page.url, "wall", reason, detail, page.fetched_at)


def _machinery(page: Page) -> tuple[str, str] | None:
    body = page.body.lower()
    challenge = _challenge(page, body)
    if challenge and not _has_article(page):
        return "challenge", challenge
    # An article says so at its beginning as a rule; what does not is looked through for ten marks.
    declared = b"article" in body[:BEGINNING] and ARTICLE.search(page.body, 0, BEGINNING)
    mark = None if declared else next((mark for mark in PARKED if mark in body), None)
    if mark and not ARTICLE.search(page.body):
        return "parked", f"the domain is parked ({mark.decode()})"
    if b"tdm-reservation" in body and RESERVED.search(page.body):
        return "tdm reserved", "the page reserves text and data mining"
    if b"isaccessibleforfree" in body and PAID.search(page.body) and _is_paid(page):
        return "pay wall", "the page says it is not accessible for free"
    return None


def _challenge(page: Page, body: bytes) -> str | None:
    """Return the mark of a challenge that stands in the headers or in the page."""
    headers = {name.lower(): value.lower() for name, value in page.headers}
    for name, start in CHALLENGE_HEADERS.items():
        if name in headers and headers[name].startswith(start):
            return f"the server says {name}: {headers[name]}"
    mark = next((mark for mark in (CHALLENGE if len(body) < SMALL else CHALLENGE[:1]) if mark in body), None)
    return f"the page is a challenge ({mark.decode()})" if mark else None


def _has_article(page: Page) -> bool:
    """Say whether sentences of an article stand on a page, so that a challenge's script is only something in it."""
    from flows.news.pages.element_lines import ends_a_sentence
    from flows.news.pages.element_pruning import text_of
    from flows.news.pages.html_tree import PARSE_ERRORS, parse_whole

    try:
        tree = parse_whole(decode(page.body, "")[0])
    except PARSE_ERRORS:
        return False
    lines = [line for line in text_of(tree).splitlines() if len(line) >= SENTENCE and ends_a_sentence(line)]
    return sum(map(len, lines)) >= (SENTENCE if ARTICLE.search(page.body) else PROSE)


def _is_paid(page: Page) -> bool:
    """Say whether it is the page itself that one has to pay for, and not something that it names."""
    from flows.news.pages.html_tree import PARSE_ERRORS, parse_whole
    from flows.news.pages.metadata import metadata

    try:
        return metadata(parse_whole(decode(page.body, "")[0]), page.final_url).is_paid
    except PARSE_ERRORS:
        return False


def _elsewhere(page: Page, homepage: str | None) -> tuple[str, str] | None:
    """Find answers that came from another place than was asked for, and why."""
    asked = page.url
    came = asked if page.final_url == asked else canonical(page.final_url)
    if asked == came or host_of(asked) is None:
        return None
    host = host_of(came) or ""
    if CONSENT.match(host) and host != host_of(asked):
        return "consent wall", f"sent on to {host}"
    if LOGIN.search(came) and not LOGIN.search(asked):
        return "login wall", f"sent on to {came}"
    fronts = {canonical(f"https://{host}/"), canonical(f"http://{host}/")}
    if came in fronts or (homepage and came == canonical(homepage)):
        return "front page", "sent on to the front page: the article is gone"
    return None


def _content(page: Page, absent: Soft404Page | None) -> tuple[str, str] | None:
    kind = next((value.lower() for name, value in page.headers if name.lower() == "content-type"), "html")
    if "html" not in kind or not page.status:
        return None
    if absent and absent.shape and absent.shape.like(shape_of(page)):
        return "soft 404", "the host answers any address with this page"
    return None


# -------------------------------------------------------------------------------------------------- pages that are not


@dataclass(frozen=True, slots=True)
class Shape:
    """A page in outline: its title, the hashes of its longer lines, and of those that are sentences and no links."""

    title: str
    lines: frozenset[int]
    sentences: frozenset[int]

    def like(self, other: Shape) -> bool:
        """Say whether another page is this one with nothing of its own in it.

        It has the same title and four fifths of the lines, and no sentence that this one has not: a short article on
        a site that gives all its pages one title has one.
        """
        both = len(self.lines & other.lines)
        is_alike = self.title == other.title and both >= ALIKE * max(len(self.lines), len(other.lines))
        return is_alike and other.sentences <= self.sentences


@dataclass(frozen=True, slots=True)
class Soft404Page:
    """What a host answers for an address that cannot exist: a page, or none where it says 404 as it should."""

    shape: Shape | None


def nowhere(origin: str, day: date) -> str:
    """Return an address at `origin` that does not exist, the same all day."""
    origin = origin.rstrip("/")
    return f"{origin}/{hash_id('nowhere', origin, day.isoformat()).hex[:16]}"


def shape_of(page: Page) -> Shape:
    """Outline a page."""
    from lxml import etree  # here, like parsing: a run without news looks at no page

    from flows.news.pages.html_tree import PARSE_ERRORS, parse_whole

    try:
        tree = parse_whole(decode(page.body, "")[0])
    except PARSE_ERRORS:
        return Shape("", frozenset(), frozenset())
    etree.strip_elements(tree, "script", "style", "noscript", etree.Comment, with_tail=False)
    title = " ".join((tree.findtext(".//title") or "").split())
    name = page.url.rstrip("/").rpartition("/")[2]  # an absent page may repeat what was asked for
    words: list[str] = tree.xpath("//text()[not(ancestor::a or ancestor::title)]")
    sentences = [line for line in _longer(words) if line.endswith(("۔", ".", "!", "؟", "?")) and name not in line]
    return Shape(title, _hashes(_longer(map(str, tree.itertext()))), _hashes(sentences))


def _longer(texts: Iterable[str]) -> Iterator[str]:
    return (line for line in (" ".join(str(text).split()) for text in texts) if len(line) > A_LINE)


def _hashes(lines: Iterable[str]) -> frozenset[int]:
    return frozenset(xxhash.xxh3_64_intdigest(line.encode()) for line in lines)


def same_body(found: Iterable[tuple[Link, UUID]]) -> frozenset[str]:
    """Return the addresses whose text (its hash) stands under at least three headlines of one outlet: a wall.

    An article listed under several addresses keeps its headline and is a duplicate, not a wall.
    """
    titles: defaultdict[tuple[str, UUID], set[str]] = defaultdict(set)
    urls: defaultdict[tuple[str, UUID], set[str]] = defaultdict(set)
    for link, content in found:
        key = link.outlet, content
        urls[key].add(link.url)
        titles[key].add(link.title or link.url)
    return frozenset(url for key, found_at in urls.items() if len(titles[key]) >= SAME for url in found_at)
