# ruff: noqa: E501 - addresses keep their lines
"""One canonical address for each article, whatever was appended to it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.news.web.canonical import absolute, canonical, host_of, link_name, too_long

SUITE = Path(__file__).parents[4] / "shared/suites/whatwg-url/url/tests/urltestdata.json"
NAUGHTY = SUITE.parents[3] / "blns/blns.json"
ARTICLE = "https://www.bbc.com/urdu/articles/c0jqwl8DNzyo"


@pytest.mark.parametrize(
    "variant",
    [
        ARTICLE,
        ARTICLE + "/",
        ARTICLE + "?at_medium=RSS&at_campaign=rss",
        ARTICLE + "?at_medium=RSS&amp;at_campaign=KARANGA",
        ARTICLE + "?fbclid=IwAR0x&utm_source=wa#comments",
        ARTICLE + ".amp",
        ARTICLE + "/amp/",
        ARTICLE + "/amp?at_link_type=web_link",
        "https://www.bbc.com/urdu/amp/articles/c0jqwl8DNzyo",
        ARTICLE + "?outputType=amp",
        ARTICLE + "?ocid=wsurdu.chat-apps.in-app-msg",
        "HTTPS://WWW.BBC.com:443/urdu/./articles/%63%30jqwl8DNzyo",
        "  " + ARTICLE + "\n",
    ],
)
def test_variants_of_one_bbc_article_are_one_address(variant: str) -> None:
    assert canonical(variant) == ARTICLE


@pytest.mark.parametrize(
    "tail",
    [
        "gaa_at=eafs&gaa_n=AbC&gaa_ts=6a1b&gaa_sig=zz%3D%3D", "gad_source=1&gad_campaignid=22&gbraid=0AAA",
        "srsltid=AfmBO", "fb_action_ids=1&fb_source=feed", "ysclid=m1&yclid=2", "rdt_cid=5", "ScCid=ab", "epik=dj0y", "ig_rid=1&igsh=x==",
        "xmt=AQ&slof=1", "_branch_match_id=12", "tblci=GiA", "dicbo=v2-1", "__cf_chl_tk=x.y", "trk=public_post&lipi=urn",
        "_kx=1.ab", "__hstc=1&__hssc=2&_hsenc=3", "itm_source=parsely-api", "matomo_campaign=x", "wt.mc_id=rss", "mbid=social",
        "ref=rss", "source=whatsapp", "share=facebook", "from=Feed", "PHPSESSID=0a1b", "output=amp", "utm_source=chatgpt.com",
    ],
)  # fmt: skip
def test_what_says_where_a_reader_came_from_goes(tail: str) -> None:
    assert canonical(f"https://misaal.example/khabar?id=5&{tail}") == "https://misaal.example/khabar?id=5"
    assert (
        canonical(f"https://misaal.example/khabar?{tail}&id=5#xtor=RSS-3-[t]") == "https://misaal.example/khabar?id=5"
    )


def test_what_may_choose_an_article_stays() -> None:
    for query in (
        "source=pakistan",
        "ref=4711",
        "from=2026-11-27",
        "share=1",
        "gaad=1",
        "gap=2",
        "amphora=3",
        "trks=4",
    ):
        assert canonical(f"https://misaal.example/khabar?{query}") == f"https://misaal.example/khabar?{query}"


def test_raw_and_escaped_urdu_paths_are_one_address() -> None:
    raw = canonical("https://urdu.siasat.com/news/پوتن-ٹرمپ-گفتگو-12/")
    assert raw == canonical("https://urdu.siasat.com/news/%d9%be%d9%88%d8%aa%d9%86-%D9%B9%D8%B1%D9%85%D9%BE-گفتگو-12")
    assert raw.isascii()


def test_what_chooses_the_article_stays() -> None:
    assert (
        canonical("https://example.pk/detail.php?id=7&utm_source=x&cat=2") == "https://example.pk/detail.php?cat=2&id=7"
    )
    assert canonical("https://example.pk/News/ABC") != canonical("https://example.pk/news/abc")
    assert canonical("http://example.pk:8080/x") == "http://example.pk:8080/x"
    assert canonical("https://example.pk/") == "https://example.pk/"


def test_relative_links_are_resolved() -> None:
    assert canonical("../story/1/", "https://example.pk/world/list/") == "https://example.pk/world/story/1"
    assert canonical("//example.in/a", "https://example.pk/") == "https://example.in/a"
    assert canonical("?p=5", "https://example.pk/index") == "https://example.pk/index?p=5"


@pytest.mark.parametrize(
    "text", ["", "javascript:void(0)", "urn:rabita:1f2e", "mailto:a@b.pk", "http://", "http://[::1"]
)
def test_what_is_no_web_address_comes_back(text: str) -> None:
    assert canonical(text) == text


@pytest.mark.parametrize("spelling", ["127.1", "0x7f.1", "2130706433", "0177.0.0.1", "127.0.0.1", "%31%32%37.1"])
def test_spellings_of_an_ip_address_are_read(spelling: str) -> None:
    assert host_of(f"http://{spelling}/") == "127.0.0.1"


@given(st.text(), st.none() | st.text())
def test_never_raises_and_is_idempotent(text: str, base: str | None) -> None:
    once = canonical(text, base)
    assert canonical(once) == once


@given(st.text(alphabet="/.%aAmMpP2eE?&=\\#:@رو ", max_size=40))
def test_is_idempotent_on_hard_paths(tail: str) -> None:
    once = canonical("https://example.pk/" + tail)
    assert canonical(once) == once
    assert host_of(once) == "example.pk"


@pytest.mark.skipif(not SUITE.exists(), reason="the public URL suite lies in ../shared, which is absent")
def test_the_whatwg_suite_keeps_its_hosts() -> None:
    cases = [case for case in json.loads(SUITE.read_text("utf-8")) if isinstance(case, dict)]
    web = [case for case in cases if case.get("protocol") in {"http:", "https:"} and not case.get("failure")]
    for case in cases:
        once = canonical(case["input"], case["base"])
        assert canonical(once) == once
    wrong = [case["input"] for case in web if host_of(canonical(case["input"], case["base"])) != case["hostname"]]
    assert len(web) > 200
    assert wrong == []


@pytest.mark.skipif(not SUITE.exists(), reason="the public URL suite lies in ../shared, which is absent")
def test_broken_urls_of_the_whatwg_suite_are_not_made_valid() -> None:
    cases = [case for case in json.loads(SUITE.read_text("utf-8")) if isinstance(case, dict) and case.get("failure")]
    accepted = {
        absolute(case["input"], case["base"]) for case in cases if host_of(absolute(case["input"], case["base"]))
    }
    # punycode that decodes to characters no name may hold: no resolver knows it either
    assert all("xn--pokxncvks" in url for url in accepted)


@pytest.mark.skipif(not NAUGHTY.exists(), reason="the list of naughty strings lies in ../shared, which is absent")
def test_naughty_strings() -> None:
    for text in json.loads(NAUGHTY.read_text("utf-8")):
        for url in (text, f"https://example.pk/{text}", f"https://{text}/"):
            assert canonical(canonical(url)) == canonical(url)


@pytest.mark.parametrize(
    "letters", ["%", "%25", "/", "/..", "/amp", ".amp", "?", "&a", "ا", "a.", "@", ":", "[", "1", "\t", "&amp;", "#"]
)
def test_an_address_that_is_too_long_is_looked_at_no_further(letters: str) -> None:
    long = "https://misaal.example/x" + letters * (1_000_000 // len(letters)) + "x"
    name = link_name(long)
    if too_long(long):
        assert host_of(long) is None
        assert canonical(canonical(long)) == canonical(long)
        assert name.startswith("too-long:https://misaal.example/x")
        assert len(name) < 300
        assert name == link_name(long) != link_name(long + "y")
    else:  # what browsers leave out does not count
        assert letters in {"\t", "#"}
        assert len(name) < 100


def test_the_longest_address_that_is_asked_has_4096_characters_with_its_escapes() -> None:
    start = "https://misaal.example/"
    fits = start + "a" * (4096 - len(start))
    assert canonical(fits) == fits
    assert not too_long(fits)
    assert too_long(fits + "a")
    urdu = start + "ا" * ((4096 - len(start)) // 6)
    assert len(canonical(urdu)) > 4000
    assert too_long(urdu + "اا")
    assert too_long("/" + "a" * 4090, start)
    assert not too_long("no address at all")


@pytest.mark.parametrize(
    ("path", "kept"), [("x.amp", "x"), ("x.amp.amp", "x"), (".amp", ".amp"), ("..amp.amp", "..amp")]
)
def test_the_mark_of_a_mobile_copy_goes(path: str, kept: str) -> None:
    assert canonical(f"https://misaal.example/{path}") == f"https://misaal.example/{kept}"
