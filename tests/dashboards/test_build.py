"""The built files: nothing from outside, no dead links, no half-written page, and a policy on every page."""

import base64
import csv
import errno
import hashlib
import json
import os
import re
import struct
import threading
import unicodedata
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from lxml import etree, html

import warehouse
from dashboards import page_data
from dashboards.build import ForeignFolderError, PageOptions, build
from dashboards.contact_confidence import assess_all
from dashboards.share_images import draw_share_image, share_image_name
from flows.alerts.sanitize import KEPT_FORMATS, clean
from flows.settings import Settings

NOW = datetime.now(UTC)


def pages(site: Path) -> list[Path]:
    return sorted(site.resolve().rglob("*.html"))


def parsed(page: Path) -> html.HtmlElement:
    return html.fromstring(page.read_bytes(), parser=html.HTMLParser(encoding="utf-8"))


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The published copy of a warehouse in which nothing has happened yet."""
    with warehouse.open_warehouse(tmp_path / "rabita.duckdb"):
        pass
    warehouse.publish(tmp_path / "rabita.duckdb", tmp_path / "published" / "rabita.duckdb")
    return tmp_path / "published" / "rabita.duckdb"


def test_every_run_leaves_a_page_that_shows_its_contact(site: Path, made: dict[str, Any]) -> None:
    for language in ("ur", "en"):
        front = parsed(site / language / "index.html")
        assert front.cssselect("h1 a")[0].get("href") == f"contacts/{made['latest']}.html"
        assert front.get("lang") == language
    english = parsed(site / "en" / "index.html").text_content()
    for fact in (
        "Phone call",
        "50 min",
        "First reported by",
        " independent outlets",
        "4 of 6 outlets answer",
        "all alerts delivered",
    ):
        assert fact in english


def test_no_page_asks_for_anything_from_outside(site: Path) -> None:
    for page in pages(site):
        tree = parsed(page)
        assert not tree.cssselect("script[src], img, iframe, object, embed, link[rel=stylesheet], [style]")
        assert all(link.get("href").startswith("data:") for link in tree.cssselect("link[rel=icon]"))
        assert not [name for node in tree.iter(etree.Element) for name in node.attrib if name.startswith("on")]
        sheets = "".join(node.text_content() for node in tree.cssselect("style"))
        assert "@import" not in sheets
        assert "url(" not in sheets


def test_every_link_leads_to_a_page_or_to_an_address_of_the_web(site: Path) -> None:
    for page in pages(site):
        tree = parsed(page)
        for node in tree.cssselect("a[href], link[rel=alternate]"):
            parts = urlsplit(node.get("href"))
            if parts.scheme:
                assert parts.scheme in {"http", "https"}
                assert node.get("rel") == "noopener noreferrer"
            elif parts.path and node.get("href") != "contacts/x.html":
                assert (page.parent / unquote(parts.path)).is_file(), f"{page.name}: {node.get('href')}"
            elif parts.fragment:
                assert tree.get_element_by_id(parts.fragment) is not None
        names = [node.get("id") for node in tree.cssselect("[id]")]
        assert len(names) == len(set(names))


def test_the_policy_admits_exactly_what_stands_in_the_page(site: Path) -> None:
    for page in pages(site):
        tree = parsed(page)
        policy = dict(
            part.split(" ", 1)
            for part in tree.cssselect("meta[http-equiv=Content-Security-Policy]")[0].get("content").split("; ")
        )
        assert policy["default-src"] == "'none'"
        for name, rule in (("script:not([type])", "script-src"), ("style", "style-src")):
            digests = [hashlib.sha256(node.text_content().encode()).digest() for node in tree.cssselect(name)]
            wanted = {f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests} or {"'none'"}
            if page.name == "search.html" and rule == "script-src":
                wanted |= {"'self'"}  # the months
            assert set(policy[rule].split()) == wanted


def test_the_head_has_feeds_the_other_language_and_a_preview(site: Path, made: dict[str, Any]) -> None:
    page = site / "ur" / "contacts" / f"{made['latest']}.html"
    tree = parsed(page)
    kinds = {node.get("type"): page.parent / node.get("href") for node in tree.cssselect("link[rel=alternate][type]")}
    assert etree.parse(kinds["application/atom+xml"]).getroot().tag.endswith("feed")
    assert json.loads(kinds["application/feed+json"].read_text("utf-8"))["items"][0]["tags"][0] == "new"
    assert tree.cssselect("link[hreflang=en]")[0].get("href") == f"../../en/contacts/{made['latest']}.html"
    reported = {node.get("property"): node.get("content") for node in tree.cssselect("meta[property^='og:']")}
    assert reported["og:url"] == f"https://rabita.example/ur/contacts/{made['latest']}.html"
    assert "ٹیلی فون" in reported["og:title"]
    assert reported["og:locale"] == "ur_PK"
    other = (
        parsed(site / "ur" / "contacts" / f"{made['into']}.html")
        .cssselect("meta[property='og:image']")[0]
        .get("content")
    )
    timeline = parsed(site / "ur" / "timeline.html").cssselect("meta[property='og:image']")[0].get("content")
    assert len({reported["og:image"], other, timeline}) == 3
    for address, size in ((reported["og:image"], (600, 315)), (timeline, (1200, 630))):
        head = (site / address.removeprefix("https://rabita.example/")).read_bytes()[:24]
        assert head.startswith(b"\x89PNG")
        assert struct.unpack(">II", head[16:]) == size
    assert size != (int(reported["og:image:width"]), int(reported["og:image:height"])) == (600, 315)


def test_a_picture_says_what_its_contact_is(site: Path, made: dict[str, Any]) -> None:
    with warehouse.open_published(made["settings"].published) as con:
        data = page_data.load_data(con, NOW, most=1, timezone="UTC")
    trust = assess_all(data)
    contact = next(one for one in data.contacts if one.contact == made["latest"])
    later = replace(contact, dates=replace(contact.dates, date_from=date(2025, 1, 2), date_to=date(2025, 1, 2)))
    longer = replace(contact, details=replace(contact.details, duration_minutes=99))
    drawn = [draw_share_image(one, trust[made["latest"]]) for one in (contact, later, longer)]
    assert len(set(drawn)) == 3
    assert drawn[0] == (site / "cards" / share_image_name(contact, trust[made["latest"]])).read_bytes()
    assert all(len(picture) < 40_000 for picture in drawn)


def test_a_page_of_no_known_address_promises_no_picture(copy: Path, tmp_path: Path) -> None:
    build(copy, tmp_path / "page", now=NOW)
    assert not parsed(tmp_path / "page" / "en" / "index.html").cssselect("meta[property^='og:image']")
    assert not (tmp_path / "page" / "card.png").exists()


def test_a_merged_contact_keeps_its_address(site: Path, made: dict[str, Any]) -> None:
    for language in ("ur", "en"):
        tree = parsed(site / language / "contacts" / f"{made['merged']}.html")
        assert tree.cssselect("main a")[0].get("href") == f"{made['into']}.html"


def test_disagreements_evidence_and_lags_stand_on_the_contact(site: Path, made: dict[str, Any]) -> None:
    tree = parsed(site / "en" / "contacts" / f"{made['latest']}.html")
    text = re.sub(r"\s+", " ", tree.text_content())
    assert re.search(r"50 min 1 of \d", text)
    assert re.search(r"1 h 1 of \d", text)
    assert "outlets disagree" in text
    assert re.search(r"followed \d+ (minutes|hours) later", re.sub("[\u2066-\u2069]", "", text))
    marked = {node.text_content() for node in tree.cssselect("mark")}
    assert {"امریکی صدر ڈونلڈ ٹرمپ", "بدھ"} & marked
    assert any("فون" in words for words in marked)


def test_readers_never_see_half_a_page(made: dict[str, Any], tmp_path: Path) -> None:
    place, settings = tmp_path / "page", made["settings"]
    build(settings.published, place, now=NOW)
    done, seen, wrong = threading.Event(), [], []

    def read() -> None:
        while not done.is_set():
            text = (place / "ur" / "index.html").read_text("utf-8")
            seen.append(text)
            if not text.rstrip().endswith("</html>"):
                wrong.append(text)

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for _ in range(2):
            build(settings.published, place, now=NOW)
    finally:
        done.set()
        reader.join()
    assert len(seen) > 10
    assert not wrong
    assert len(list(tmp_path.glob(".page-*"))) == 2


def test_a_page_built_upon_the_one_before_is_the_same_as_one_built_anew(made: dict[str, Any], tmp_path: Path) -> None:
    later, settings = NOW + timedelta(hours=1), made["settings"]
    upon, anew = tmp_path / "upon", tmp_path / "anew"
    build(settings.published, upon, now=NOW)
    build(settings.published, upon, now=later)
    build(settings.published, anew, now=later)
    for page in pages(anew):
        name = page.relative_to(anew.resolve())
        assert (upon / name).read_text("utf-8") == page.read_text("utf-8")


def test_a_contact_that_has_not_changed_is_not_made_again(made: dict[str, Any], tmp_path: Path) -> None:
    upon, anew = tmp_path / "upon", tmp_path / "anew"
    build(made["settings"].published, upon, now=NOW)
    parts = upon / ".contacts.json"
    own = ('<article class=\\"contact\\">', '<article class=\\"contact kept\\">')
    parts.write_text(parts.read_text("utf-8").replace(*own))
    build(made["settings"].published, upon, now=NOW + timedelta(hours=1))
    build(made["settings"].published, anew, now=NOW + timedelta(hours=1))
    for language in ("ur", "en"):
        name = f"{language}/contacts/{made['latest']}.html"
        again, whole = ((site / name).read_text("utf-8") for site in (upon, anew))
        assert 'class="contact kept"' in again
        assert again.replace('class="contact kept"', 'class="contact"') == whole


def test_a_contact_that_has_changed_is_made_again(made: dict[str, Any], tmp_path: Path) -> None:
    mine, site = tmp_path / "rabita.duckdb", tmp_path / "page"
    mine.write_bytes(made["settings"].published.read_bytes())
    build(mine, site, now=NOW)
    before = (site / "en" / "contacts" / f"{made['latest']}.html").read_text("utf-8")
    with warehouse.open_warehouse(mine) as con:
        con.execute("UPDATE contact_change SET duration_minutes = 77")
    warehouse.publish(mine, tmp_path / "published.duckdb")
    build(tmp_path / "published.duckdb", site, now=NOW)
    after = (site / "en" / "contacts" / f"{made['latest']}.html").read_text("utf-8")
    assert "1 h 17 min" not in before
    assert "1 h 17 min" in after


@pytest.mark.parametrize("left", ["", "{", "[]", '{"x": 5}'])
def test_what_the_last_build_kept_may_be_lost(copy: Path, tmp_path: Path, left: str) -> None:
    build(copy, tmp_path / "page", now=NOW)
    (tmp_path / "page" / ".contacts.json").write_text(left)
    assert build(copy, tmp_path / "page", now=NOW).pages == len(pages(tmp_path / "page"))


def test_a_build_that_fails_leaves_the_page_as_it_was(made: dict[str, Any], tmp_path: Path) -> None:
    place = tmp_path / "page"
    build(made["settings"].published, place, now=NOW)
    before = place.resolve()
    with pytest.raises(warehouse.WarehouseError):
        build(tmp_path / "nowhere.duckdb", place, now=NOW)
    assert place.resolve() == before
    assert list(tmp_path.glob(".page-*")) == [before]


def test_what_is_not_ours_is_left_alone(copy: Path, tmp_path: Path) -> None:
    (tmp_path / "page").mkdir()
    (tmp_path / "page" / "index.html").write_text("mine")
    with pytest.raises(ForeignFolderError, match="page"):
        build(copy, tmp_path / "page", now=NOW)
    assert (tmp_path / "page" / "index.html").read_text() == "mine"


def test_before_the_first_run_the_ledger_is_shown_and_nothing_is_claimed(copy: Path, tmp_path: Path) -> None:
    build(copy, tmp_path / "page", now=NOW)
    text = re.sub(r"\s+", " ", parsed(tmp_path / "page" / "en" / "index.html").text_content())
    assert "No run has taken place yet" in text
    assert "known from the reference ledger" in text
    assert "No alert in the last seven days" in text


def months_of(site: Path) -> dict[str, list[list[Any]]]:
    """Return the headlines that can be searched, by month."""
    files = {file.stem: file.read_text("utf-8") for file in sorted((site / "search").glob("*.js"))}
    return {name: json.loads(text.partition(",")[2].removesuffix(");\n")) for name, text in files.items()}


def test_every_stored_headline_can_be_searched_by_month(site: Path, made: dict[str, Any], tmp_path: Path) -> None:
    with warehouse.open_published(made["settings"].published) as con:
        ((stored,),) = con.execute("SELECT count(*) FROM article").fetchall()
        titles = dict(con.execute("SELECT url, title FROM article").fetchall())
    found = months_of(site)
    assert sum(map(len, found.values())) == stored
    listed = json.loads(parsed(site / "en" / "search.html").get_element_by_id("data").text)["months"]
    assert {name: count for name, count, _ in listed} == {name: len(rows) for name, rows in found.items()}
    for _, _, title, url, *_ in (row for rows in found.values() for row in rows):
        assert clean(title)
        assert not [letter for letter in title if unicodedata.category(letter)[0] == "C" and letter not in KEPT_FORMATS]
        assert not re.search(r"[\u0300-\u036f]{5}", title)
        assert not url or url in titles
    build(made["settings"].published, tmp_path / "page", now=NOW, options=PageOptions(most=5))
    assert sum(map(len, months_of(tmp_path / "page").values())) == 5


@pytest.mark.parametrize("files", ["search/*.js", "ask/*.csv", "ask/*.sql"])
def test_a_file_that_has_not_changed_is_not_written_again(made: dict[str, Any], tmp_path: Path, files: str) -> None:
    for minutes in (0, 1):
        build(made["settings"].published, tmp_path / "page", now=NOW + timedelta(minutes=minutes))
    found = list((tmp_path / "page").glob(files))
    assert found
    assert all(file.stat().st_nlink == 2 for file in found)
    assert (tmp_path / "page" / "ur" / "index.html").stat().st_nlink == 1  # it says when it was built


def test_without_hard_links_every_file_is_written(
    made: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.EPERM, "no hard links here")

    build(made["settings"].published, tmp_path / "page", now=NOW)
    monkeypatch.setattr(os, "link", refused)
    build(made["settings"].published, tmp_path / "page", now=NOW, options=PageOptions(base="https://rabita.example/"))
    assert list((tmp_path / "page" / "search").glob("*.js"))


@pytest.mark.parametrize(
    ("query", "into"),
    [
        ("contact", page_data.ContactSummary), ("report", page_data.ReportSummary),
        ("contact_change", page_data.ContactStep),
        ("alert", page_data.AlertSummary), ("outlet", page_data.OutletSummary),
        ("articles_per_day", page_data.DailyArticles),
        ("article", page_data.Headline), ("run", page_data.RunRow), ("merged_contact", page_data.Merged),
        ("month", page_data.Month), ("article_edit", page_data.Edit), ("outlet_with_articles", page_data.OutletName),
    ],
)  # fmt: skip
def test_the_columns_of_a_query_are_the_fields_of_its_rows(query: str, into: type, copy: Path) -> None:
    sql = (Path(page_data.__file__).parent / "queries" / f"{query}.sql").read_text("utf-8")
    given = {"since": NOW, "most": 5, "around": 9, "timezone": "Asia/Karachi"}
    with warehouse.open_published(copy) as con:
        cursor = con.execute(sql, {name: value for name, value in given.items() if f"${name}" in sql})
        columns = {column[0] for column in cursor.description or ()}
        assert columns >= {field.name for field in fields(into)} - {"details", "dates"}
        warehouse.select(con, sql, into, **{name: value for name, value in given.items() if f"${name}" in sql})


def test_the_settings_name_the_place_of_the_page(tmp_path: Path) -> None:
    assert Settings(data=tmp_path).dashboard == tmp_path / "published" / "dashboard"


def test_each_question_has_an_address_of_its_own_with_its_answer_as_files(site: Path) -> None:
    for language in ("ur", "en"):
        index = parsed(site / language / "ask.html")
        assert len(index.cssselect("ol.index a")) == len(list((site / "ask").glob("*.sql"))) > 20
        page = parsed(site / language / "ask" / "07-contacts-by-year-and-leader.html")
        assert len(page.cssselect("h1")) == 1
        assert page.cssselect("pre code")[0].text.startswith("-- How many contacts")
    rows = json.loads((site / "ask" / "07-contacts-by-year-and-leader.json").read_text("utf-8"))
    assert len(rows) == len(page.cssselect("tbody tr"))
    table = list(csv.DictReader((site / "ask" / "07-contacts-by-year-and-leader.csv").read_text("utf-8").splitlines()))
    assert [row["us_leader"] for row in table] == [row["us_leader"] for row in rows]
    for file in (site / "ask").glob("*.csv"):
        cells = [cell for row in csv.reader(file.read_text("utf-8").splitlines()) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "@", "\t"))]
    texts = [file.read_text("utf-8") for file in (site / "ask").glob("*.json")]
    times = [found for text in texts for found in re.findall(r'"(\d{4}-\d\d-\d\dT[^"]*)"', text)]
    assert times
    assert all(datetime.fromisoformat(moment).tzinfo for moment in times)


def test_planned_contacts_are_a_calendar(site: Path, made: dict[str, Any]) -> None:
    content = (site / "planned.ics").read_bytes()
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    lines = content.replace(b"\r\n ", b"").decode().splitlines()
    day = made["planned"]
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    assert f"DTSTART;VALUE=DATE:{day:%Y%m%d}" in lines
    assert f"DTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}" in lines
    (summary,) = (line for line in lines if line.startswith("SUMMARY:"))
    assert summary.endswith(" | meeting\\, Donald Trump")
    for language in ("ur", "en"):
        assert "../planned.ics" in [node.get("href") for node in parsed(site / language / "index.html").cssselect("a")]


def test_the_timeline_can_stand_in_another_page(site: Path) -> None:
    for language in ("ur", "en"):
        frame = parsed(site / language / "embed.html")
        assert not frame.cssselect("header, footer, nav")
        assert len(frame.cssselect("#plot .mark")) == len(
            parsed(site / language / "timeline.html").cssselect("#plot .mark")
        )
        assert frame.cssselect("base")[0].get("target") == "_top"
        snippet = parsed(site / language / "timeline.html").cssselect(".embed code")[0].text
        assert f'src="https://rabita.example/{language}/embed.html"' in snippet
