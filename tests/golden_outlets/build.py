# ruff: noqa: E501 - markup keeps its lines
"""Writes the examples of the outlets of tier 1: invented articles in the known page structure of each outlet.

    python tests/golden_outlets/build.py

Nothing of them was served by the outlet; `made` in expected.json says so, and what the structure is known from. An
example that `rabita sources check --write` fetched has no `made`, and is left alone.
"""

from __future__ import annotations

import html
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "news/pages"))
from outlet_pages import MONTHS, TEASERS, written  # noqa: E402 the invented articles of the layouts

from flows.news.listings.record_golden_files import EXPECTED  # noqa: E402
from flows.news.outlets.sources import Outlet, load_sources  # noqa: E402

SEEN = datetime(2026, 11, 24, 9, tzinfo=UTC)
SCRAPERS = "public scrapers of {}"
UNKNOWN = "nothing: a plain page with JSON-LD, as many publishing systems write it"


@dataclass(frozen=True)
class Story:
    """An invented article and where it stands."""

    title: str
    paragraphs: tuple[str, ...]
    published: datetime
    zone: str
    teasers: tuple[str, ...]

    @property
    def local(self) -> datetime:
        return self.published.astimezone(ZoneInfo(self.zone))

    @property
    def urdu(self) -> str:
        at = self.local
        return f"{at.day} {MONTHS[at.month - 1]} {at.year} {at:%H:%M}"

    def body(self, tag: str = "p") -> str:
        return "".join(f"<{tag}>{html.escape(words, quote=False)}</{tag}>" for words in self.paragraphs)

    def list(self, tag: str = "li") -> str:
        return "".join(f"<{tag}><a href='/x-{at}'>{words}</a></{tag}>" for at, words in enumerate(self.teasers))


def frame(story: Story, head: str, middle: str) -> str:
    menu = "".join(
        f"<li><a href='/{at}'>{name}</a></li>" for at, name in enumerate(("پاکستان", "دنیا", "کھیل", "کاروبار"))
    )
    return f"""<!DOCTYPE html>
<html lang="ur" dir="rtl"><head><meta charset="utf-8"><title>{story.title} | نمونہ</title>{head}</head>
<body><header class="site-header"><nav><ul>{menu}</ul></nav></header>
{middle}
<aside class="sidebar"><h3>مقبول ترین</h3><ul>{story.list()}</ul></aside>
<footer><p>جملہ حقوق محفوظ ہیں۔</p></footer></body></html>
"""


def jsonld(story: Story) -> str:
    node = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": story.title,
            "datePublished": story.local.isoformat()}  # fmt: skip
    return f'<script type="application/ld+json">{json.dumps(node, ensure_ascii=False)}</script>'


def meta(story: Story) -> str:
    return f'<meta property="article:published_time" content="{story.local.isoformat()}">'


def plain(story: Story) -> str:
    return frame(story, jsonld(story), f"<main><article><h1>{story.title}</h1>{story.body()}</article></main>")


def wordpress(story: Story) -> str:
    middle = f"""<article class="post type-post"><header class="entry-header"><h1 class="entry-title">{story.title}</h1>
<time class="entry-date published" datetime="{story.local.isoformat()}">{story.urdu}</time></header>
<div class="entry-content">{story.body()}<div class="sharedaddy"><h3>Share this:</h3></div></div></article>"""
    return frame(story, meta(story), middle)


def ary(story: Story) -> str:
    middle = f"""<article class="post"><h1 class="entry-title">{story.title}</h1><ul><li class="current-post-ancestor"><a href="/category/international-2/">بین الاقوامی</a></li></ul>
<div class="single-post-content">{story.body()}</div><a rel="prev" href="/p">پچھلی خبر</a></article>"""
    return frame(story, meta(story), middle)


