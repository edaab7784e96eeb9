# ruff: noqa: E501 - markup keeps its lines
"""Pages as the Urdu press builds them, around invented articles, in more layouts than outlet_pages has.

Bodies with headings, lists, tables and quotations; text in bare divs; embedded posts, comments, consent banners, a
second article below; JSON-LD in several scripts, escaped, or alone.
"""

from __future__ import annotations

import html
import json
from collections.abc import Callable
from datetime import timedelta

from outlet_pages import TEASERS, Truth, ld, links, written
from press_oddities import crowded, facts, live_updates, misdeclared, paywall, scripted, stream
from press_story import PREVIEW, READERS, TWEET, Story, frame, midnight, weave


def press(layout: str, seed: int) -> Truth:
    """Return a page of a layout and the article in it, always the same one for a seed."""
    title, paragraphs, published, rng = written(seed)
    return dress(layout, Story(title, [("p", words) for words in paragraphs], published, rng))


def dress(layout: str, story: Story) -> Truth:
    """Return the page that a layout makes of a story; the layout may add to its body, cut it, or round its time."""
    page = PRESS[layout](story)
    body = page if isinstance(page, bytes) else page.encode()
    kind = "text/html; charset=utf-8"
    return Truth(layout, story.title, tuple(words for _, words in story.body), story.published, body, kind)


def presses(each: int = 3) -> list[Truth]:
    return [press(layout, 7000 + 100 * number + at) for number, layout in enumerate(PRESS) for at in range(each)]


def jang(story: Story) -> str:
    head = f'<title>{story.title}</title><meta property="og:site_name" content="Jang"><meta property="og:title" content="{story.title}">'
    body = weave(
        story.parts(),
        f'<div class="tp_story_box"><h3>یہ بھی پڑھیے</h3><ul>{links(story.rng, 2)}</ul></div>',
        '<div class="ad_wrap"><span>اشتہار</span></div>',
    )
    return (
        frame(
            head,
            f"""<div class="detail-right"><div class="detail-right-top"><h1>{story.title}</h1><div class="detail-time">{story.at("%d {month} ، %Y")}</div>
<div class="share-icons"><a href="#">فیس بک</a> <a href="#">ٹوئٹر</a> <a href="#">واٹس ایپ</a></div></div>
<div class="description-area"><div class="medium-insert-images"><img src="a.jpg"><p>—فائل فوٹو</p></div><div class="detail_view_content">{body}</div>
<div class="category-source"><a href="/c">قومی خبریں سے مزید</a></div></div></div>
<div class="related_news"><div class="heading">قومی خبریں سے مزید</div>{"".join(f'<div class="box"><a href="/n"><h2>{story.teaser()}</h2></a><p>{PREVIEW}</p></div>' for _ in range(4))}</div>""",
        )
        if not midnight(story)
        else ""
    )


def express(story: Story) -> str:
    head = f'<title>{story.title} - ایکسپریس اردو</title><meta property="og:site_name" content="ایکسپریس اردو"><meta property="og:title" content="{story.title} - ایکسپریس اردو"><meta property="article:published_time" content="{story.published.isoformat()}">'
    body = weave(
        story.parts(p=' dir="RTL"'),
        f'<blockquote class="twitter-tweet"><p lang="ur" dir="rtl">{TWEET}</p>&mdash; Salman (@salman) <a href="https://twitter.com/x/status/1">July 3, 2025</a></blockquote><script async src="https://platform.twitter.com/widgets.js"></script>',
        f'<p><strong>مزید پڑھیں : <a href="/s">{story.teaser()}</a></strong></p>',
    )
    return frame(
        head,
        f"""<div class="story"><h1>{story.title}</h1><div class="author"><a href="/a">ویب ڈیسک</a> <span>{story.at("%A %d {month} %Y")}</span></div>
<div class="story-image"><img src="b.jpg"><div class="caption">ملاقات کا منظر۔ فوٹو: فائل</div></div><div class="story-content"><div class="article">{body}</div></div>
<div class="mobile-story-share">شیئر</div><div class="topics">موضوعات <a href="/t">مذاکرات</a></div>
<div class="comments-area"><h3>تبصرے</h3><ul>{"".join(f"<li><b>قاری</b><p>{words}</p></li>" for words in READERS)}</ul></div></div>""",
    )


