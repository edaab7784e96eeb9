# ruff: noqa: E501, S311 - tables of cases keep their lines
"""Every record of an import is loaded, or reported with its position, whatever comes before it."""

from __future__ import annotations

import gzip
import json
import os
import random
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.news.article import Page, Problem
from flows.news.pages.archive import LARGEST, read_warc
from flows.news.pages.local_files import read_import

NOW = datetime(2026, 11, 28, 1, 2, 3, tzinfo=UTC)
URDU = "روسی صدر ولادیمیر پوتن نے ٹیلی فون پر گفتگو کی۔ یہ پہلا رابطہ ہے اور اس سے پہلے کوئی رابطہ نہیں ہوا۔ ہے ہے ہے"
BODY = f"<html><body><p>{URDU}</p></body></html>".encode()


def row(number: int) -> bytes:
    return json.dumps({"id": str(number), "title": f"خبر {number}", "text": URDU}, ensure_ascii=False).encode()


def split(path: Path) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the places of the pages of an import, and places and reasons of its problems."""
    found = list(read_import(path, now=NOW))
    problems = [one for one in found if isinstance(one, Problem)]
    assert all(one.detail and one.url in one.detail for one in problems)
    return [one.place or "" for one in found if isinstance(one, Page)], [(one.url, one.reason) for one in problems]


BAD_ROWS = [
    *(b"[]", b'"x"', b"null", b"NaN", b"1", b"-Infinity", b"{", b"[" * 5000, b'{"a":' * 5000, b"1" * 10_000),
    *(b'{"text": 5}', b'{"text": {"a": 1}}', b'{"text": ["a"]}', b'{"text": NaN}', b'{"title": {"a": "b"}, "text": "x"}'),
    *(b'{"text": "x", "url": 5}', b'{"text": "x", "outlet": []}', b'{"text": "x", "published": -1}'),
    *(b'{"text": "x", "published": 1.5}', b'{"text": "x", "published": 99999999999999999999999}'),
    *(b'{"text": "x", "published": "0000-01-01"}', b'{"text": "x", "published": "0001-01-01T00:00:00+05:00"}'),
    *(b'{"text": "x", "published": "9999-12-31T23:59:59-05:00"}', b'{"text": "x", "published": "-1"}'),
    *(b'{"text": "x", "published": "1.5"}', b'{"text": "x", "published": "' + b"1" * 10_000 + b'"}'),
    *(b'{"text": "x", "published": "Mon, 01 Jan 99999999999 00:00:00 +0000"}', b'{"text": "\xff\xfe"}'),
    *(b'{"title": null, "text": " "}', b"{}", b'{"id": ' + b"1" * 10_000 + b', "text": "x"}', b"id,title,text\r"),
]  # fmt: skip


@pytest.mark.parametrize("bad", BAD_ROWS, ids=lambda bad: bad[:40].decode("utf-8", "replace"))
@pytest.mark.parametrize("packed", [False, True])
def test_a_bad_row_is_reported_and_the_rows_around_it_are_read(tmp_path: Path, bad: bytes, packed: bool) -> None:
    path = tmp_path / ("rows.jsonl.gz" if packed else "rows.jsonl")
    data = b"\n".join((row(1), bad, b"", row(4)))
    path.write_bytes(gzip.compress(data) if packed else data)
    pages, problems = split(path)
    assert pages == [f"{path.name}:1", f"{path.name}:4"]
    assert [place for place, _ in problems] == [f"{path.name}:2"]


def test_a_line_beyond_measure_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    with path.open("wb") as file:
        file.write(row(1) + b"\n")
        for _ in range(64):
            file.write(b"x" * (1 << 20))
        file.write(b"\n" + row(3) + b"\n" + b"y" * (LARGEST + 1))
    assert split(path) == (
        ["rows.jsonl:1", "rows.jsonl:3"],
        [("rows.jsonl:2", "too large"), ("rows.jsonl:4", "too large")],
    )


def bomb(path: Path, unit: bytes) -> None:
    """Write four billion bytes of one kind in four million."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, 31)
    begin = squeeze.compress(b"") + squeeze.flush(zlib.Z_FULL_FLUSH)
    megabyte = squeeze.compress(unit * (1 << 20)) + squeeze.flush(zlib.Z_FULL_FLUSH)
    path.write_bytes(begin + megabyte * 4096)


