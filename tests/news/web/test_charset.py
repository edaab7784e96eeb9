"""A page is read in its real charset, whatever it declares, and garbled text is never an article."""

from __future__ import annotations

import codecs
from datetime import UTC, datetime

import pytest

from flows.news.article import Article, ExtractionRules, Page, Problem
from flows.news.pages.language import language
from flows.news.pages.page_to_article import read_page
from flows.news.urdu import match_key
from flows.news.web.charset import decode

URDU = "روسی صدر اور امریکی صدر کے درمیان ٹیلی فون پر بات چیت ہوئی اور دونوں نے جنگ بندی پر گفتگو کی۔ "
OLD = URDU.replace("ی", "ي").replace("۔", ".")
"""The same with the letters that windows-1256 has."""

KOREAN = (
    "대통령은 어제 저녁 서울에서 기자회견을 열고 양국 정상이 전화 통화를 했다고 밝혔다. 경제 협력과 안보를 논의했다. "
)
JAPANESE = (
    "大統領は昨日の夕方、東京で記者会見を開き、両国の首脳が電話会談を行ったと発表した。経済協力について協議した。"
)
CHINESE = "总统昨天晚上在北京举行记者会，宣布两国领导人通了电话。会谈持续了一个小时，讨论了经济合作和安全问题。"
TAIWANESE = "總統昨天晚上在台北舉行記者會，宣布兩國領導人通了電話。會談持續了一個小時，討論了經濟合作和安全問題。"
RUSSIAN = (
    "Президент вчера вечером в Москве провел пресс-конференцию и сообщил, что лидеры двух стран говорили по телефону. "
)
GREEK = "Ο πρόεδρος έδωσε χθες το βράδυ στην Αθήνα συνέντευξη τύπου και ανακοίνωσε ότι οι ηγέτες μίλησαν στο τηλέφωνο. "
HEBREW = "הנשיא קיים אתמול בערב מסיבת עיתונאים בירושלים והודיע כי מנהיגי שתי המדינות שוחחו בטלפון במשך שעה. "
FRENCH = (
    "Le président a donné hier soir à Paris une conférence où il a annoncé que les dirigeants ont parlé au téléphone. "
)


def page(body: bytes, content_type: str = "text/html") -> Page:
    url = "https://nama.example/khabar-7701-tafseel"
    now = datetime(2026, 11, 28, tzinfo=UTC)
    return Page("nama", url, url, now, 200, (("Content-Type", content_type),), body)


def markup(text: str, head: str = "") -> str:
    lines = "".join(f"<p>{text * 3}</p>" for _ in range(4))
    return f"<html><head>{head}<title>{text[:40]}</title></head><body><article>{lines}</article></body></html>"


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (codecs.BOM_UTF32_LE + markup(URDU).encode("utf-32-le"), "text/html"),
        (codecs.BOM_UTF32_BE + markup(URDU).encode("utf-32-be"), "text/html; charset=utf-8"),
        (codecs.BOM_UTF16_LE + markup(URDU).encode("utf-16-le"), "text/html"),
        (codecs.BOM_UTF16_BE + markup(URDU).encode("utf-16-be"), "text/html; charset=iso-8859-1"),
        (markup(URDU).encode("utf-16-le"), "text/html"),
        (markup(URDU).encode("utf-16-be"), "text/html"),
        (markup(URDU).encode("utf-16-le"), "text/html; charset=UTF-16"),
        ((URDU * 9).encode("utf-16-le"), "text/plain; charset=utf-16"),
        ((URDU * 9).encode("utf-16-be"), "text/plain; charset=utf-16be"),
        *(
            (markup(URDU).encode(), f"text/html; charset={label}")
            for label in ("utf8", "UTF-8;", '"utf-8"', "'UTF-8'", " utf-8 ", "undefined", "euc-kr", "unicode_escape")
        ),
        *((markup(URDU).encode(), f"text/html; charset={label}") for label in ("x-user-defined", "gzip", "hz-gb-2312")),
        (markup(URDU, "<meta charset=utf-16>").encode(), "text/html"),
        (markup(URDU, "<meta charset=utf-7>").encode(), "text/html"),
        *(
            (markup(OLD).encode("cp1256"), f"text/html; charset={label}")
            for label in ("windows-1256", "cp1256", "x-cp1256", "utf-8", "iso-8859-1", "us-ascii", "undefined", "idna")
        ),
        *((markup(OLD).encode("cp1256"), f"text/html; charset={label}") for label in ("hex", "oem", "x-user-defined")),
        (markup(OLD).encode("cp1256"), "text/html"),
        (markup(OLD).encode("cp1256"), "text/html; charset=utf-8; charset=windows-1256"),
        (markup(OLD).encode("cp1256"), 'text/html; charset="WINDOWS-1256"; charset=utf-8'),
        (markup(OLD, "<meta http-equiv=content-type content='text/html; charset=windows-1256'>").encode("cp1256"), ""),
        (markup(OLD, "<!--" + "x" * 5000 + "-->" + "<meta charset=windows-1256>").encode("cp1256"), "text/html"),
        (markup(OLD, "<script src=x charset=euc-kr></script>").encode("cp1256"), "text/html"),
        (b"<?xml version='1.0' encoding='windows-1256'?>" + markup(OLD).encode("cp1256"), "application/xhtml+xml"),
    ],
)
def test_urdu_is_read_whatever_it_is_said_to_be_in(body: bytes, content_type: str) -> None:
    made = read_page(page(body, content_type), ExtractionRules())
    assert isinstance(made, Article), made
    assert match_key(URDU) in match_key(made.text)


