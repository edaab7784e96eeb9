# ruff: noqa: E501 - markup keeps its lines
"""Pages in thirteen invented layouts with invented Urdu articles; extraction is measured on them."""

from __future__ import annotations

import html
import json
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

PLACES = ("ماسکو", "اسلام آباد", "جنیوا", "استنبول", "نئی دہلی", "قاہرہ", "برلن", "تہران", "بیجنگ", "لندن")
PEOPLE = (
    "وزیر خارجہ سلمان قریشی",
    "صدر انتون بارکوف",
    "سفیر مریم الہاشمی",
    "ترجمان زویا کمال",
    "وزیر خزانہ داؤد نیازی",
    "میئر ایلینا مارٹن",
    "جنرل یوسف آفندی",
    "مبصر نعمان شیخ",
)
TOPICS = (
    "گیس کی فراہمی",
    "سرحدی تجارت",
    "پانی کی تقسیم",
    "فضائی رابطے",
    "گندم کی برآمد",
    "قیدیوں کے تبادلے",
    "بندرگاہ کی توسیع",
)
SENTENCES = (
    "{who} نے {place} میں صحافیوں کو بتایا کہ {topic} کے معاملے پر دونوں فریق ایک دوسرے کے قریب آ گئے ہیں۔",
    "ان کے مطابق مذاکرات کا پہلا دور تین گھنٹے جاری رہا اور اس میں {topic} سمیت کئی امور پر کھل کر بات ہوئی۔",
    "{place} سے ملنے والی اطلاعات میں کہا گیا ہے کہ {topic} کا مسودہ تیار ہے مگر اس پر دستخط ابھی باقی ہیں۔",
    "{who} کا کہنا تھا کہ ’ہم جلدی میں کوئی ایسا فیصلہ نہیں کریں گے جس کا بوجھ عوام کو اٹھانا پڑے۔‘",
    "یاد رہے کہ گذشتہ برس {topic} پر بات چیت اس وقت رک گئی تھی جب {place} میں سیلاب سے سڑکیں بند ہو گئی تھیں۔",
    "دوسری جانب حزب اختلاف نے الزام لگایا ہے کہ حکومت {topic} کی تفصیلات پارلیمان سے چھپا رہی ہے۔",
    "ماہرین کے خیال میں {topic} پر سمجھوتہ ہو جائے تو خطے کی معیشت کو سالانہ دو ارب ڈالر کا فائدہ پہنچ سکتا ہے۔",
    "{who} نے مزید کہا کہ آئندہ ہفتے {place} میں تکنیکی ماہرین کی نشست ہو گی جس کے بعد اعلامیہ جاری کیا جائے گا۔",
    "مقامی تاجروں نے اس پیش رفت کا خیرمقدم کیا اور امید ظاہر کی کہ {topic} سے روزگار کے نئے مواقع پیدا ہوں گے۔",
    "سرکاری خبر رساں ادارے نے لکھا ہے کہ {place} کے اجلاس میں {topic} کے علاوہ ثقافتی وفود کے تبادلے پر بھی اتفاق ہوا۔",
    "ایک اعلیٰ اہلکار نے نام ظاہر نہ کرنے کی شرط پر بتایا کہ ابھی دو نکات پر اختلاف باقی ہے۔",
    "تجزیہ کاروں کا کہنا ہے کہ {place} کی حکومت اس سے پہلے بھی {topic} پر ایسے وعدے کر چکی ہے جو پورے نہ ہو سکے۔",
)
HEADLINES = (
    "{place} میں {topic} پر پیش رفت، {who} پر امید",
    "{topic}: {place} مذاکرات کا پہلا دور مکمل",
    "{who} کا دورہ {place}، {topic} پر گفتگو",
)
TEASERS = (
    "کرکٹ ٹیم کے نئے کپتان کا اعلان آج متوقع",
    "سونے کی قیمت میں ایک بار پھر اضافہ",
    "موسم سرما کی تعطیلات کا شیڈول جاری",
    "فلمی میلے میں نوجوان ہدایت کارہ کو اعزاز",
    "بجلی کے نرخوں میں کمی کی سفارش",
    "نئی ٹرین سروس کا افتتاح اگلے ماہ ہو گا",
    "جامعہ میں داخلوں کا آغاز، فیس میں رعایت",
    "ہاکی ٹورنامنٹ کا فائنل آج کھیلا جائے گا",
)
MONTHS = ["جنوری", "فروری", "مارچ", "اپریل", "مئی", "جون", "جولائی", "اگست", "ستمبر", "اکتوبر", "نومبر", "دسمبر"]
LOCAL = timedelta(hours=5)