@pytest.mark.parametrize(("name", "unit"), [("bomb.jsonl.gz", b"\n"), ("bomb.jsonl.gz", b" "), ("bomb.warc.gz", b"\n")])
def test_a_bomb_ends_and_says_why_and_what_follows_is_read(tmp_path: Path, name: str, unit: bytes) -> None:
    path = tmp_path / name
    bomb(path, unit)
    with path.open("ab") as file:
        file.write(gzip.compress(row(1) if "jsonl" in name else warc(0)))
    pages, problems = split(path)
    assert len(pages) == 1
    assert problems[0][1] in {"unreadable", "bad record"}
    assert len(problems) <= 2


def test_a_million_empty_lines_are_none_of_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(b"\n" * 3_000_000 + row(1) + b"\r\n\r\n")
    assert split(path) == (["rows.jsonl:3000001"], [])


def test_broken_members_in_the_middle_of_rows(tmp_path: Path) -> None:
    path = tmp_path / "rows.jsonl.gz"
    members = [gzip.compress(row(number) + b"\n") for number in range(5)]
    members[1] = members[1][:20] + b"\xff\xff\xff\xff" + members[1][24:]
    members[3] = members[3][:-8] + b"\0\0\0\0" + members[3][-4:]  # the checksum
    path.write_bytes(b"".join(members) + members[0][:30])
    pages, problems = split(path)
    assert len(pages) >= 3
    assert [reason for _, reason in problems if reason == "unreadable"] == ["unreadable"] * 3


def header(number: int, **changed: str | None) -> bytes:
    fields = {
        "WARC-Type": "response",
        "WARC-Date": "2026-11-01T00:00:00Z",
        "WARC-Record-ID": f"<urn:uuid:00000000-0000-0000-0000-{number:012}>",
        "WARC-Target-URI": f"https://a.example/{number}",
        "Content-Type": "application/http; msgtype=response",
    } | {name.replace("_", "-"): value for name, value in changed.items()}
    return "".join(f"{name}: {value}\r\n" for name, value in fields.items() if value is not None).encode()


HTTP = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"


def warc(
    number: int,
    *,
    version: bytes = b"WARC/1.0",
    http: bytes = HTTP,
    body: bytes = BODY,
    length: str | None = None,
    **changed: str | None,
) -> bytes:
    content = http + body
    size = str(len(content)) if length is None else length
    stated = f"Content-Length: {size}\r\n".encode() if size else b""
    return version + b"\r\n" + header(number, **changed) + stated + b"\r\n" + content + b"\r\n\r\n"


def http(**headers: str) -> bytes:
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    return f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n{lines}\r\n".encode()


