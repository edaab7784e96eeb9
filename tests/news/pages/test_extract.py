"""Pages of every layout come out as the title and text of their article."""

from __future__ import annotations

import json
import pickle
from collections import Counter
from datetime import UTC, datetime

import outlet_pages
import press_pages
import pytest

from flows.news.article import ExtractionRules, Link, Page, Problem
from flows.news.pages.clean import article
from flows.news.pages.extract import Draft, extract
from flows.news.urdu import match_key
from flows.news.web.charset import decode, mojibake

TRUTHS = outlet_pages.truths() + press_pages.presses()
LAYOUTS = [*outlet_pages.LAYOUTS, *press_pages.PRESS]
SEEN = datetime(2026, 1, 5, tzinfo=UTC)


def page(body: bytes, content_type: str = "text/html", link: Link | None = None) -> Page:
    url = "https://nama.example/story-77"
    return Page("nama", url, url, SEEN, 200, (("Content-Type", content_type),), body, link)


def drafted(found: Draft | Problem) -> Draft:
    assert isinstance(found, Draft), found
    return found


def words(text: str) -> Counter[str]:
    return Counter(match_key(text).split())


def overlap(found: Counter[str], wanted: Counter[str]) -> float:
    both = (found & wanted).total()
    return 2 * both / (found.total() + wanted.total())


def test_there_are_enough_pages_of_enough_layouts() -> None:
    assert len(TRUTHS) >= 40
    assert len(LAYOUTS) >= 8


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layouts_give_their_article_and_little_else(layout: str) -> None:
    scores = []
    for truth in (truth for truth in TRUTHS if truth.layout == layout):
        made = page(truth.page, truth.content_type)
        found = article(made, drafted(extract(made)))
        scores.append(overlap(words(found.text), words(truth.text)))
        leaked = (words(found.text) - words(truth.text)).total()
        assert leaked <= 0.005 * words(truth.text).total()
        assert match_key(found.title) == match_key(truth.title)
        assert found.published == truth.published
        assert found.lang == "ur"
    assert sum(scores) / len(scores) >= (0.97 if layout == "live_updates" else 0.98)


def test_an_outlets_own_xpath_comes_first_and_says_so() -> None:
    body = "<nav>فہرست</nav><div class='b'><p>پہلا جملہ یہاں ہے۔</p><div class='x'>اشتہار</div><p>دوسرا جملہ۔</p></div>"
    rules = ExtractionRules(body=("//div[@class='nothing']", "//div[@class='b']"), remove=("div.x",))
    found = drafted(extract(page(body.encode()), rules))
    assert (found.text, found.extracted_by) == ("پہلا جملہ یہاں ہے۔\nدوسرا جملہ۔", "xpath")


def test_an_xpath_that_finds_nothing_falls_back() -> None:
    truth = outlet_pages.make("wordpress", 1)
    found = drafted(extract(page(truth.page), ExtractionRules(body=("//div[@id='gone']",))))
    assert found.extracted_by == "container"


LINES = [f"یہ جملہ نمبر {n} ہے اور اس میں خبر کی تفصیل بیان کی گئی ہے تاکہ متن طویل ہو۔" for n in range(9)]


@pytest.mark.parametrize(
    "shape",
    [
        "<form action='/'><div>{0}{1}{2}</div></form>",
        "<div>{0}</div><div style='display:none'>{1}{2}</div>",
        "<div class='share-page comments-on'>{0}{1}{2}</div>",
        "<ol><li><h2>پہلا نکتہ یہ ہے</h2>{0}</li><li><h2>دوسرا نکتہ یہ ہے</h2>{1}{2}</li></ol>",
    ],
    ids=["a form around the page", "the rest is hidden until asked for", "a misleading name", "a list that lays out"],
)
def test_what_holds_most_of_the_words_is_the_article(shape: str) -> None:
    parts = ["".join(f"<p>{line}</p>" for line in LINES[at : at + 3]) for at in (0, 3, 6)]
    body = f"<h1>عنوان یہاں ہے</h1>{shape.format(*parts)}"
    found = drafted(extract(page(f"<html><body>{body}</body></html>".encode()))).text.split("\n")
    assert [line for line in found if line in LINES] == LINES


