# ruff: noqa: E501 - markup keeps its lines
"""Pages of the press that are hard to read: filled by scripts, behind a paywall, declared wrongly, or long and crowded."""

from __future__ import annotations

import html
import json

from outlet_pages import ld, links, urdu_date, written
from press_story import PREVIEW, READERS, Story, frame, weave


def scripted(story: Story) -> str:
    """The page is drawn by a script; JSON-LD holds the body twice escaped, in one of three nodes."""
    escaped = html.escape("".join(f"<p>{words}</p>" for words in story.paragraphs))
    nodes = [
        {"@context": "https://schema.org", "@type": "Organization", "name": "شہر نامہ", "url": "https://x.example"},
        [
            {"@type": "BreadcrumbList"},
            {
                "@type": "WebPage",
                "mainEntity": {
                    "@type": "NewsArticle",
                    "headline": html.escape(story.title),
                    "articleBody": escaped,
                    "datePublished": story.published.isoformat(),
                    "author": [{"@type": "Person", "name": "سعد اقبال"}],
                },
            },
        ],
        {"@type": "VideoObject", "name": story.teaser(), "uploadDate": "2019-01-01T00:00:00Z", "description": PREVIEW},
    ]
    head = f"<title>{story.title} | شہر نامہ</title>" + "".join(
        f'<script type="application/ld+json">{json.dumps(node, ensure_ascii=False)}</script>' for node in nodes
    )
    return f'<!DOCTYPE html><html><head>{head}</head><body><noscript>You need to enable JavaScript to run this app.</noscript><div id="root"><p>Loading...</p></div><script>self.__next_f=self.__next_f||[]</script></body></html>'


def paywall(story: Story) -> str:
    story.body = story.body[:2]
    node = ld(story.title, story.published, isAccessibleForFree=False)
    return frame(
        f"<title>{story.title}</title>{node}",
        f"""<main><article><h1>{story.title}</h1><div class="article-body">{"".join(story.parts())}<div class="paywall"><h3>مکمل خبر پڑھنے کے لیے سبسکرائب کریں</h3><p>پہلے سے رکن ہیں؟ <a href="/l">لاگ ان کریں</a></p></div></div></article>
<section><h2>مزید خبریں</h2><ul>{links(story.rng, 5)}</ul></section></main>""",
    )


def misdeclared(story: Story) -> bytes:
    """The bytes are windows-1256, header and page say UTF-8; fonts and breaks lay out the text."""
    story.body = [(tag, words.replace("۔", ".").replace("‘", "'").replace("’", "'")) for tag, words in story.body]
    text = "<br><br>".join(story.paragraphs)
    page = f"""<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"><title>{story.title}</title><meta name="date" content="{story.published.isoformat()}"></head>
<body bgcolor="#ffffff"><center><a href="/">صفحہ اول</a> | <a href="/w">دنيا</a> | <a href="/s">کھيل</a></center><font size="5"><h1>{story.title}</h1></font><font face="Urdu Naskh" size="4">{text}</font><hr><center>{links(story.rng, 4, "span")}</center></body></html>"""
    return page.translate(str.maketrans({"ی": "ي", "ۓ": "ي"})).encode("cp1256", "xmlcharrefreplace")


def live_updates(story: Story) -> str:
    story.body = [
        piece
        for at, words in enumerate(story.paragraphs)
        for piece in (("h3", f"{words.split('۔')[0][:60].rsplit(' ', 1)[0]}"), ("p", words))
    ]
    updates = [
        {"@type": "BlogPosting", "headline": head, "articleBody": words}
        for (_, head), (_, words) in zip(story.body[::2], story.body[1::2], strict=True)
    ]
    node = {
        "@context": "https://schema.org",
        "@type": "LiveBlogPosting",
        "headline": story.title,
        "datePublished": story.published.isoformat(),
        "coverageEndTime": "2026-01-01T00:00:00Z",
        "liveBlogUpdate": updates,
    }
    posts = "".join(
        f'<li class="lx-stream__post-container"><article class="lx-stream-post"><header><h3 class="lx-stream-post__header-title">{head}</h3><time>{10 + at // 2}:3{at % 10}</time></header><div class="lx-stream-post-body"><p>{words}</p></div><div class="lx-share-tools"><button>شیئر کریں</button></div></article></li>'
        for at, ((_, head), (_, words)) in enumerate(zip(story.body[::2], story.body[1::2], strict=True))
    )
    return frame(
        f'<title>{story.title}</title><script type="application/ld+json">{json.dumps(node)}</script>',
        f'<main><h1>{story.title}</h1><div id="lx-stream"><div class="lx-stream__controls">تازہ ترین</div><ol class="lx-stream__feed">{posts}</ol><nav class="pagination">صفحہ 1 از 4</nav></div></main>',
    )