BAD_RECORDS = {
    "a length of 10^30": warc(1, length="1" + "0" * 30),
    "a length beyond the file": warc(1, length="99999999"),
    "a length into the next record": warc(1, length=str(len(HTTP + BODY) + 300)),
    "a length too short": warc(1, length="60"),
    "a negative length": warc(1, length="-5"),
    "a length in words": warc(1, length="many"),
    "no length": warc(1, length=""),
    "no type": warc(1, WARC_Type=None),
    "no date": warc(1, WARC_Date=None),
    "no address": warc(1, WARC_Target_URI=None),
    "a date that is none": warc(1, WARC_Date="yesterday"),
    "year 0": warc(1, WARC_Date="0000-01-01T00:00:00Z"),
    "year 1": warc(1, WARC_Date="0001-01-01T00:00:00+05:00"),
    "year 9999": warc(1, WARC_Date="9999-12-31T23:59:59-05:00"),
    "version 2": warc(1, version=b"WARC/2.0"),
    "no version": warc(1, version=b"hello"),
    "a version without a number": warc(1, version=b"WARC/"),
    "no server's headers": warc(1, http=b"", body=BODY),
    "a status that is none": warc(1, http=b"HTTP/1.1 \xc2\xb2\xc2\xb2\xc2\xb2 OK\r\n\r\n"),
    "a status of five digits": warc(1, http=b"HTTP/1.1 99999 OK\r\n\r\n"),
    "no status": warc(1, http=b"HTTP/1.1\r\n\r\n"),
    "an unknown coding": warc(1, http=http(Content_Encoding="br"), body=b"\x8b\x0f\x80\0\x01\xff"),
    "a packed body that is broken": warc(1, http=http(Content_Encoding="gzip"), body=gzip.compress(BODY)[:30] + b"\xff" * 9),
    "bytes that are no record": b"<html>\0\xff not a record\r\n\r\n",
}  # fmt: skip


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("kind", BAD_RECORDS)
def test_a_bad_record_is_reported_and_those_around_it_are_read(tmp_path: Path, kind: str, packed: bool) -> None:
    parts = [warc(7), BAD_RECORDS[kind], warc(8), warc(9)]
    path = tmp_path / ("x.warc.gz" if packed else "x.warc")
    path.write_bytes(b"".join(map(gzip.compress, parts)) if packed else b"".join(parts))
    found = list(read_import(path, now=NOW))
    pages = [one for one in found if isinstance(one, Page)]
    assert [one.url for one in pages] == [f"https://a.example/{number}" for number in (7, 8, 9)]
    assert {one.body for one in pages} == {BODY}
    problems = [one for one in found if isinstance(one, Problem)]
    assert problems
    assert f"{path.name}:2" in problems[0].detail


LENIENT = {
    "version 0.18": warc(1, version=b"WARC/0.18"),
    "version 1.1": warc(1, version=b"WARC/1.1"),
    "a resource": warc(1, http=b"", WARC_Type="resource", Content_Type="text/html"),
    "metadata of another": warc(1, WARC_JSON_Metadata='["x"]'),
    "metadata with 5,000 brackets": warc(1, WARC_JSON_Metadata="[" * 5000),
    "metadata of wrong types": warc(1, WARC_JSON_Metadata='{"outlet": 5, "url": [], "link": {"outlet": 1, "published": 5}}'),
    "a link of wrong types": warc(1, WARC_JSON_Metadata='{"link": {"outlet": "a", "url": "u", "found_in": {}, "title": []}}'),
    "headers of wrong types": warc(
        1, http=b"", WARC_Type="resource", WARC_JSON_Metadata='{"headers": [1, ["a"], {"b": 2}, ["content-type", "text/html"]]}'
    ),
    "chunked": warc(1, http=http(Transfer_Encoding="chunked"), body=b"%x\r\n%b\r\n0\r\n\r\n" % (len(BODY), BODY)),
    "said to be chunked": warc(1, http=http(Transfer_Encoding="chunked")),
    "packed": warc(1, http=http(Content_Encoding="gzip"), body=gzip.compress(BODY)),
    "packed in capitals": warc(1, http=http(Content_Encoding=" GZIP "), body=gzip.compress(BODY)),
    "said to be packed": warc(1, http=http(Content_Encoding="gzip")),
    "said to be br": warc(1, http=http(Content_Encoding="br")),
    "an odd coding": warc(1, http=http(Content_Encoding="utf-8")),
    "deflated": warc(1, http=http(Content_Encoding="deflate"), body=zlib.compress(BODY)),
    "bare line ends": warc(1).replace(b"\r\n", b"\n").replace(b"Content-Length: %d" % len(HTTP + BODY), b"Content-Length: %d" % len((HTTP + BODY).replace(b"\r\n", b"\n"))),
    "no empty lines after it": warc(1).rstrip(b"\r\n") + b"\r\n",
}  # fmt: skip


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("kind", LENIENT)
def test_an_odd_record_is_read(tmp_path: Path, kind: str, packed: bool) -> None:
    parts = [warc(7), LENIENT[kind], warc(8)]
    path = tmp_path / ("x.warc.gz" if packed else "x.warc")
    path.write_bytes(b"".join(map(gzip.compress, parts)) if packed else b"".join(parts))
    found = list(read_import(path, now=NOW))
    assert [one.body for one in found if isinstance(one, Page)] == [BODY] * 3, found