def test_embedded_posts_and_linked_teasers_go_and_a_linked_sentence_stays() -> None:
    tweet = "<blockquote class='twitter-tweet'><p>یہ ٹویٹ کا متن ہے جو خبر کا حصہ نہیں ہے۔</p></blockquote>"
    linked = "<p><a href='/x'>وزیر نے گذشتہ روز اس معاملے پر کھل کر بات کی تھی</a> مگر فیصلہ نہ ہو سکا۔</p>"
    teaser = "<p>مزید: <a href='/y'>سونے کی قیمت میں ایک بار پھر اضافہ ہو گیا</a></p>"
    body = "".join(f"<p>{line}</p>" for line in LINES[:4]) + tweet + linked + teaser
    text = drafted(extract(page(f"<html><body><article>{body}</article></body></html>".encode()))).text
    assert "مگر فیصلہ نہ ہو سکا۔" in text
    assert "ٹویٹ" not in text
    assert "سونے" not in text


def test_a_short_item_that_is_run_together_gets_its_lines_back() -> None:
    markup = f"<main><h1>صدر مستعفی</h1><article><p>{LINES[0]}</p><p>{LINES[1]}</p></article></main>"
    assert drafted(extract(page(f"<html><body>{markup}</body></html>".encode()))).text.split("\n")[-2:] == LINES[:2]


def test_repeated_and_deeply_nested_paragraphs_are_kept() -> None:
    lines = "".join(f"<p>یہ جملہ نمبر {n} ہے اور اس میں خبر کی تفصیل بیان کی گئی ہے۔</p>" for n in range(5))
    deep = "<div>" * 300 + lines + "</div>" * 300
    assert drafted(extract(page(f"<html><body>{deep}</body></html>".encode()))).text.count("جملہ نمبر") == 5


def test_a_feeds_date_stands_between_meta_and_byline() -> None:
    link = Link(
        "nama", "https://nama.example/story-77", "f", published=datetime(2025, 7, 1, tzinfo=UTC), published_raw="raw"
    )
    plain = "<h1>عنوان</h1><span class='date'>3 جولائی 2025</span><p>یہ خبر کا متن ہے جو کافی ہے۔</p>"
    meta = "<meta property='article:published_time' content='2025-07-02T00:00:00Z'>"
    assert drafted(extract(page(plain.encode(), link=link))).published_source == "feed"
    assert drafted(extract(page((meta + plain).encode(), link=link))).published_source == "meta"


def test_plain_text_is_the_article_as_it_is() -> None:
    assert drafted(extract(page("ایک\n\nدو".encode(), "text/plain"))).text == "ایک\n\nدو"


def test_a_row_of_an_import_brings_its_fields() -> None:
    row = {
        "id": "1",
        "title": "عنوان",
        "text": "متن",
        "published": "2025-07-03",
        "url": "urn:x",
        "outlet": "o",
        "lang": "ur",
        "x": 1,
    }
    found = drafted(extract(page(json.dumps(row).encode(), "application/json")))
    assert (found.title, found.text, found.url, found.outlet, found.published_source) == (
        "عنوان",
        "متن",
        "urn:x",
        "o",
        "given",
    )
    assert found.published == datetime(2025, 7, 2, 19, tzinfo=UTC)


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        (b"", "text/html", "no markup"),
        (b"<html><body><nav>x</nav></body></html>", "text/html", "no article"),
        (b"   ", "text/plain", "empty"),
        (b"%PDF-1.4", "application/pdf", "not a page"),
        (b"{", "application/json", "bad row"),
        (b"[1]", "application/json", "bad row"),
        (b'{"text": 5}', "application/json", "bad row"),
        (b'{"title": ""}', "application/json", "empty"),
        (b'{"text": "x", "published": "yesterday"}', "application/json", "bad row"),
        ("پوتن اور ٹرمپ کی بات چیت جاری رہی۔ ".encode().decode("cp1252", "replace").encode(), "text/html", "mojibake"),
    ],
)
def test_what_is_no_article_is_a_problem_with_a_reason(body: bytes, kind: str, reason: str) -> None:
    found = extract(page(body, kind))
    assert isinstance(found, Problem)
    assert (found.step, found.reason, found.noted_at) == ("extract", reason, SEEN)