def geo(story: Story) -> str:
    crumbs = {
        "@context": "https://schema.org",
        "@type": "BreadcrumbList",
        "itemListElement": [{"@type": "ListItem", "name": "دنیا"}],
    }
    site = {
        "@context": "https://schema.org",
        "@type": "WebPage",
        "name": story.title,
        "datePublished": "2020-01-01T00:00:00Z",
    }
    head = (
        f"<title>{story.title}</title>"
        + "".join(f'<script type="application/ld+json">{json.dumps(node)}</script>' for node in (crumbs, site))
        + ld(story.title, story.published, description=PREVIEW)
    )
    body = weave(
        story.parts(), "<p>&nbsp;</p>", f'<div class="embed_posts"><a href="/r"><p>{story.teaser()}</p></a></div>'
    )
    return frame(
        head,
        f"""<div class="story-area"><div class="column-right"><div class="heading_H"><h1>{story.title}</h1></div><h2 class="excerpt-full">{story.teaser()}</h2>
<div class="content-area">{body}<div class="next_stories"><div>مزید خبریں :</div><ul>{links(story.rng, 4)}</ul></div></div></div></div>""",
    )


def ary(story: Story) -> str:
    story.body.insert(3, ("h3", "فریقین کے اختلافات اور مذاکرات کا پس منظر"))
    head = f'<title>{story.title} | ARY News Urdu</title><meta property="og:title" content="{story.title}"><meta property="article:published_time" content="{story.published.isoformat()}">'
    body = weave(
        story.parts(),
        '<div class="td-a-rec td-a-rec-id-content_inline"><ins>Advertisement</ins></div>',
        f'<p><strong>یہ بھی پڑھیں: <a href="/q">{story.teaser()}</a></strong></p>',
    )
    return frame(
        head,
        f"""<article class="post type-post"><div class="td-post-header"><ul class="td-category"><li><a href="/w">اہم ترین</a></li></ul><h1 class="entry-title">{story.title}</h1>
<span class="td-post-date"><time class="entry-date" datetime="{story.published.isoformat()}">{story.at("%d {month} %Y")}</time></span></div>
<div class="td-post-content">{body}<div class="td-post-sharing-bottom"><span>Share</span></div></div>
<div class="author-box-wrap"><img src="p.jpg"><div class="desc"><div class="td-author-name"><a href="/u">عالیہ خان</a></div><div class="td-author-description">عالیہ خان بیس برس سے صحافت سے وابستہ ہیں اور خارجہ امور پر لکھتی ہیں۔</div></div></div>
<div class="td_block_wrap td_block_related_posts"><h4>RELATED ARTICLES</h4>{"".join(f'<div class="td_module"><h3><a href="/m">{story.teaser()}</a></h3></div>' for _ in range(3))}</div></article>""",
    )


def dunya(story: Story) -> str:
    """The text lies in a div, paragraphs parted by two breaks, with a dateline in front; nothing is a paragraph."""
    _, first = story.body[0]
    story.body[0] = ("p", f"اسلام آباد: (دنیا نیوز) {first}")
    head = f'<title>Dunya News: {story.title}</title><meta name="publish-date" content="{story.published:%Y-%m-%dT%H:%M:%SZ}">'
    text = "<br/><br/>".join(html.escape(words, quote=False) for words in story.paragraphs)
    return frame(
        head,
        f"""<div class="container"><div class="row"><div class="col-md-8"><h1 class="newsHd">{story.title}</h1><div class="lead">Published On {story.at("%d %B,%Y %I:%M %p").lower()}</div>
<img src="c.jpg" alt=""><div class="col-md-12 col-xs-12">{text}</div></div><div class="col-md-4"><h4>مقبول خبریں</h4>{links(story.rng, 6, "div")}</div></div></div>""",
    )


def urdupoint(story: Story) -> str:
    first = story.body[0][1]
    story.body[0] = ("p", f"ماسکو (اردو پوائنٹ اخبارتازہ ترین۔ این این آئی۔ {story.at('%d {month} %Yء')}) {first}")
    head = f'<title>{story.title} - UrduPoint</title><meta property="og:title" content="{story.title}">' + ld(
        story.title, story.published
    )
    text = "<br><br>".join(html.escape(words, quote=False) for words in story.paragraphs)
    middle = len(text) // 2
    cut = text.find("۔", middle) + 1
    text = f'{text[:cut]} (جاری ہے) <div class="ad_ph"><ins class="adsbygoogle"></ins></div> {text[cut:]}'
    return frame(
        head,
        f"""<div class="main_content"><h1 class="urdu ar">{story.title}</h1><div class="art_info"><span>{story.at("%A %d {month} %Y %H:%M")}</span></div>
<div class="detail_txt urdu">{text}</div><p>متعلقہ عنوان :</p><div class="tags">{links(story.rng, 2, "span")}</div>
<div class="shad_box"><h4 class="fs24">Live Updates</h4>{links(story.rng, 4, "div")}</div><div><a href="/e">Read more in English</a></div></div>""",
    )