@dataclass(frozen=True)
class Truth:
    """An article as its newsroom wrote it, and the page its site made of it."""

    layout: str
    title: str
    paragraphs: tuple[str, ...]
    published: datetime
    page: bytes
    content_type: str = "text/html; charset=utf-8"

    @property
    def text(self) -> str:
        return "\n".join(self.paragraphs)


def truths(each: int = 4) -> list[Truth]:
    """Return `each` pages of every layout, always the same ones."""
    return [make(layout, 100 * number + at) for number, layout in enumerate(LAYOUTS) for at in range(each)]


def written(seed: int, *, flash: bool = False) -> tuple[str, tuple[str, ...], datetime, random.Random]:
    """Return title, paragraphs and date of an invented article, and the chance that is left for its page."""
    rng = random.Random(seed)  # noqa: S311
    fill = {"who": rng.choice(PEOPLE), "place": rng.choice(PLACES), "topic": rng.choice(TOPICS)}
    title = rng.choice(HEADLINES).format(**fill)
    sentences = [
        sentence.format(who=rng.choice(PEOPLE), place=rng.choice(PLACES), topic=fill["topic"])
        for sentence in rng.sample(SENTENCES, 1 if flash else rng.randint(9, 12))
    ]
    size = rng.choice((1, 2, 2))
    paragraphs = tuple(" ".join(sentences[at : at + size]) for at in range(0, len(sentences), size))
    published = datetime(
        2025, rng.randint(1, 12), rng.randint(1, 28), rng.randint(6, 18), rng.randint(0, 59), tzinfo=UTC
    )
    return title, paragraphs, published, rng


def make(layout: str, seed: int) -> Truth:
    title, paragraphs, published, rng = written(seed, flash=layout == "flash")
    page = LAYOUTS[layout](title, paragraphs, published, rng)
    if layout == "cp1256":
        plain = page.translate(str.maketrans({"ی": "ي", "ۓ": "ي", "۔": ".", "‘": "'", "’": "'"}))
        paragraphs = tuple(p.replace("۔", ".").replace("‘", "'").replace("’", "'") for p in paragraphs)
        return Truth(layout, title, paragraphs, published, plain.encode("cp1256", "xmlcharrefreplace"), "text/html")
    return Truth(layout, title, paragraphs, published, page.encode())


def local(moment: datetime) -> datetime:
    return (moment + LOCAL).replace(tzinfo=None)


def urdu_date(moment: datetime) -> str:
    at = local(moment)
    return f"{at.day} {MONTHS[at.month - 1]} {at.year} {at:%H:%M}"


def links(rng: random.Random, count: int = 5, tag: str = "li") -> str:
    return "".join(
        f'<{tag}><a href="/story/{rng.randrange(9999)}">{teaser}</a></{tag}>' for teaser in rng.sample(TEASERS, count)
    )


def chrome(rng: random.Random, head: str, middle: str) -> str:
    """Put a page's middle into the furniture that every site has."""
    sections = "".join(
        f'<li><a href="/{n}">{name}</a></li>'
        for n, name in enumerate(("پاکستان", "دنیا", "کھیل", "فن", "کاروبار", "سائنس"))
    )
    return f"""<!DOCTYPE html><html lang="ur" dir="rtl"><head>{head}<script>var a = "{"x" * 3000}";</script>
<style>.a{{color:red}}</style></head><body class="single has-sidebar"><header class="site-header"><div class="today-date">
{urdu_date(datetime(2025, 12, 31, 6, tzinfo=UTC))}</div><a href="/">ہمارا اخبار</a><nav><ul>{sections}</ul></nav></header>
{middle}<aside class="sidebar"><h3>مقبول ترین</h3><ul>{links(rng)}</ul><p>اشتہار</p></aside>
<footer><p>© 2025 ہمارا اخبار۔ جملہ حقوق محفوظ ہیں۔</p><ul>{sections}</ul></footer></body></html>"""