def test_broken_members_in_the_middle_of_records(tmp_path: Path) -> None:
    members = [gzip.compress(warc(number)) for number in range(6)]
    members[1] = members[1][:40] + b"\xff" * 20 + members[1][60:]
    members[3] = members[3][: len(members[3]) // 2]
    path = tmp_path / "x.warc.gz"
    path.write_bytes(b"".join(members) + b"text after the last record")
    found = list(read_import(path, now=NOW))
    urls = [one.url for one in found if isinstance(one, Page)]
    assert urls == [f"https://a.example/{number}" for number in (0, 2, 4, 5)]
    reasons = [one.detail for one in found if isinstance(one, Problem)]
    assert any("at byte" in reason for reason in reasons)
    assert "not gzip" in reasons[-1]


def test_text_after_the_last_record_is_reported(tmp_path: Path) -> None:
    path = tmp_path / "x.warc"
    path.write_bytes(warc(0) + b"the end\n")
    _, problems = split(path)
    assert problems == [("x.warc:2", "bad record")]


def test_a_file_packed_as_one_member_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.warc.gz"
    path.write_bytes(gzip.compress(b"".join(map(warc, range(5)))))
    assert sum(isinstance(one, Page) for one in read_warc(path)) == 5


def test_a_header_without_an_end_takes_no_memory(tmp_path: Path) -> None:
    path = tmp_path / "x.warc"
    with path.open("wb") as file:
        file.write(b"WARC/1.0\r\nX: ")
        for _ in range(32):
            file.write(b"y" * (1 << 20))
        file.write(b"\n" + warc(0))
    found = list(read_import(path, now=NOW))
    assert [isinstance(one, Page) for one in found] == [False, True]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        *(("x.jsonl", b""), ("x.jsonl", b"\n \n"), ("x.jsonl.gz", b""), ("x.jsonl.gz", gzip.compress(b"", mtime=0)), ("x.txt", b"")),
        *(("x.html", b" "), ("x.warc", b""), ("x.warc.gz", b""), ("x.warc.gz", random.Random(7).randbytes(20_000)), ("x.warc", b"hello")),
        *(("x.csv", b"a,b\n1,2\n"), ("x", b"text"), ("x.jsonl.gz", b"\x1f\x8b"), ("x.warc.gz", b"\x1f\x8b\x08")),
    ],
)  # fmt: skip
def test_a_file_that_gives_nothing_is_reported(tmp_path: Path, name: str, data: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    for place in (path, tmp_path):  # alone, and found in a folder
        pages, problems = split(place)
        assert not pages
        assert problems


def test_what_cannot_be_opened_in_a_folder_is_reported_and_the_rest_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").symlink_to(tmp_path / "a.jsonl")
    (tmp_path / "b.jsonl").symlink_to(tmp_path / "gone")
    os.mkfifo(tmp_path / "c.jsonl")
    (tmp_path / "d.jsonl").mkdir()
    (tmp_path / "e.jsonl").write_bytes(row(1))
    (tmp_path / "f.csv").write_bytes(b"a,b")
    (tmp_path / "g.CSV").write_bytes(b"a,b")
    (tmp_path / ".hidden").write_bytes(b"x")
    pages, problems = split(tmp_path)
    assert pages == ["e.jsonl:1"]
    assert [place for place, _ in problems] == ["a.jsonl", "b.jsonl", "c.jsonl", "f.csv and 1 more"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_reported(tmp_path: Path) -> None:
    for name in ("a.jsonl", "b"):
        (tmp_path / name).write_bytes(row(1)) if name == "a.jsonl" else (tmp_path / name).mkdir()
        (tmp_path / name).chmod(0)
    (tmp_path / "c.jsonl").write_bytes(row(1))
    pages, problems = split(tmp_path)
    (tmp_path / "b").chmod(0o700)
    assert pages == ["c.jsonl:1"]
    assert {place for place, _ in problems} == {"a.jsonl", "b"}


def test_an_empty_folder_is_reported(tmp_path: Path) -> None:
    assert split(tmp_path) == ([], [(tmp_path.name, "empty")])


def test_a_fifo_is_no_file_to_wait_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.jsonl")
    assert split(tmp_path / "x.jsonl") == ([], [("x.jsonl", "unreadable")])