def facts(story: Story) -> str:
    """The body holds a table, a numbered list and a quotation, in an article without any telling name."""
    story.body[3:3] = [
        ("td", "مذاکرات کا پہلا دور"),
        ("td", "جنیوا، تین گھنٹے"),
        ("td", "مذاکرات کا دوسرا دور"),
        ("td", "استنبول، دو گھنٹے"),
    ]
    story.body[9:9] = [("q", "’یہ معاہدہ دونوں قوموں کی ضرورت ہے‘")]
    cells = [words for tag, words in story.body if tag == "td"]
    table = (
        "<table><tbody>"
        + "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in zip(cells[::2], cells[1::2], strict=True))
        + "</tbody></table>"
    )
    quoted = next(words for tag, words in story.body if tag == "q")
    flow, put = [], False
    for tag, words in story.body:
        if tag == "td":
            flow += [] if put else [table]
            put = True
        else:
            flow.append(f"<p>{words}</p>" if tag == "p" else f"<blockquote><p>{quoted}</p></blockquote>")
    head = f'<title>{story.title} - خبر گھر</title><meta property="og:title" content="{story.title}"><meta property="og:site_name" content="خبر گھر"><meta name="date" content="{story.published.isoformat()}">'
    box = '<div class="newsletter-box"><h4>روزانہ خبریں اپنے ای میل میں پائیں</h4><form><input type="email"><button>سائن اپ</button></form></div>'
    return frame(
        head,
        f'<article><h1>{story.title}</h1><div class="prose">{weave(flow, box)}</div></article><section><h3>آپ کے لیے منتخب</h3>{links(story.rng, 5, "div")}</section>',
    )


def stream(story: Story) -> str:
    """The next story loads below, dressed just as the first is."""
    other, paragraphs, _, _ = written(story.rng.randrange(50_000, 60_000))

    def single(title: str, parts: list[str], when: str) -> str:
        return f'<div class="single-post" data-title="{title}"><h1>{title}</h1><p class="date">{when}</p><div class="the-content">{"".join(parts)}</div><div class="share"><a>واٹس ایپ</a></div></div>'

    head = (
        f'<title>{story.title}</title><link rel="canonical" href="https://nama.example/story"><meta property="og:title" content="{story.title}">'
        + ld(story.title, story.published)
    )
    return frame(
        head,
        f'<div id="stream">{single(story.title, story.parts(), urdu_date(story.published))}{single(other, [f"<p>{words}</p>" for words in paragraphs], "5 مئی 2024")}</div>',
    )


def crowded(story: Story) -> str:
    """More words stand in consent, comments and boxes than in the article."""
    consent = "".join(
        f"<p>ہم اور ہمارے شراکت دار آپ کے آلے پر معلومات محفوظ کرتے ہیں تاکہ اشتہارات اور مواد آپ کی پسند کے مطابق ہوں، حصہ {at}۔</p>"
        for at in range(6)
    )
    comments = "".join(
        f'<li class="comment even" id="comment-{at}"><div class="comment-body"><cite>قاری {at}</cite> says:<p>{story.rng.choice(READERS)} {story.rng.choice(READERS)}</p></div></li>'
        for at in range(9)
    )
    story.body = story.body[:4]
    head = f'<title>{story.title} &#8211; شہر ٹائمز</title><meta property="og:site_name" content="شہر ٹائمز"><meta property="article:published_time" content="{story.published.isoformat()}">'
    return frame(
        head,
        f"""<div id="onetrust-consent-sdk"><div id="onetrust-banner-sdk" role="dialog">{consent}<button>قبول</button></div></div>
<main id="main" class="site-main"><article class="post"><header><h1 class="entry-title">{story.title}</h1></header><div class="entry-content">{weave(story.parts(), '<div class="wp-block-group"><h4>خبریں سب سے پہلے</h4><p>ہمارا واٹس ایپ چینل جوائن کریں</p></div>')}</div></article>
<section id="comments" class="comments-area"><h2 class="comments-title">9 thoughts on “{story.title}”</h2><ol class="comment-list">{comments}</ol></section></main>""",
    )
