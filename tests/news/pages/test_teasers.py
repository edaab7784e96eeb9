# ruff: noqa: E501 - markup keeps its lines
"""Teasers of other articles are removed, whatever their markup; text that only looks like them stays."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from flows.news.article import Article, ExtractionRules, Page
from flows.news.pages.page_to_article import read_page

SEEN = datetime(2026, 11, 28, tzinfo=UTC)
TITLE = "ضلعی کونسل نے پانی کی نئی پائپ لائن کی منظوری دے دی"
STORY = (
    "ضلعی کونسل نے پیر کے اجلاس میں شہر کے شمالی حصے کے لیے پانی کی نئی پائپ لائن کی منظوری دے دی ہے، جس پر تقریباً چالیس کروڑ روپے خرچ ہوں گے۔",
    "کونسل کے چیئرمین حامد رشید نے بتایا کہ کام مارچ میں شروع ہو گا اور آٹھ ماہ میں مکمل کیا جائے گا۔ ان کے بقول دس ہزار گھروں کو صاف پانی ملے گا۔",
    "حزب اختلاف کے ارکان نے ٹھیکے کی تفصیلات سامنے لانے کا مطالبہ کیا اور کہا کہ پچھلے منصوبے میں بھی تاخیر ہوئی تھی۔",
    "محکمہ آب رسانی کے انجینئر نے وضاحت کی کہ پرانی لائن میں تیس فیصد پانی ضائع ہو جاتا ہے، اس لیے اسے بدلنا ضروری تھا۔",
    "اجلاس کے اختتام پر شہریوں کی کمیٹی نے بھی منصوبے کی نگرانی میں شامل ہونے کی خواہش ظاہر کی۔",
)
LEAD = "روسی صدر ولادیمیر پوتن اور امریکی صدر ڈونلڈ ٹرمپ نے ٹیلی فون پر ایک گھنٹہ گفتگو کی، کریملن کے مطابق یوکرین کا معاملہ زیر غور آیا۔"
OTHERS = (
    ("پوتن اور ٹرمپ کے درمیان ٹیلی فون پر گفتگو", LEAD),
    (
        "گندم کی امدادی قیمت میں اضافے کا اعلان کر دیا گیا",
        "وفاقی وزیر نے بتایا کہ کسانوں کو اس سال بہتر قیمت دی جائے گی تاکہ …",
    ),
    (
        "ساحلی شہر میں کتابوں کا سالانہ میلہ شروع ہو گیا",
        "تین روزہ میلے میں ملک بھر سے دو سو ناشر شریک ہیں اور پہلے ہی دن …",
    ),
)
BODY = "".join(f"<p>{line}</p>" for line in STORY)


def page(
    markup: str, url: str = "https://nama.example/khabar/pipe-line-7788", title: str = TITLE, **more: object
) -> Page:
    head = f'<html lang="ur" dir="rtl"><head><meta charset="utf-8"><title>{title} | نامہ</title></head>'
    menu = "<header><nav><a href='/'>صفحہ اول</a> <a href='/dunya'>دنیا</a></nav></header>"
    body = f"{head}<body>{menu}{markup}<footer><p>جملہ حقوق محفوظ ہیں</p></footer></body></html>"
    html = (("Content-Type", "text/html; charset=utf-8"),)
    return Page("nama", url, str(more.pop("final", url)), SEEN, 200, html, body.encode(), **more)  # type: ignore[arg-type]


def lines(markup: str, rules: ExtractionRules | None = None) -> list[str]:
    """The lines of the article in a page."""
    found = read_page(page(markup), rules or ExtractionRules())
    assert isinstance(found, Article), found
    return found.text.splitlines()


def each(form: str) -> str:
    """A form for each of the other articles."""
    return "".join(form.format(at=at, head=head, lead=lead) for at, (head, lead) in enumerate(OTHERS))


ROWS = {
    "picture, then a block with headline and excerpt": "<div class='x9'>{}</div>".format(
        each(
            '<div class="row"><a href="/n{at}"><img src="x.jpg"></a><div class="t"><a href="/n{at}">{head}</a><p>{lead}</p></div></div>'
        )
    ),
    "a list of linked headlines with excerpts": f"<ul>{each('<li><a href=/n{at}>{head}</a> {lead}</li>')}</ul>",
    "a list with a dash": f"<ol>{each('<li><b><a href=/n{at}>{head}</a></b> - {lead}</li>')}</ol>",
    "bold headline, excerpt, read more": each(
        "<p><strong>{head}</strong></p><p>{lead}</p><p><a href='/n{at}'>مکمل خبر</a></p>"
    ),
    "headline, excerpt, read more without bold": each(
        "<p>{head}</p><p>{lead}</p><p><a href='/n{at}'>مزید پڑھیں</a></p>"
    ),
    "headings with excerpts": each("<h3><a href='/n{at}'>{head}</a></h3><p>{lead}</p>"),
    "a link in its own line, then the excerpt": each("<p><a href='/n{at}'>{head}</a></p><p>{lead}</p>"),
    "a heading within the link": each("<div><a href='/n{at}'><h4>{head}</h4></a><div>{lead}</div></div>"),
    "cards that are one link": each("<a href='/n{at}'><img src='x.jpg'><h3>{head}</h3><p>{lead}</p></a>"),
    "a table": "<table>"
    + each("<tr><td><a href='/n{at}'><img src='x.jpg'></a></td><td><a href='/n{at}'>{head}</a><br>{lead}</td></tr>")
    + "</table>",
    "a definition list": f"<dl>{each('<dt><a href=/n{at}>{head}</a></dt><dd>{lead}</dd>')}</dl>",
    "paragraphs with a break": each("<p><a href='/n{at}'>{head}</a><br>{lead}</p>"),
    "unlinked headline and a link to read on": each(
        "<div><h4>{head}</h4><p>{lead}</p><a href='/n{at}'>تفصیل</a></div>"
    ),
    "a date and a category before the headline": each(
        "<div><span><a href='/category/dunya'>دنیا</a></span> <time>3 نومبر 2026</time><div><a href='/n{at}'>{head}</a></div><div>{lead}</div></div>"
    ),
    "picture, headline and excerpt as siblings": each(
        "<a href='/n{at}'><img src='x.jpg'></a><a href='/n{at}'>{head}</a><p>{lead}</p>"
    ),
    "articles within the article": each("<article><h2><a href='/n{at}'>{head}</a></h2><p>{lead}</p></article>"),
    "columns of a grid": f"<div><div>{each('<div><div><div><a href=/n{at}>{head}</a></div><div><p>{lead}</p></div></div></div>')}</div></div>",
    "addresses of the same site in full": each(
        "<div><a href='https://www.nama.example/n{at}'>{head}</a><p>{lead}</p></div>"
    ),
}
BOXES = {
    "a box with its name": "<div class='q'><h4>اہم خبر</h4><a href='/n0'>{head}</a><p>{lead}</p></div>",
    "a box without a name": "<div class='q'><h3><a href='/n0'>{head}</a></h3><p>{lead}</p></div>",
    "a box without a link": "<div class='q'><strong>اہم خبر</strong><p>{head}</p><p>{lead}</p></div>",
    "a quotation that is a box": "<blockquote><p><a href='/n0'>{head}</a></p><p>{lead}</p></blockquote>",
    "a table of one cell": "<table><tr><td>متعلقہ خبر</td></tr><tr><td><a href='/n0'>{head}</a><br>{lead}</td></tr></table>",
    "a list of one": "<ul><li><a href='/n0'>{head}</a><p>{lead}</p></li></ul>",
    "a section": "<section><h5>مزید پڑھیں</h5><div><a href='/n0'><img src='x.jpg'></a></div><div><b>{head}</b><p>{lead}</p></div></section>",
    "a label in the same line": "<div><b>یہ بھی پڑھیں:</b> <a href='/n0'>{head}</a><p>{lead}</p></div>",
    "a headline and an excerpt that says it again": "<h3><a href='/n0'>{head}</a></h3><p>{lead}</p>",
}
FRAMES = {
    "article": "<main><article><h1>{title}</h1>{before}{first}{within}{rest}{after}</article></main>",
    "blocks": "<div class='w'><div class='l'><h1>{title}</h1>{before}{first}{within}{rest}</div><div class='r9'>{after}</div></div>",
    "flat": "<h1>{title}</h1>{before}{first}{within}{rest}{after}",
    "named": "<article><h1>{title}</h1>{before}<div class='entry-content'>{first}{within}{rest}{after}</div></article>",
}


def framed(frame: str, place: str, teasers: str) -> str:
    parts = {"before": "", "within": "", "after": ""} | {place: teasers}
    half = len(STORY) // 2
    first, rest = ("".join(f"<p>{line}</p>" for line in part) for part in (STORY[:half], STORY[half:]))
    return FRAMES[frame].format(title=TITLE, first=first, rest=rest, **parts)


@pytest.mark.parametrize("place", ["before", "within", "after"])
@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("form", ROWS)
def test_a_row_of_teasers_is_no_part_of_the_article(form: str, frame: str, place: str) -> None:
    assert lines(framed(frame, place, ROWS[form])) == list(STORY)


@pytest.mark.parametrize("place", ["before", "within", "after"])
@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("form", BOXES)
def test_a_teaser_that_stands_alone_is_no_part_of_the_article(form: str, frame: str, place: str) -> None:
    head, lead = OTHERS[0]
    assert lines(framed(frame, place, BOXES[form].format(head=head, lead=lead))) == list(STORY)


KEPT = {
    "links within sentences": [
        "کونسل نے <a href='/n0'>پانی کی نئی پائپ لائن</a> کی منظوری دی اور کہا کہ کام جلد شروع ہو گا۔",
        "<a href='/n1'>حزب اختلاف نے پچھلے ماہ احتجاج کیا تھا</a> اور ٹھیکے کی تفصیلات مانگی تھیں۔",
        "<a href='/n2'>محکمہ آب رسانی کی پچھلی رپورٹ</a> کے مطابق پرانی لائن میں پانی ضائع ہوتا ہے۔",
    ],
    "points": [
        "دونوں فریق فوری طور پر جنگ بندی کریں گے۔",
        "<a href='/n0'>قیدیوں کے تبادلے کی تجویز</a> پر ایک ماہ میں عمل ہو گا۔",
        "سرحد تین مقامات پر کھولی جائے گی۔",
        "تجارت کے لیے مشترکہ کمیشن بنے گا۔",
    ],
    "questions and answers": [
        "سوال: منصوبہ کب مکمل ہو گا؟",
        "جواب: آٹھ ماہ میں، اگر بارشوں نے کام نہ روکا۔",
        "سوال: اس پر کتنی رقم خرچ ہو گی؟",
        "جواب: <a href='/n0'>بجٹ کی دستاویز</a> کے مطابق چالیس کروڑ روپے۔",
    ],
}
DRESSES = {
    "paragraphs": ("", "<p>{}</p>", ""),
    "a list": ("<ul>", "<li>{}</li>", "</ul>"),
    "a numbered list": ("<ol>", "<li><p>{}</p></li>", "</ol>"),
    "blocks": ("<div>", "<div>{}</div>", "</div>"),
    "boxes": ("<div>", "<div><p>{}</p></div>", "</div>"),
}


@pytest.mark.parametrize("dress", DRESSES)
@pytest.mark.parametrize("what", KEPT)
@pytest.mark.parametrize("frame", FRAMES)
def test_what_belongs_to_the_story_stays(what: str, dress: str, frame: str) -> None:
    begin, form, end = DRESSES[dress]
    words = [line.replace("</a>", "").split("<a") for line in KEPT[what]]
    plain = ["".join(part.split(">", 1)[-1] if at else part for at, part in enumerate(parts)) for parts in words]
    found = lines(framed(frame, "within", begin + "".join(form.format(line) for line in KEPT[what]) + end))
    assert found == [*STORY[:2], *plain, *STORY[2:]]


LINKS = {
    "label": "<p>یہ بھی پڑھیں: <a href='/n{at}'>{head}</a></p>",
    "bold": "<p><strong><a href='/n{at}'>{head}</a></strong></p>",
    "heading": "<h4><a href='/n{at}'>{head}</a></h4>",
    "block": "<div><span>مزید پڑھیں</span><div><a href='/n{at}'>{head}</a></div></div>",
    "list": "<ul><li><a href='/n{at}'>{head}</a></li></ul>",
}


@pytest.mark.parametrize("form", LINKS)
@pytest.mark.parametrize("frame", FRAMES)
def test_links_between_the_paragraphs_take_no_paragraph_with_them(form: str, frame: str) -> None:
    parts = [f"<p>{line}</p>" for line in STORY]
    for at, (head, _) in enumerate(OTHERS):
        parts.insert(2 * at + 1, LINKS[form].format(at=at, head=head))
    markup = FRAMES[frame].format(title=TITLE, before="", first="", within="".join(parts), rest="", after="")
    assert lines(markup) == list(STORY)


DAY = "".join(
    f"<p>{words}</p>"
    for words in (LEAD, "دونوں رہنماؤں نے آئندہ ہفتے دوبارہ بات کرنے پر اتفاق کیا اور وفود کو ہدایات جاری کیں۔") * 2
)
STORIES = {
    "a block": f"<div><h2><a href='/n0'>{OTHERS[0][0]}</a></h2>{DAY}</div>",
    "no block": f"<h2><a href='/n0'>{OTHERS[0][0]}</a></h2>{DAY}",
    "no link": f"<div><h3>{OTHERS[0][0]}</h3>{DAY}</div>",
    "a name and bold words": f"<section><span>آج کی بڑی خبر</span><p><b>{OTHERS[0][0]}</b></p>{DAY}</section>",
    "an article": f"<article><h2>{OTHERS[0][0]}</h2>{DAY}<a href='/n0'>مزید</a></article>",
    "a link and a picture": f"<div><a href='/n0'><img src='x.jpg'></a><div><a href='/n0'>{OTHERS[0][0]}</a>{DAY}</div></div>",
}


@pytest.mark.parametrize("form", STORIES)
@pytest.mark.parametrize(
    "around",
    [
        "{day}<main><h1>{title}</h1>{body}</main>",
        "<div>{day}</div><div><div><h1>{title}</h1></div>{body}</div>",
        "<div>{day}<h1>{title}</h1><div>{body}</div></div>",
        "<main>{day}<article><header><h1>{title}</h1></header>{body}</article></main>",
    ],
)
def test_a_whole_story_above_the_headline_is_another(form: str, around: str) -> None:
    assert lines(around.format(day=STORIES[form], title=TITLE, body=BODY)) == list(STORY)


@pytest.mark.parametrize("above", ["<p>{}</p>", "<div>{}</div>", "<h4>پانی کا بحران</h4><p>{}</p>"])
def test_a_summary_above_the_headline_stays(above: str) -> None:
    summary = "شہر کے شمالی حصے کے دس ہزار گھروں کو آٹھ ماہ میں صاف پانی ملے گا۔"
    found = lines(f"<main><article>{above.format(summary)}<h1>{TITLE}</h1>{BODY}</article></main>")
    assert found[-len(STORY) :] == list(STORY)
    assert summary in found


def test_a_short_article_does_not_go_with_its_only_link() -> None:
    flash = "صدر نے بدھ کی رات گئے نئی کابینہ کے ناموں کی منظوری دے دی۔"
    link = f"<a href='/n1'>{OTHERS[1][0]}</a>"
    for body in (
        f"<p>{flash}</p><p>یہ بھی پڑھیں: {link}</p>",
        f"<p>{link}</p><p>{flash}</p>",
        f"<p>{flash} {link}</p>",
    ):
        assert flash in lines(f"<h1>{TITLE}</h1><div class='b'>{body}</div>")[0]


def test_a_script_in_a_list_and_a_last_headline_without_excerpt_break_nothing() -> None:
    """Once such pages raised: a block of nothing but a script, and headlines of which only the last has no text."""
    head, lead = OTHERS[0]
    pairs = f"<h3><a href='/khabar/1'>{head}</a></h3><p>{lead}</p><h3><a href='/khabar/2'>{OTHERS[1][0]}</a></h3>"
    script = "<div><script>var shown = true;</script></div>"
    for markup in (
        BODY + pairs,
        f"<div>{script}<h3><a href='/khabar/1'>{head}</a></h3>{script}<p>{STORY[0]}</p></div>",
    ):
        assert STORY[0] in lines(f"<h1>{TITLE}</h1>{markup}")