URDU = "روسی صدر اور امریکی صدر کے درمیان ٹیلی فون پر بات چیت ہوئی۔ " * 3


@pytest.mark.parametrize(
    ("raw", "declared", "charset"),
    [
        (URDU.encode(), "text/html; charset=iso-8859-1", "utf-8"),
        (b"\xef\xbb\xbf" + URDU.encode(), "", "utf-8"),
        (URDU.encode("utf-16"), "", "utf-16-le"),
        (URDU.replace("ی", "ي").replace("۔", ".").encode("cp1256"), "text/html; charset=utf-8", "windows-1256"),
        (URDU.replace("ی", "ي").replace("۔", ".").encode("cp1256"), "text/html; charset=nonsense", "windows-1256"),
        (URDU.encode() + b"\xff", "text/html", "utf-8"),
    ],
)
def test_charsets_are_found_whatever_is_declared(raw: bytes, declared: str, charset: str) -> None:
    text, found = decode(raw, declared)
    assert found == charset
    assert match_key(URDU) in match_key(text)
    assert not mojibake(text)


STORY = [
    f"{number}. روسی صدر نے کہا کہ دونوں ملک بات چیت جاری رکھیں گے اور معاہدے پر دستخط ہوں گے۔" for number in range(8)
]
ASIDE = [
    f"{number}. کرکٹ ٹیم کے کپتان نے میچ کے بعد کھلاڑیوں کی تعریف کی اور شائقین کا شکریہ ادا کیا۔"
    for number in range(3)
]


def paragraphs(lines: list[str]) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


def text_in(body: str) -> str:
    return drafted(extract(page(f'<html lang="ur"><body>{body}</body></html>'.encode()))).text


@pytest.mark.parametrize("named", ['class="entry-content"', 'class="post-body"', 'itemprop="articleBody"'])
def test_a_named_body_is_the_article_without_the_furniture_in_it(named: str) -> None:
    inside = f'{paragraphs(STORY[:4])}<div class="related-posts">{paragraphs(ASIDE)}</div>{paragraphs(STORY[4:])}'
    text = text_in(f"<div>{paragraphs(ASIDE[:1])}</div><div {named}>{inside}</div><div>{paragraphs(ASIDE[1:])}</div>")
    assert text.splitlines() == STORY


@pytest.mark.parametrize(
    "teaser",
    [
        '<aside><div class="entry-content">{}</div></aside>',
        '<div class="sidebar"><div class="entry-content">{}</div></div>',
        '<div hidden><div class="entry-content">{}</div></div>',
    ],
)
def test_a_body_named_within_furniture_is_not_taken_for_the_article(teaser: str) -> None:
    text = text_in(f"<div>{paragraphs(STORY)}</div>{teaser.format(paragraphs(ASIDE))}")
    assert set(STORY) <= set(text.splitlines())


def test_garbled_letters_count_where_they_stand_in_the_article() -> None:
    garbled = " ".join(ASIDE * 9).encode().decode("cp1252", "replace")
    beside = f'<div class="entry-content">{paragraphs(STORY)}</div><footer><p>{garbled}</p></footer>'
    assert text_in(beside).splitlines() == STORY
    within = f'<div class="entry-content"><p>{garbled}</p></div><footer>{paragraphs(STORY * 9)}</footer>'
    found = extract(page(f"<html><body>{within}</body></html>".encode()))
    assert isinstance(found, Problem)
    assert found.reason == "mojibake"