def paras(paragraphs: tuple[str, ...], tag: str = "p", attributes: str = "") -> list[str]:
    return [f"<{tag}{attributes}>{html.escape(p, quote=False)}</{tag}>" for p in paragraphs]


def inside(parts: list[str], *extras: str) -> str:
    """Put extras between the first paragraphs."""
    out = list(parts)
    for at, extra in enumerate(extras):
        out.insert(min(1 + 2 * at, len(out)), extra)
    return "\n".join(out)


def ld(title: str, published: datetime, **more: object) -> str:
    node = {
        "@context": "https://schema.org",
        "@graph": [
            {"@type": "WebSite", "name": "ہمارا اخبار"},
            {
                "@type": "NewsArticle",
                "headline": title,
                "datePublished": published.isoformat(),
                "author": {"name": "نامہ نگار"},
                **more,
            },
        ],
    }
    return f'<script type="application/ld+json">{json.dumps(node, ensure_ascii=False)}</script>'


def wordpress(title: str, paragraphs: tuple[str, ...], published: datetime, rng: random.Random) -> str:
    head = f'<title>{title} - ہمارا اخبار</title><meta property="og:site_name" content="ہمارا اخبار"><meta property="og:title" content="{title}"><meta property="article:published_time" content="{published.isoformat()}">'
    body = inside(
        paras(paragraphs),
        '<div class="wp-caption alignnone"><img src="a.jpg"><p class="wp-caption-text">وزرا کی ملاقات کا منظر</p></div>',
        f'<p>یہ بھی پڑھیں: <a href="/x">{rng.choice(TEASERS)}</a></p>',
    )
    middle = f"""<article class="post-12 tag-news"><header class="entry-header"><h1 class="entry-title">{title}</h1>
<div class="entry-meta">از نامہ نگار</div></header><div class="entry-content">{body}<p>Share it :</p>
<div class="sharedaddy sd-sharing-enabled"><h3 class="sd-title">Share this:</h3><ul><li><a href="#">Facebook</a></li><li><a href="#">X</a></li></ul></div>
<div id="jp-relatedposts" class="jp-relatedposts"><h3>Related</h3>{links(rng, 3, "p")}</div></div>
<div id="comments"><h3>Leave a Comment</h3><form><p>Your email address will not be published.</p></form></div></article>"""
    return chrome(rng, head, middle)


def bbc(title: str, paragraphs: tuple[str, ...], published: datetime, rng: random.Random) -> str:
    head = f'<title>{title} - BBC News اردو</title><meta property="og:title" content="{title} - BBC News اردو">' + ld(
        title, published
    )
    figure = '<figure><div><img alt="منظر"></div><p><span class="visually-hidden">،تصویر کا ذریعہ</span>Getty Images</p><figcaption><span>،تصویر کا کیپشن</span>مذاکرات کا ایک منظر</figcaption></figure>'
    block = f'<section role="region" aria-labelledby="r"><strong id="r">سب سے زیادہ پڑھی جانے والی</strong><a class="skip" href="#e">Skip سب سے زیادہ پڑھی جانے والی and continue reading</a><ul>{links(rng, 4)}</ul><p id="e">End of سب سے زیادہ پڑھی جانے والی</p></section>'
    hidden = '<div dir="rtl"><p>،تصویر کا ذریعہEPA</p></div>'
    body = inside(paras(paragraphs, "p", ' class="bbc-x1 e17"'), figure, block, hidden)
    middle = f'<main role="main"><h1 id="content" tabindex="-1">{title}</h1><ul><li>مصنف, نامہ نگار</li></ul><time datetime="{published:%Y-%m-%d}">{urdu_date(published)}</time>{body}<p>© 2026 بی بی سی. بی بی سی بیرونی ویب سائٹس کے مواد کا ذمہ دار نہیں</p></main>'
    return chrome(rng, head, middle)