def drupal(story: Story) -> str:
    head = f'<meta name="dcterms.date" content="{story.local:%a, %m/%d/%Y - %H:%M}">'
    middle = f"""<article class="node node--type-article"><h1 class="page-header">{story.title}</h1>
<div class="field field--name-body field--type-text-with-summary">{story.body()}</div></article>"""
    return frame(story, head, middle)


def dawn(story: Story) -> str:
    middle = f"""<article class="story"><h2 class="story__title"><a href="#">{story.title}</a></h2><span class="story__time">شائع {story.urdu}</span>
<div class="story__content">{story.body()}</div></article>"""
    return frame(story, meta(story), middle)


def express(story: Story) -> str:
    middle = f"""<div class="storypage"><h1>{story.title}</h1><span class="timestamp" title="{story.local.isoformat()}">{story.urdu}</span>
<div class="clearfix"><span class="story-text">{story.body()}</span></div></div>"""
    return frame(story, "", middle)


def jang(story: Story) -> str:
    others = "".join(
        f"<p><a href='/news/{at}'>{words}</a></p>" for at, words in enumerate(story.teasers, start=1400000)
    )
    middle = f"""<div class="detail-right"><h1>{story.title}</h1><div class="detail-time">{story.urdu}</div>
<div class="detail_view_content">{story.body()}{others}</div></div>"""
    return frame(story, "", middle)


def geo(story: Story) -> str:
    middle = f"""<div class="story-area"><h1>{story.title}</h1><p class="post-date-time">{story.urdu}</p>
<div class="content-area">{story.body()}</div></div>"""
    return frame(story, meta(story), middle)


def dunya_news(story: Story) -> str:
    middle = f"""<div class="newsBox news-content"><h1>{story.title}</h1><span class="post-date">{story.urdu}</span>{story.body()}</div>"""
    return frame(story, "", middle)


def samaa(story: Story) -> str:
    middle = f"""<article><h1>{story.title}</h1><time datetime="{story.local.isoformat()}">{story.urdu}</time>
<div class="article-content">{story.body()}</div></article>"""
    return frame(story, "", middle)


def bbc(story: Story) -> str:
    middle = f"""<main role="main"><h1 id="content" tabindex="-1">{story.title}</h1>
<time datetime="{story.local.isoformat()}">{story.urdu}</time><div dir="rtl">{story.body()}</div></main>"""
    return frame(story, jsonld(story), middle)


def urdupoint(story: Story) -> str:
    lines = "".join(f"{html.escape(words, quote=False)}<br><br>" for words in story.paragraphs)
    middle = f"""<div class="post_detail"><h1 class="urdu">{story.title}</h1><p class="art_info_bar">{story.urdu}</p>
<div class="detail_txt urdu">{lines}</div></div>"""
    return frame(story, "", middle)


def voa(story: Story) -> str:
    middle = f"""<main><h1 class="title pg-title">{story.title}</h1><div class="published"><time pubdate="pubdate" datetime="{story.local.isoformat()}">{story.urdu}</time></div>
<div id="article-content"><div class="wsw">{story.body()}</div></div></main>"""
    return frame(story, jsonld(story), middle)


@dataclass(frozen=True)
class Known:
    """What is known of an outlet: how its pages are built, what from, and the form of its articles' addresses."""

    page: Callable[[Story], str]
    source: str
    place: str