def dawn(story: Story) -> str:
    story.body.insert(2, ("h3", "مذاکرات میں کیا ہوا؟"))
    story.body.insert(4, ("blockquote", "ہم نے ہر نکتے پر کھل کر بات کی ہے اور آئندہ بھی کریں گے۔"))
    head = f'<title>{story.title} - World - Dawn News Urdu</title><meta property="og:title" content="{story.title}"><meta property="og:site_name" content="Dawn News Urdu">'
    body = weave(
        story.parts(),
        '<figure class="media media--fill"><div class="media__item"><img src="d.jpg"></div><figcaption class="media__caption">وفود کی نشست کا منظر — فوٹو: اے ایف پی</figcaption></figure>',
        f'<blockquote class="twitter-tweet"><p>{TWEET}</p></blockquote>',
        f'<p><strong>مزید پڑھیں: <a href="/d">{story.teaser()}</a></strong></p>',
    )
    return frame(
        head,
        f"""<article class="story"><div class="template__header"><h2 class="story__title"><a href="/s">{story.title}</a></h2><span class="story__byline"><a href="/w">ویب ڈیسک</a></span>
<span class="story__time">شائع <time class="timestamp--date" datetime="{story.published.isoformat()}">{story.at("%d {month} %Y %I:%M%p").lower()}</time></span></div>
<div class="story__content overflow-hidden">{body}</div><div id="comments" class="story__comments"><h3>تبصرے (2)</h3>{"".join(f"<article><p>{words}</p></article>" for words in READERS)}</div></article>""",
    )


def bbc_story(story: Story) -> str:
    story.body.insert(2, ("h2", "فریقین کے درمیان مذاکرات کی بنیاد کیا ہے؟"))
    story.body[5:5] = [("li", "تکنیکی ماہرین کی نشست آئندہ ہفتے ہو گی"), ("li", "مسودے پر دستخط ابھی باقی ہیں")]
    graph = {
        "@context": "http://schema.org",
        "@graph": [
            {
                "@type": "ReportageNewsArticle",
                "headline": story.title,
                "datePublished": story.published.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
                "author": {"@type": "NewsMediaOrganization", "name": "BBC News اردو"},
                "publisher": {"name": "BBC News اردو"},
            }
        ],
    }
    head = (
        f'<title>{story.title} - BBC News اردو</title><script type="application/ld+json">{json.dumps(graph)}</script>'
    )
    embed = '<section role="region" aria-labelledby="consent-1"><strong id="consent-1">X کے مواد کی اجازت؟</strong><p>اس تحریر میں ایسا مواد ہے جو X کی جانب سے دیا گیا ہے۔ کسی بھی چیز کے لوڈ ہونے سے قبل ہم آپ سے اجازت چاہتے ہیں کیونکہ یہ ممکن ہے کہ وہ کوئی مخصوص کوکیز یا ٹیکنالوجیز کا استعمال کر رہے ہوں۔</p><button>قبول کریں اور جاری رکھیں</button></section><p>X پوسٹ کا اختتام, 1</p>'
    promo = f'<div data-e2e="recommendations"><section role="region" aria-labelledby="rec"><strong id="rec">اسی بارے میں</strong><ul>{links(story.rng, 3)}</ul></section></div>'
    promo_line = "<p><b>بی بی سی اردو اب واٹس ایپ پر: <a href='/w'>سبسکرائب کرنے کے لیے کلک کریں</a></b></p>"
    body = weave(
        [
            f'<div dir="rtl" class="bbc-19j92fr ebmt73l0">{part}</div>' if part.startswith("<p") else part
            for part in story.parts(p=' class="bbc-1cvxiy9" dir="rtl"')
        ],
        embed,
        promo,
        promo_line,
    )
    return frame(
        head,
        f'<main role="main"><h1 class="bbc-1tk77pb" id="content">{story.title}</h1><section role="region" aria-labelledby="article-byline"><ul><li><span>مصنف, </span>سارہ بیگ</li><li><span>عہدہ, </span>بی بی سی اردو، لندن</li></ul></section><div class="bbc-j"><time datetime="{story.published:%Y-%m-%d}">{story.at("%d {month} %Y")}</time></div>{body}<section data-testid="top-stories"><h2>اہم خبریں</h2><ul>{"".join(f"<li><h3><a href=/x>{story.teaser()}</a></h3><time>{at} جولائی 2025</time></li>" for at in (3, 2, 1))}</ul></section></main>',
    )