@pytest.mark.parametrize("wrong", ["cp1252", "latin-1", "cp1256"])
def test_urdu_read_in_a_wrong_charset_is_known_for_what_it_is(wrong: str) -> None:
    assert mojibake(URDU.encode().decode(wrong, "replace"))


def test_drafts_and_problems_travel_between_processes() -> None:
    found = extract(page(outlet_pages.make("bbc", 2).page))
    assert pickle.loads(pickle.dumps(found)) == found  # noqa: S301 - our own


@pytest.mark.parametrize(
    "kind",
    ["application/octet-stream", "binary/octet-stream", "text/plain; charset=utf-8", "application/x-download", "text",
     "application/json", "text/xml", "application/rss+xml", ""],
)  # fmt: skip
@pytest.mark.parametrize(
    "start", ["<!DOCTYPE html><html>", "\n \ufeff<html>", "<?xml version='1.0'?><html>", "<!-- x --><html>"]
)
def test_a_page_is_a_page_whatever_its_server_calls_it(kind: str, start: str) -> None:
    story = "".join(
        f"<p>بلدیہ نے بتایا کہ شہر کے {number} پارکوں میں پودے لگانے کی مہم شروع ہو گئی ہے۔</p>" for number in range(6)
    )
    body = f"{start}<head><title>پودے لگانے کی مہم</title></head><body><h1>پودے لگانے کی مہم</h1>{story}</body></html>"
    found = drafted(extract(page(body.encode(), kind)))
    assert found.title == "پودے لگانے کی مہم"
    assert "<p>" not in found.text
    assert found.text.count("\n") == 5


JOINED = "یہ کتابِ نو ہے، می\u200cخواہم کہ گفت\u200cوگو اور خوش\u200cحالی کے الفاظ ویسے ہی رہیں جیسے لکھے گئے تھے۔"


@pytest.mark.parametrize(
    "around",
    [
        "<main><article><h1>عنوان یہ ہے</h1>{}</article></main>",
        "<div><h1>عنوان یہ ہے</h1><div>{}</div></div>",
        "<h1>عنوان یہ ہے</h1>{}",
        "<div class='entry-content'>{}</div>",
        "<table><tr><td>{}</td></tr></table>",
        "<h1>عنوان یہ ہے</h1><div class='x'><section>{}</section></div>",
    ],
)
@pytest.mark.parametrize("lines", [[JOINED, *STORY], [*STORY, JOINED], [JOINED]], ids=["first", "last", "alone"])
def test_joiners_between_letters_stay_in_every_layout(around: str, lines: list[str]) -> None:
    assert JOINED in text_in(around.format(paragraphs(lines))).splitlines()


ITEMS = ["نئی سڑک کی تعمیر اگلے ماہ شروع ہوگی۔", "پل کی مرمت پر بارہ کروڑ روپے خرچ ہوں گے۔", "متبادل راستہ"]


@pytest.mark.parametrize(
    "frame", ["{}", "<div>{}</div>", "<div class='w'><div>{}</div></div>", "<article>{}</article>"]
)
@pytest.mark.parametrize(
    "form",
    [
        "<ul><li>{0}</li><li>{1}</li><li>{2}</li></ul>",
        "<ol><li><p>{0}</p></li><li><p>{1}</p></li><li><p>{2}</p></li></ol>",
        "<ul><li><span>{0}</span></li><li><b>{1}</b></li><li>{2}</li></ul>",
        "<dl><dt>{0}</dt><dd>{1}</dd><dd>{2}</dd></dl>",
    ],
)
@pytest.mark.parametrize("place", [2, 8], ids=["between", "last"])
def test_a_list_is_a_part_of_the_story(frame: str, form: str, place: int) -> None:
    inside = f"<h1>عنوان یہ ہے</h1>{paragraphs(STORY[:place])}{form.format(*ITEMS)}{paragraphs(STORY[place:])}"
    found = text_in(frame.format(inside)).splitlines()
    assert [line for line in found if line in {*STORY, *ITEMS}] == [*STORY[:place], *ITEMS, *STORY[place:]]