WORDPRESS, DRUPAL = "WordPress, as it writes by default", "Drupal, as it writes by default"
KNOWN = {
    "bbc-urdu": Known(bbc, SCRAPERS.format("2022 and 2026"), "https://www.bbc.com/urdu/articles/c{number}kwpo"),
    "dw-urdu": Known(plain, UNKNOWN, "https://www.dw.com/ur/khabar/a-{number}"),
    "voa-urdu": Known(voa, "the publishing system of VOA's services", "https://www.urduvoa.com/a/khabar/{number}.html"),
    "independent-urdu": Known(drupal, DRUPAL, "https://www.independenturdu.com/node/{number}"),
    "jang": Known(jang, SCRAPERS.format("2024 to 2026"), "https://jang.com.pk/news/{number}"),
    "express": Known(
        express, SCRAPERS.format("2024 and 2025"), "https://www.express.pk/story/{number}/namuna-khabar-{number}"
    ),
    "dawn-urdu": Known(
        dawn, "the class story__content, which public extractors name", "https://www.dawnnews.tv/news/{number}"
    ),
    "dunya": Known(plain, UNKNOWN, "https://dunya.com.pk/index.php/pakistan/2026-11-20/{number}"),
    "dunya-news": Known(dunya_news, SCRAPERS.format(2025), "https://urdu.dunyanews.tv/index.php/ur/World/{number}"),
    "geo-urdu": Known(geo, SCRAPERS.format(2024), "https://urdu.geo.tv/latest/{number}"),
    "nawaiwaqt": Known(plain, UNKNOWN, "https://www.nawaiwaqt.com.pk/20-Nov-2026/{number}"),
    "app-urdu": Known(wordpress, WORDPRESS, "https://urdu.app.com.pk/urdu?p={number}"),
    "ary-urdu": Known(
        ary, SCRAPERS.format("2019 and 2024"), "https://urdu.arynews.tv/namuna-khabar-ki-surkhi-{number}"
    ),
    "samaa-urdu": Known(samaa, SCRAPERS.format(2025), "https://urdu.samaa.tv/208{number}"),
    "hum-news": Known(wordpress, WORDPRESS, "https://humnews.pk/latest/{number}"),
    "aaj-urdu": Known(
        dawn, "the class story__content, which public extractors name", "https://www.aaj.tv/news/{number}"
    ),
    "92-news": Known(plain, UNKNOWN, "https://urdu.92newshd.tv/about/namuna-khabar-{number}"),
    "urdupoint": Known(
        urdupoint, SCRAPERS.format(2019), "https://www.urdupoint.com/daily/livenews/2026-11-20/news-{number}.html"
    ),
    "siasat": Known(wordpress, WORDPRESS, "https://urdu.siasat.com/news/namuna-khabar-{number}"),
    "etv-bharat-urdu": Known(plain, UNKNOWN, "https://www.etvbharat.com/ur/!international/namuna-khabar-urn{number}"),
    "inquilab": Known(plain, UNKNOWN, "https://www.inquilab.com/world-news/articles/namuna-khabar-{number}"),
    "qaumi-awaz": Known(plain, UNKNOWN, "https://www.qaumiawaz.com/news/namuna-khabar-{number}"),
    "etemaad": Known(plain, UNKNOWN, "https://www.etemaaddaily.com/world-news/namuna-khabar:{number}"),
    "roznama-sahara": Known(wordpress, WORDPRESS, "https://roznamasahara.com/?p={number}"),
    "uni-urdu": Known(plain, UNKNOWN, "https://www.uniurdu.com/namuna-khabar/international/news/{number}.html"),
    "air-news-urdu": Known(wordpress, WORDPRESS, "https://www.newsonair.gov.in/ur/namuna-khabar-{number}"),
    "mehr-urdu": Known(plain, UNKNOWN, "https://ur.mehrnews.com/news/{number}"),
    "irna-urdu": Known(plain, UNKNOWN, "https://ur.irna.ir/news/{number}"),
    "tasnim-urdu": Known(plain, UNKNOWN, "https://www.tasnimnews.com/ur/news/2026/11/20/{number}"),
    "trt-urdu": Known(plain, UNKNOWN, "https://www.trturdu.com/dunya/{number}"),
    "yeni-safak-urdu": Known(plain, UNKNOWN, "https://www.yenisafak.com/ur/world/namuna-khabar-{number}"),
    "urdu-news": Known(drupal, DRUPAL, "https://www.urdunews.com/node/{number}"),
    "al-arabiya-urdu": Known(
        plain, UNKNOWN, "https://urdu.alarabiya.net/international/2026/11/20/namuna-khabar-{number}"
    ),
    "aawsat-urdu": Known(plain, UNKNOWN, "https://urdu.aawsat.com/home/article/{number}"),
    "wam-urdu": Known(plain, UNKNOWN, "https://www.wam.ae/ur/article/namuna-khabar-{number}"),
}