def siasat(story: Story) -> str:
    head = f'<title>{story.title}</title><meta property="og:site_name" content="روزنامہ سیاست"><meta property="article:published_time" content="{story.published.isoformat()}"><meta name="author" content="نمائندہ خصوصی">'
    body = weave(
        story.parts(),
        '<div class="stream-item stream-item-in-post"><p>اشتہار</p></div>',
        f'<div class="mag-box mini-posts-box content-only inline-related-posts"><div class="mag-box-title"><h3>متعلقہ خبریں</h3></div><ul class="posts-items">{links(story.rng, 3)}</ul></div>',
    )
    return frame(
        head,
        f"""<article id="the-post" class="container-wrapper post-content"><header class="entry-header-outer"><h1 class="post-title entry-title">{story.title}</h1><div class="single-post-meta post-meta"><span class="date meta-item">{story.at("%B %d, %Y")}</span><span class="meta-reading-time">2 minutes read</span></div></header>
<div class="entry-content entry clearfix">{body}<p>سیاست ڈاٹ کام کے واٹس ایپ چینل کو فالو کرنے کے لیے یہاں کلک کریں۔</p><div class="post-bottom-meta post-bottom-tags"><span>Tags</span><a href="/t">مذاکرات</a></div></div>
<div id="share-buttons-bottom" class="share-buttons"><a>Facebook</a><a>X</a><a>Print</a></div></article>
<div class="about-author container-wrapper"><h3>نمائندہ خصوصی</h3><p>نمائندہ خصوصی گزشتہ دس برس سے ادارے کے ساتھ وابستہ ہیں اور ریاستی امور پر لکھتے ہیں۔</p></div>
<div id="add-comment-block"><div id="respond"><h3>جواب دیں</h3><p>آپ کا ای میل ایڈریس شائع نہیں کیا جائے گا۔</p></div></div>""",
    )


def etv(story: Story) -> str:
    """Class names are hashes; dates stand in English with a zone; "read more" is a run of linked paragraphs."""
    head = f'<title>{story.title}</title><meta property="og:title" content="{story.title}">'
    story.published -= timedelta(seconds=story.published.second)
    indian = (story.published + timedelta(hours=5, minutes=30)).strftime("%b %d, %Y, %-I:%M %p IST")
    body = weave(
        story.parts(p=' class="_x7h"'),
        '<div class="_im3"><img src="e.jpg"><span>میٹنگ کا منظر (ETV Bharat)</span></div>',
    )
    more = "".join(
        f'<p class="_x7h"><a href="/e{at}"><strong>{teaser}</strong></a></p>'
        for at, teaser in enumerate(story.rng.sample(TEASERS, 3))
    )
    return frame(
        head,
        f"""<div class="_a1"><a href="/">ہوم</a><span>/</span><a href="/i">بین الاقوامی</a></div><div class="_b2"><h1 class="_t">{story.title}</h1><div class="_by">By ETV Bharat Urdu Team</div><div class="_d publish-time">Published : {indian}</div>
<div class="_share"><span>Share</span></div><div class="_c3">{body}<p class="_x7h"><strong>مزید پڑھیں:</strong></p>{more}</div><div class="_k">For All Latest Updates</div><div class="_tg">TAGGED: <a href="/t">مذاکرات</a></div></div>""",
        'lang="en"',
    )


def elementor(story: Story) -> str:
    """Every piece of the page is the same nest of divs; the headline comes twice, an English one follows it."""
    head = f'<title>{story.title} - صدائے شہر</title><meta property="og:site_name" content="صدائے شہر"><meta property="article:published_time" content="{story.published.isoformat()}">'

    def widget(inside: str, kind: str = "text-editor") -> str:
        return f'<div class="elementor-element elementor-widget elementor-widget-{kind}"><div class="elementor-widget-container">{inside}</div></div>'

    return frame(
        head,
        '<div class="elementor elementor-location-single">'
        + widget("<h2>اہم خبریں</h2>", "heading")
        + widget("<p>تازہ ترین خبریں، باخبر تجزیے، اور حالات کی جھلک — صرف ہمارے پورٹل پر، جہاں ہر خبر اہم ہے!</p>")
        + widget(f'<h1 class="elementor-heading-title">{story.title}</h1>', "heading")
        + widget(
            '<img src="f.jpg" alt="Talks in the city"><figcaption class="widget-image-caption wp-caption-text">Talks in the city</figcaption>',
            "image",
        )
        + widget(f"<p><b>{story.title}</b></p>{''.join(story.parts())}", "theme-post-content")
        + widget("<p>Share it :</p>")
        + widget(
            '<span class="elementor-screen-only">Share on facebook</span><span class="elementor-screen-only">Share on twitter</span>',
            "share-buttons",
        )
        + widget(
            f'<div class="elementor-posts-container">{"".join(f"<article class=elementor-post><h3><a href=/p>{story.teaser()}</a></h3><span>{PREVIEW}</span></article>" for _ in range(3))}</div>',
            "posts",
        )
        + "</div>",
    )


PRESS: dict[str, Callable[[Story], str | bytes]] = {
    f.__name__: f
    for f in (
        jang,
        express,
        geo,
        ary,
        dunya,
        urdupoint,
        dawn,
        bbc_story,
        siasat,
        etv,
        elementor,
        scripted,
        paywall,
        misdeclared,
        live_updates,
        facts,
        stream,
        crowded,
    )
}
