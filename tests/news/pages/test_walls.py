"""Walls are recognised by their scripts and forms, never by their words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from flows.news.article import Link, Page, hash_id
from flows.news.pages.walls import Soft404Page, nowhere, same_body, shape_of, wall

NOW = datetime(2026, 11, 24, tzinfo=UTC)
HTML = (("Content-Type", "text/html; charset=utf-8"),)
NAV = "".join(f"<a href='/s{n}'>خبروں کا زمرہ نمبر {n}</a>" for n in range(60))
STORY = "<p>وزارت خارجہ کے ترجمان نے صحافیوں کو بتایا کہ آئندہ ہفتے علاقائی تجارت پر ایک کانفرنس ہوگی۔</p>" * 4


def page(body: str, url: str = "https://m.example/news/184473-story", final: str | None = None, **more: object) -> Page:
    sound = Page("m", url, final or url, NOW, 200, HTML, body.encode())
    return replace(sound, **more)  # type: ignore[arg-type]


def reason(found: Page, homepage: str | None = "https://m.example/", absent: Soft404Page | None = None) -> str | None:
    problem = wall(found, homepage, absent)
    return problem.reason if problem else None


ARTICLE = f"<html><head><title>ا</title></head><body>{NAV}<h1>کانفرنس</h1>{STORY}</body></html>"


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (page(ARTICLE), None),
        (page("<html><title>Just a moment...</title><script>window._cf_chl_opt={}</script>"), "challenge"),
        (page("<p>x</p>", headers=(*HTML, ("CF-Mitigated", "challenge"))), "challenge"),
        (page("<script src='https://geo.captcha-delivery.com/captcha/x.js'></script>"), "challenge"),
        (page("<html data-adblockkey='MFww'><body>m.example</body>"), "parked"),
        (page("<script src='https://img1.wsimg.com/parking-lander/x.js'></script>"), "parked"),
        (page(ARTICLE, final="https://consent.m.example/?u=1"), "consent wall"),
        (page(ARTICLE, final="https://m.example/subscribe?next=x"), "login wall"),
        (page(ARTICLE, final="https://m.example/"), "front page"),
        (page(ARTICLE, final="https://m.example/news/184473-story/"), None),
        (page(ARTICLE + '<script type="application/ld+json">{"isAccessibleForFree": "False"}</script>'), "pay wall"),
        (page(ARTICLE + '<script type="application/ld+json">{"isAccessibleForFree": true}</script>'), None),
        (page("<meta name='tdm-reservation' content='1'>" + ARTICLE), "tdm reserved"),
    ],
)
def test_machinery_tells(found: Page, expected: str | None) -> None:
    assert reason(found) == expected


@pytest.mark.parametrize(
    "words",
    [
        "Just a moment... اور Access denied کے پیغامات لاکھوں صارفین نے دیکھے، Cloudflare کی بندش سے ویب سائٹس متاثر",
        "صفحہ نہیں ملا: 404 کی کہانی، جو انٹرنیٹ کا سب سے مشہور نمبر بن گیا",
        "subscribe کریں یا login: اخبارات کی آمدن کا نیا ماڈل اور captcha کی مشکلات",
    ],
)
def test_an_article_about_walls_is_an_article(words: str) -> None:
    assert reason(page(f"<title>{words}</title>{NAV}<h1>{words}</h1>{STORY}")) is None


def test_cloudflares_script_on_a_sound_page_is_no_challenge() -> None:
    script = "<script>a.src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'</script>"
    assert reason(page(f"<h1>خبر</h1>{STORY}{script}")) is None


def test_a_flash_item_of_a_line_is_an_article() -> None:
    flash = f"{NAV}<article><h1>بریکنگ</h1><p>صدر پوتن اور صدر ٹرمپ کے درمیان ٹیلی فون پر گفتگو ہوئی۔</p></article>"
    assert reason(page(flash, url="https://m.example/flash")) is None


def test_a_soft_404_is_what_the_host_answers_for_any_address() -> None:
    missing = f"<title>مثال</title>{NAV}<div><p>معذرت! آپ جو صفحہ تلاش کر رہے ہیں وہ موجود نہیں ہے۔</p></div>"
    absent = Soft404Page(shape_of(page(missing, url=nowhere("https://m.example", date(2026, 11, 24)))))
    assert reason(page(missing), absent=absent) == "soft 404"
    assert reason(page(f"<title>کانفرنس - مثال</title>{NAV}{STORY}"), absent=absent) is None
    assert reason(page(missing), absent=Soft404Page(None)) is None


def test_an_address_that_is_nowhere_changes_by_day_and_host() -> None:
    first, second = date(2026, 11, 24), date(2026, 11, 25)
    made = {nowhere(origin, day) for origin in ("https://a.example", "https://b.example") for day in (first, second)}
    assert len(made) == 4
    assert nowhere("https://a.example/", first) == nowhere("https://a.example", first)


def test_the_same_text_under_three_headlines_is_no_article() -> None:
    def link(number: int, title: str) -> Link:
        return Link("m", f"https://m.example/{number}", "https://m.example/feed", title)

    wall_text, news = hash_id("wall"), hash_id("news")
    walls = [(link(number, f"خبر {number}"), wall_text) for number in range(3)]
    reprints = [(link(number, "ایک ہی خبر"), news) for number in range(10, 15)]
    assert same_body([*walls, *reprints]) == {f"https://m.example/{number}" for number in range(3)}
    assert same_body(walls[:2]) == frozenset()


def test_imported_files_are_not_asked_for_machinery_of_the_web() -> None:
    assert reason(page(NAV, url="urn:rabita:1", status=0)) is None


FREE = '{"@type": "NewsArticle", "headline": "کانفرنس", "isAccessibleForFree": %s}'


@pytest.mark.parametrize(
    ("blocks", "expected"),
    [
        ([FREE % "true", '{"@type": "ItemList", "itemListElement": [{"isAccessibleForFree": false}]}'], None),
        ([FREE % "true", '{"@type": "PublicationIssue", "isAccessibleForFree": false}'], None),
        (
            [FREE % '"True"', '{"@type": "NewsArticle", "headline": "ای پیپر پڑھیں", "isAccessibleForFree": false}'],
            None,
        ),
        ([FREE % "false"], "pay wall"),
        ([FREE % '"False"', '{"@type": "WebSite", "isAccessibleForFree": true}'], "pay wall"),
    ],
)
def test_a_page_is_behind_a_pay_wall_where_its_own_article_is(blocks: list[str], expected: str | None) -> None:
    scripts = "".join(f'<script type="application/ld+json">{block}</script>' for block in blocks)
    assert reason(page(ARTICLE.replace("</head>", scripts + "</head>"))) == expected


MARKS = (
    "<script src='/_Incapsula_Resource?SWJIYLWA=719d34'></script>",
    "<script src='https://geo.captcha-delivery.com/captcha/x.js'></script>",
    "<script>window.gokuProps = {}</script>",
    "<div id='px-captcha'></div>",
    "<script>var sucuri_cloudproxy_js=''</script>",
)


@pytest.mark.parametrize("mark", MARKS)
def test_a_script_against_robots_makes_no_wall_of_an_article(mark: str) -> None:
    assert reason(page(f"<h1>کانفرنس</h1>{STORY}{STORY}{mark}")) is None
    assert (
        reason(page(f"<article><h1>کانفرنس</h1><p>صدر نے نئی کابینہ کے ناموں کی منظوری دے دی ہے۔</p></article>{mark}"))
        is None
    )
    assert reason(page(f"<h1>Checking your browser</h1><p>Please wait.</p>{mark}")) == "challenge"


def test_a_header_that_says_protected_makes_no_wall_of_an_article() -> None:
    protected = (*HTML, ("X-DataDome", "protected"))
    assert reason(page(ARTICLE + STORY, headers=protected)) is None
    assert reason(page("<p>Please enable JS and disable any ad blocker</p>", headers=protected)) == "challenge"


def test_a_flash_on_a_site_with_one_title_is_no_soft_404() -> None:
    frame = f"<title>نامہ</title>{NAV}<h1>%s</h1><div>%s</div>"
    missing = frame % ("معذرت", "<p>آپ جو صفحہ تلاش کر رہے ہیں وہ موجود نہیں ہے، سرورق پر جائیں۔</p>")
    absent = Soft404Page(shape_of(page(missing, url=nowhere("https://m.example", date(2026, 11, 24)))))
    flash = frame % ("صدر مستعفی ہو گئے", "<p>صدر نے بدھ کی رات گئے اپنے عہدے سے استعفیٰ دے دیا ہے۔</p>")
    assert reason(page(flash), absent=absent) is None
    assert reason(page(missing), absent=absent) == "soft 404"
    latest = missing + "<ul><li><a href='/n'>ایک تازہ خبر جو ہر بار بدل جاتی ہے اور لمبی ہے۔</a></li></ul>"
    assert reason(page(latest), absent=absent) == "soft 404"