def story(seed: int, zone: str) -> Story:
    title, paragraphs, _, rng = written(seed)
    published = datetime(2026, 11, 20, 6, tzinfo=UTC) + timedelta(minutes=rng.randrange(700))
    return Story(title, paragraphs, published, zone, tuple(rng.sample(TEASERS, 4)))


def rss(rows: list[tuple[str, str, datetime]]) -> str:
    items = "".join(f'<item><title>{title}</title><link>{html.escape(url)}</link><guid isPermaLink="true">{html.escape(url)}</guid>'
                    f"<pubDate>{when:%a, %d %b %Y %H:%M:%S %z}</pubDate></item>\n" for url, title, when in rows)  # fmt: skip
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0"><channel><title>نمونہ</title>\n{items}</channel></rss>\n'


def rdf(rows: list[tuple[str, str, datetime]]) -> str:
    items = "".join(f'<item rdf:about="{url}"><title>{title}</title><link>{url}</link><dc:date>{when.isoformat()}</dc:date></item>\n'
                    for url, title, when in rows)  # fmt: skip
    names = 'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rdf:RDF {names}>\n{items}</rdf:RDF>\n'


def section(rows: list[tuple[str, str, datetime]]) -> str:
    items = "".join(
        f'<li class="border-box"><a class="open-section" href="{html.escape(url)}" title="{title}"><h2>{title}</h2></a></li>\n'
        for url, title, _ in rows
    )
    return f'<!DOCTYPE html>\n<html lang="ur"><head><meta charset="utf-8"><title>دنیا</title></head><body><nav><a href="/">صفحہ اول</a></nav>\n<ul>{items}</ul></body></html>\n'


def example(outlet: Outlet, number: int) -> dict[str, str]:
    """Return the golden files of an outlet by name."""
    known = KNOWN[outlet.id]
    reported = story(31_000 + number, outlet.timezone)
    rows = [
        (
            known.place.format(number=4_400_000 + 100 * number - at),
            TEASERS[at] if at else reported.title,
            reported.local - timedelta(hours=at),
        )
        for at in range(5)
    ]
    kind = "feed" if outlet.feeds else "section"
    listing = section(rows) if kind == "section" else rdf(rows) if outlet.id == "dw-urdu" else rss(rows)
    expected = {
        "made": f"built by us; the structure is known from {known.source}",
        "seen": SEEN.isoformat(),
        "listing": {"kind": kind, "address": outlet.feeds[0] if outlet.feeds else outlet.sections[0].url,
                    "content_type": "application/rss+xml; charset=utf-8" if kind == "feed" else "text/html; charset=utf-8", "items": len(rows)},
        "first": {"url": rows[0][0], "title": reported.title},
        "article": {"url": rows[0][0], "title": reported.title, "published": reported.published.isoformat(),
                    "text": "\n".join(reported.paragraphs)},
    }  # fmt: skip
    name = "listing.xml" if kind == "feed" else "listing.html"
    return {
        name: listing,
        "page.html": known.page(reported),
        EXPECTED: json.dumps(expected, ensure_ascii=False, indent=1) + "\n",
    }


def main() -> None:
    """Write them; an example that was fetched from its outlet stays."""
    outlets = [one for one in load_sources(HERE.parents[1] / "sources.yaml").outlets if one.tier == 1]
    for number, outlet in enumerate(outlets):
        folder = HERE / outlet.id
        if (folder / EXPECTED).exists() and "made" not in json.loads((folder / EXPECTED).read_text("utf-8")):
            continue
        folder.mkdir(exist_ok=True)
        for name, text in example(outlet, number).items():
            (folder / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