def nextjs(title: str, paragraphs: tuple[str, ...], published: datetime, rng: random.Random) -> str:
    head = f"<title>{title}</title>" + ld(title, published, articleBody="\n".join(paragraphs))
    return f'<html lang="en"><head>{head}</head><body><div id="__next"><nav>{links(rng)}</nav><div class="loading"></div></div></body></html>'


def amp(title: str, paragraphs: tuple[str, ...], published: datetime, rng: random.Random) -> str:
    head = f"<title>{title} | ہمارا اخبار</title>" + ld(title, published)
    body = inside(
        paras(paragraphs),
        '<amp-ad width="300">اشتہار</amp-ad>',
        '<amp-img src="a.jpg"></amp-img><p class="caption">فائل فوٹو</p>',
    )
    middle = f'<article><h1>{title}</h1><div class="article-body">{body}<amp-social-share type="x">شیئر کریں</amp-social-share></div><div class="related-stories"><h2>متعلقہ خبریں</h2><ul>{links(rng, 4)}</ul></div></article>'
    return chrome(rng, head, middle)


def blogger(title: str, paragraphs: tuple[str, ...], published: datetime, rng: random.Random) -> str:
    head = f'<title>صدائے شہر: {title}</title><meta property="og:title" content="{title}">'
    body = "<br /><br />".join(paragraphs)
    middle = f'<div class="date-outer"><div class="post hentry"><h3 class="post-title entry-title">{title}</h3><div class="post-body entry-content"><div dir="rtl">{body}</div></div><div class="post-footer"><span class="post-timestamp">Posted on <abbr class="published" title="{published.isoformat()}">{urdu_date(published)}</abbr></span></div></div><div class="comments"><h4>No comments:</h4></div></div>'
    return chrome(rng, head, middle)


def tables(title: str, paragraphs: tuple[str, ...], published: datetime, rng: random.Random) -> str:
    body = "<br>".join(paragraphs)
    head = f'<title>{title}</title><meta name="pubdate" content="{published.isoformat()}">'
    return f'<html><head>{head}</head><body><table width="100%"><tr><td colspan="2">{links(rng, 6, "span")}</td></tr><tr><td width="70%"><font size="6"><b>{title}</b></font><br><div align="right">{body}</div></td><td><table>{"".join(f"<tr><td>{x}</td></tr>" for x in (links(rng, 3, "div"), links(rng, 3, "div")))}</table></td></tr><tr><td colspan="2">جملہ حقوق محفوظ ہیں</td></tr></table></body></html>'


def liveblog(title: str, paragraphs: tuple[str, ...], published: datetime, rng: random.Random) -> str:
    head = f"<title>{title}</title>" + ld(title, published)
    posts = "".join(
        f'<article class="live-post"><time>{10 + at}:{at}0</time><div class="post-text"><p>{p}</p></div><div class="share-tools"><a href="#">شیئر کریں</a></div></article>'
        for at, p in enumerate(paragraphs)
    )
    return chrome(rng, head, f'<main><h1>{title}</h1><div class="live-feed">{posts}</div></main>')


def cp1256(title: str, paragraphs: tuple[str, ...], published: datetime, rng: random.Random) -> str:
    head = f'<meta http-equiv="Content-Type" content="text/html; charset=windows-1256"><title>{title}</title><meta name="date" content="{published.isoformat()}">'
    return f'<html><head>{head}</head><body><div id="menu">{links(rng, 6)}</div><h1>{title}</h1><div id="story">{"".join(paras(paragraphs))}</div><div id="footer"><p>Copyright 2009</p></div></body></html>'


