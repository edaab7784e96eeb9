"""The archive can be read again, by us and by other tools, even from a truncated file."""

from __future__ import annotations

import gzip
import io
import json
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from warcio.checker import Checker
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from flows.news.article import Link, Page, Problem
from flows.news.pages.archive import LARGEST, Archive, prune, read_warc
from flows.news.pages.local_files import read_import
from flows.news.pages.looks_urdu import maybe_urdu

NOW = datetime(2026, 11, 24, 1, 2, 3, 456789, UTC)
URDU = "روسی صدر ولادیمیر پوتن نے ٹیلی فون پر گفتگو کی۔ یہ پہلا رابطہ ہے اور اس سے پہلے کوئی رابطہ نہیں ہوا۔"
OLD = URDU.replace("ی", "ي").replace("۔", ".")
"""The same with the letters that windows-1256 has."""
LINK = Link(
    "misaal", "https://misaal.example/x", "https://misaal.example/feed", "عنوان", NOW, "آج", "https://misaal.example/x/"
)


def page(number: int, size: int = 2000) -> Page:
    return Page(
        outlet="misaal",
        url="https://misaal.example/x",
        final_url="https://misaal.example/x/",
        fetched_at=NOW,
        status=200,
        headers=(("Content-Type", "text/html"), ("Content-Encoding", "gzip"), ("Content-Length", "7")),
        body=f"{number} {URDU}".encode() * (size // 200 + 1),
        link=LINK,
        asked=(("Host", "misaal.example"), ("User-Agent", "Rabita/0 (+a@b.example)")),
        peer="203.0.114.7",
    )


def stripped(found: Page) -> Page:
    return replace(found, asked=(), peer=None)


def archived(folder: Path, *pages: Page) -> Path:
    with Archive(folder, "run-1") as archive:
        for one in pages:
            archive.write(one)
    (path,) = folder.rglob("*.warc.gz")
    return path


def test_pages_come_back_as_they_were(tmp_path: Path) -> None:
    text = Page(
        "import", "urn:rabita:1", "urn:rabita:1", NOW, 0, (("content-type", "text/plain"), ("x-a", "b")), b"abc"
    )
    pages = [page(1), page(2, 200_000), text]
    assert list(read_warc(archived(tmp_path, pages[0], pages[1]))) == [stripped(one) for one in pages[:2]]
    assert list(read_warc(archived(tmp_path / "files", text))) == [text]


def test_listings_are_kept_and_not_read_as_articles(tmp_path: Path) -> None:
    assert list(read_warc(archived(tmp_path, replace(page(1), link=None), page(2)))) == [stripped(page(2))]


def test_digests_hold_and_every_record_is_a_gzip_member(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = archived(tmp_path, page(1), page(2))

    class Command:
        verbose = True
        inputs = (str(path),)

    checker = Checker(Command())
    checker.process_all()
    assert checker.exit_value == 0
    assert capsys.readouterr().out.count("digest pass") == 5
    members = 0
    data = path.read_bytes()
    while data:
        member = zlib.decompressobj(31)
        member.decompress(data)
        data = member.unused_data
        members += 1
    assert members == 5  # warcinfo, and response and request of each page


def test_a_file_cut_anywhere_gives_what_stands_before_the_cut(tmp_path: Path) -> None:
    pages = [page(number, 30_000) for number in range(3)]
    data = archived(tmp_path, *pages).read_bytes()
    cut = tmp_path / "cut.warc.gz"
    counts = []
    for end in range(0, len(data), 31):
        cut.write_bytes(data[:end])
        found = [one for one in read_warc(cut) if isinstance(one, Page)]
        assert found == [stripped(one) for one in pages[: len(found)]]
        counts.append(len(found))
    assert counts == sorted(counts)
    assert set(counts) >= {0, 1, 2}


def test_a_run_started_again_does_not_append(tmp_path: Path) -> None:
    for number in range(2):
        with Archive(tmp_path, "run-1") as archive:
            archive.write(page(number))
    assert len(list(tmp_path.rglob("*.warc.gz"))) == 2


def test_files_are_rotated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.news.pages.archive.ROTATE", 500)
    with Archive(tmp_path, "run-1") as archive:
        for number in range(3):
            archive.write(page(number))
    names = sorted(path.name for path in tmp_path.rglob("*.warc.gz"))
    assert names == [f"misaal-run-1-00{number}.warc.gz" for number in range(3)]


def test_old_days_are_pruned(tmp_path: Path) -> None:
    archived(tmp_path, page(1))
    assert prune(tmp_path, date(2026, 11, 24)) == 0
    assert prune(tmp_path, date(2026, 11, 25)) == 1


def crawled(path: Path, *answers: tuple[str, str, dict[str, str], bytes]) -> Path:
    """Write a WARC file as a crawler of the web does: chunked and packed bodies as they came."""
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=True)
        for url, status, headers, body in answers:
            http = StatusAndHeaders(status, list(headers.items()), protocol="HTTP/1.1")
            writer.write_record(
                writer.create_warc_record(
                    url, "response", payload=io.BytesIO(body), length=len(body), http_headers=http
                )
            )
    return path


def test_anothers_archive_gives_its_urdu_pages(tmp_path: Path) -> None:
    html = {"Content-Type": "text/html"}
    urdu = f"<html><p>{URDU}</p></html>".encode()
    chunked = b"%x\r\n%b\r\n0\r\n\r\n" % (len(urdu), urdu)
    path = crawled(
        tmp_path / "cc.warc.gz",
        ("https://a.example/1/", "200 OK", html, urdu),
        ("https://a.example/2", "200 OK", html, b"<p>English</p>" * 50),
        ("https://b.example/3", "200 OK", html | {"Content-Encoding": "gzip"}, gzip.compress(urdu)),
        ("https://b.example/4", "200 OK", html | {"Transfer-Encoding": "chunked"}, chunked),
        ("https://b.example/5", "404 Not Found", html, urdu),
        ("https://b.example/6", "200 OK", {"Content-Type": "image/png"}, urdu),
        ("https://b.example/7", "200 OK", html, urdu + b" " * LARGEST),
    )
    found = list(read_import(path, now=NOW))
    pages = [one for one in found if isinstance(one, Page)]
    assert [one.url for one in pages] == ["https://a.example/1", "https://b.example/3", "https://b.example/4"]
    assert {one.body for one in pages} == {urdu}
    assert pages[0].outlet == "a.example"
    assert [one.reason for one in found if isinstance(one, Problem)] == ["too large"]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (URDU.encode(), True),
        (b"&#1729;" * 9, True),
        (json.dumps(URDU).encode(), True),
        (b"<meta charset=windows-1256>" + OLD.encode("cp1256"), True),
        (OLD.encode("cp1256"), True),
        (URDU.encode("utf-16"), True),
        (f"<html><body class='a'><p>{URDU}".encode("utf-16-le"), True),
        ("<p>Le président a téléphoné à Genève</p>".encode("latin-1") * 9, False),
        ("대통령은 어제 저녁 서울에서 기자회견을 열고".encode("euc-kr") * 9, False),
        ("قال الرئيس الروسي فلاديمير بوتين إن المحادثة كانت مفيدة".encode(), False),
        (b"<p>Putin and Trump spoke</p>", False),
    ],
)
def test_pages_that_may_be_urdu(body: bytes, expected: bool) -> None:
    assert maybe_urdu(body) is expected
    assert maybe_urdu(b"HTTP/1.1 200 OK\n\n" + body, begin=17) is expected