FOREIGN = [
    *((KOREAN, codec, label) for codec, label in (("euc-kr", "euc-kr"), ("cp949", "ks_c_5601-1987"))),
    (KOREAN, "cp949", "korean"),
    *((JAPANESE, codec, label) for codec, label in (("cp932", "shift_jis"), ("euc-jp", "euc-jp"))),
    (JAPANESE, "cp932", "ms_kanji"),
    (JAPANESE, "iso2022_jp", "iso-2022-jp"),
    *((CHINESE, codec, label) for codec, label in (("gbk", "gb2312"), ("gb18030", "gb18030"), ("gbk", "x-gbk"))),
    (CHINESE, "hz", "hz-gb-2312"),
    *((TAIWANESE, codec, label) for codec, label in (("big5", "big5"), ("big5hkscs", "big5-hkscs"))),
    *((RUSSIAN, codec, label) for codec, label in (("cp1251", "windows-1251"), ("koi8-r", "koi8-r"))),
    (RUSSIAN, "iso8859-5", "iso-8859-5"),
    (GREEK, "cp1253", "windows-1253"),
    (HEBREW, "cp1255", "windows-1255"),
    (FRENCH, "latin-1", "iso-8859-1"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "codec", "label"), FOREIGN)
@pytest.mark.parametrize(
    "said", ["the header", "the page", "a quoted header", "nothing", "utf-8", "windows-1252", "undefined"]
)
def test_what_is_no_urdu_is_never_an_article(text: str, codec: str, label: str, said: str) -> None:
    in_page = f"<meta charset={label}>" if said == "the page" else ""
    header = {"the header": label, "a quoted header": f'"{label.upper()}"', "the page": "", "nothing": ""}.get(
        said, said
    )
    for times in (1, 5):
        body = markup(text * times, in_page).encode(codec, "ignore")
        made = read_page(page(body, f"text/html; charset={header}" if header else "text/html"), ExtractionRules())
        assert isinstance(made, Problem), made.text


@pytest.mark.parametrize(
    ("text", "codec", "label"), [row for row in FOREIGN if row[2] not in {"hz-gb-2312", "iso-8859-1"}]
)
def test_a_declared_charset_is_believed(text: str, codec: str, label: str) -> None:
    body = markup(text).encode(codec)
    for content_type, head in ((f"text/html; charset={label}", ""), ("text/html", f"<meta charset='{label}'>")):
        read, _ = decode(body.replace(b"<head>", b"<head>" + head.encode()), content_type)
        assert text in read


@pytest.mark.parametrize("codec", ["euc-kr", "shift_jis", "gbk", "big5", "cp1251", "koi8-r", "cp1253", "cp1255"])
def test_letters_of_another_charset_that_were_stored_as_arabic_ones_are_no_language(codec: str) -> None:
    texts = {"euc-kr": KOREAN, "shift_jis": JAPANESE, "gbk": CHINESE, "big5": TAIWANESE, "cp1253": GREEK}
    text = texts.get(codec, HEBREW if codec == "cp1255" else RUSSIAN)
    for times in (1, 10):
        assert language((text * times).encode(codec, "ignore").decode("cp1256", "replace")) != "ur"


@pytest.mark.parametrize("label", ["undefined", "rot13", "bz2", "", "\x00", "é", "a" * 10_000, "utf-8\r\nX: y"])
def test_no_label_raises(label: str) -> None:
    for body in (b"\xff\xfe\x00", b"\x80" * 50, b"", b"\x00", b"\x1b$B", URDU.encode()):
        decode(body, f"text/html; charset={label}")
        decode(b"<meta charset='" + label.encode() + b"'>" + body)