def flash(title: str, paragraphs: tuple[str, ...], published: datetime, rng: random.Random) -> str:
    head = f"<title>{title}</title>" + ld(title, published)
    return chrome(
        rng,
        head,
        f'<main><article><h1>{title}</h1><div class="story-detail">{"".join(paras(paragraphs))}</div><div class="share-bar"><a href="#">فیس بک</a></div></article></main>',
    )


def tailwind(title: str, paragraphs: tuple[str, ...], published: datetime, rng: random.Random) -> str:
    head = f'<title>{title} - Daily Urdu News</title><meta property="og:title" content="{title}"><meta property="og:site_name" content="Daily Urdu News">'
    body = inside(
        paras(paragraphs, "div", ' class="overflow-hidden text-lg leading-9"'),
        f'<div class="bg-gray-100 p-4"><span>مزید پڑھیں</span><div><a href="/a">{rng.choice(TEASERS)}</a></div></div>',
    )
    middle = f'<div class="flex flex-col"><div class="container mx-auto"><h1 class="text-3xl">{title}</h1><div class="text-sm text-gray-500 publish-info">{urdu_date(published)}</div><div class="mt-4">{body}</div></div><div class="grid grid-cols-4">{links(rng, 4, "div")}</div></div>'
    return chrome(rng, head, middle)


def microdata(title: str, paragraphs: tuple[str, ...], published: datetime, rng: random.Random) -> str:
    head = f"<title>{title} » ہمارا اخبار</title>"
    body = inside(
        paras(paragraphs),
        '<p class="photo"><strong>فوٹو: اے ایف پی</strong></p>',
        "<p>(جاری ہے)</p>",
        "<p>مواضيع ذات صلة</p>",
    )
    middle = f'<div itemscope itemtype="https://schema.org/NewsArticle"><h1 itemprop="headline">{title}</h1><span itemprop="datePublished" content="x" class="date">{urdu_date(published)}</span><div itemprop="articleBody">{body}<p>خبر کا کوڈ: 99812</p></div><div class="tags">ٹیگز: <a href="/t">مذاکرات</a></div></div>'
    return chrome(rng, head, middle)


def endless(title: str, paragraphs: tuple[str, ...], published: datetime, rng: random.Random) -> str:
    """Below the article the next one follows, as pages do that scroll without end."""
    head = f'<title>{title}</title><meta property="og:title" content="{title}">' + ld(title, published)
    other = make("flash", rng.randrange(10_000, 99_999))
    first = (
        f'<article id="story-1"><h1>{title}</h1><p>{title}</p><section>{"".join(paras(paragraphs))}</section></article>'
    )
    second = f'<article id="story-2"><h2>{other.title}</h2><section>{"".join(paras(other.paragraphs * 2))}</section></article>'
    return chrome(rng, head, f"<main>{first}{second}</main>")


def plain(title: str, paragraphs: tuple[str, ...], published: datetime, rng: random.Random) -> str:
    """No class says anything, the site's name is the first heading, teasers are whole sentences."""
    head = f'<title>ہمارا اخبار | {title}</title><meta property="article:published_time" content="{published:%Y-%m-%dT%H:%M:%S}Z">'
    teasers = "".join(
        f'<div><h4><a href="/n/{at}">{rng.choice(TEASERS)}</a></h4><p>یہ خبر شہر بھر میں زیر بحث ہے اور اس پر عوام کی رائے منقسم ہے۔</p></div>'
        for at in range(4)
    )
    body = inside(paras(paragraphs), f"<p><b>{rng.choice(TEASERS)}</b></p>", "<p>اشتہار</p>", "<p>End of content</p>")
    middle = f"<div><h1>ہمارا اخبار</h1><div><h2>{title}</h2><p>{urdu_date(published)}</p><div>{body}</div><p>Translate »</p></div><div>{teasers}</div></div>"
    return chrome(rng, head, middle)


LAYOUTS: dict[str, Callable[[str, tuple[str, ...], datetime, random.Random], str]] = {
    f.__name__: f
    for f in (
        wordpress,
        bbc,
        nextjs,
        amp,
        blogger,
        tables,
        liveblog,
        cp1256,
        flash,
        tailwind,
        microdata,
        endless,
        plain,
    )
}