@pytest.mark.parametrize(
    "name",
    [
        "MsoFooter",
        "MsoHeader",
        "MsoCaption",
        "MsoCommentText",
        "caption",
        "share",
        "social",
        "comment",
        "sponsored",
        "footer",
        "promo",
        "copyright",
    ],
)
@pytest.mark.parametrize("frame", ["<article>{}</article>", "<div>{}</div>", "<div class='entry-content'>{}</div>"])
@pytest.mark.parametrize("at", [0, 3, 7], ids=["first", "between", "last"])
def test_a_paragraph_of_the_story_stays_whatever_it_is_called(name: str, frame: str, at: int) -> None:
    parts = [f"<p{f' class={name}' if place == at else ''}>{line}</p>" for place, line in enumerate(STORY)]
    assert text_in(frame.format("<h1>عنوان یہ ہے</h1>" + "".join(parts))).splitlines()[-len(STORY) :] == STORY


@pytest.mark.parametrize(
    "furniture",
    [
        "<div class='comments'><p class='comment'>{}</p></div>",
        "<p class='caption'>ملاقات کا ایک منظر</p>",
        "<p class='share'><a href='/s'>{}</a></p>",
        "<div class='sponsored'><p>{}</p></div>",
        "<div style='display:none' class='newsletter'><p>{}</p></div>",
    ],
)
def test_furniture_stays_out_of_the_story(furniture: str) -> None:
    text = text_in(f"<article>{paragraphs(STORY)}{furniture.format(ASIDE[0])}</article>")
    assert text.splitlines() == STORY


@pytest.mark.parametrize(
    "rest",
    [
        "<div id='more' style='display: none'>{}</div><button>مزید پڑھیں</button>",
        "<div hidden>{}</div>",
        "<div class='rest' aria-hidden='true'>{}</div>",
        "<section style='color:red;display:none;'>{}</section>",
    ],
)
def test_the_rest_of_a_story_is_read_though_it_is_hidden_until_asked_for(rest: str) -> None:
    body = f"<h1>عنوان یہ ہے</h1>{paragraphs(STORY[:5])}{rest.format(paragraphs(STORY[5:]))}"
    assert [line for line in text_in(f"<article>{body}</article>").splitlines() if line in STORY] == STORY


def test_the_rest_of_a_paragraph_is_read_though_it_is_hidden() -> None:
    hidden_rest = f"<p>{STORY[0]}<span id='dots'>...</span><span style='display:none'>{STORY[1]}</span></p>"
    text = text_in(f"<article>{hidden_rest}{paragraphs(STORY[2:])}</article>")
    assert STORY[1] in text


@pytest.mark.parametrize("name", ["share-body", "social_text", "sidebar", "comments"])
def test_a_body_is_the_body_whatever_else_it_is_called(name: str) -> None:
    beside = f"<div>{paragraphs(ASIDE)}</div>" * 2
    body = f"<div itemprop='articleBody' id='{name}'>{paragraphs(STORY[:4])}</div>"
    assert text_in(f"<h1>عنوان یہ ہے</h1>{body}{beside}").splitlines() == STORY[:4]


@pytest.mark.parametrize("tag", ["span", "span class='blk'"])
@pytest.mark.parametrize(
    "frame", ["<article>{}</article>", "<div class='b'>{}</div>", "<div class='entry-content'>{}</div>"]
)
def test_spans_that_a_style_sheet_parts_are_paragraphs(tag: str, frame: str) -> None:
    inside = "".join(f"<{tag}>{line}</span>" for line in STORY)
    assert text_in(frame.format(f"<h1>عنوان یہ ہے</h1><div>{inside}</div>")).splitlines()[-len(STORY) :] == STORY