def test_files_become_pages(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(URDU, "utf-8")
    (tmp_path / "b.html").write_text("<p>x</p>", "utf-8")
    (tmp_path / "empty.txt").write_text(" \n", "utf-8")
    rows = [
        json.dumps({"id": 1, "text": URDU, "url": "https://c.example/s/?utm_source=x", "outlet": "see"}),
        "",
        "{bad",
        "[]",
    ]
    (tmp_path / "c.jsonl").write_text("\n".join(rows), "utf-8")
    with gzip.open(tmp_path / "d.jsonl.gz", "wt", encoding="utf-8") as file:
        file.write(json.dumps({"text": "متن"}))
    found = list(read_import(tmp_path, now=NOW, published=date(2025, 7, 3)))
    pages = [one for one in found if isinstance(one, Page)]
    assert [one.headers[0][1] for one in pages] == ["text/plain; charset=utf-8", "text/html", *["application/json"] * 2]
    assert all(one.headers[-1] == ("x-rabita-published", "2025-07-03") for one in pages)
    assert pages[2].url == "https://c.example/s"
    assert pages[2].outlet == "see"
    assert str(tmp_path) not in "".join(one.url for one in pages)
    problems = [(one.url, one.reason) for one in found if isinstance(one, Problem)]
    assert problems == [("c.jsonl:3", "bad row"), ("c.jsonl:4", "bad row"), ("empty.txt", "empty")]


def test_the_same_text_has_the_same_address_wherever_it_lies(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(URDU, "utf-8")
    urls = {one.url for one in read_import(tmp_path, now=NOW)}
    assert len(urls) == 1


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("x.pdf", b"%PDF", "unknown format"),
        ("x.jsonl.gz", gzip.compress(b'{"text": "a"}\n' * 500, mtime=0)[:-12], "unreadable"),
        ("x.jsonl.gz", b"not gzip", "unreadable"),
        ("x.txt", b"a" * (LARGEST + 1), "too large"),
        ("x.jsonl", b"a" * (LARGEST + 1), "too large"),
    ],
)
def test_what_cannot_be_read_is_a_problem(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert [one.reason for one in read_import(path, now=NOW) if isinstance(one, Problem)] == [reason]


def test_nothing_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(read_import(tmp_path / "no", now=NOW))


@pytest.mark.parametrize("name", ["../../out", "a/b", "..", "", "<b>نام</b>\0", "ن" * 500])
def test_no_name_leads_out_of_the_archive(tmp_path: Path, name: str) -> None:
    path = archived(tmp_path / "archive", replace(page(1), outlet=name))
    assert path.resolve().is_relative_to(tmp_path / "archive")
    (back,) = read_warc(path)
    assert isinstance(back, Page)
    assert back.body == page(1).body


def test_headers_of_any_bytes_are_archived(tmp_path: Path) -> None:
    headers = (
        ("X-Letters", "æ; a=ÿ"),
        ("X-Næme", "x"),
        ("X-Lines", "a\r\nb"),
        ("Content-Type", "text/html; charset=ÿ"),
    )
    path = archived(tmp_path, replace(page(1), headers=headers))
    (found,) = read_warc(path)
    assert isinstance(found, Page)
    assert found.headers == (
        ("X-Letters", "%C3%A6; a=%C3%BF"), ("X-Lines", "a b"), ("Content-Type", "text/html; charset=%C3%BF"),
    )  # fmt: skip


@pytest.mark.parametrize(
    "said",
    ["[" * 5_000 + "]" * 5_000, "9" * 10_000, '{"url": 5, "outlet": ["a"]}',
     '{"link": {"url": 1}, "headers": [1, ["a"]]}',
     '{"outlet": "' + "o" * 9_000 + '"}', '{"link": {"published": 7, "title": {}}}', "{", "5"],
)  # fmt: skip
def test_metadata_of_another_shape_counts_as_unsaid(tmp_path: Path, said: str) -> None:
    path = tmp_path / "a.warc"
    with path.open("wb") as file:
        writer = WARCWriter(file, gzip=False, warc_version="WARC/1.1")
        for metadata in (said, "{}"):
            writer.write_record(writer.create_warc_record(
                "https://misaal.example/x", "resource", payload=io.BytesIO(URDU.encode()), length=len(URDU.encode()),
                warc_content_type="text/plain", warc_headers_dict={"WARC-JSON-Metadata": metadata},
            ))  # fmt: skip
    found = list(read_warc(path))
    assert [(one.outlet, one.url) for one in found] == [("misaal.example", "https://misaal.example/x")] * 2
