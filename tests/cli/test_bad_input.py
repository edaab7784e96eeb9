"""Files that are empty, of another format or partly bad: file, line and reason, and a last sentence."""

import gzip
import json
from pathlib import Path

import pytest

from .conftest import words

PARTS = ("detect", "clean", "replay", "near-duplicates", "evaluate")
TEXT = "کراچی میں شدید بارش سے سڑکیں زیر آب آ گئیں اور شہریوں کو مشکلات کا سامنا کرنا پڑا۔"
CALL = "روسی صدر ولادیمیر پوتن نے بدھ کو امریکی صدر ڈونلڈ ٹرمپ سے ٹیلی فون پر ایک گھنٹے تک بات چیت کی۔"


def packed(data: bytes) -> bytes:
    """Pack without the time of day: every worker must collect the same tests."""
    return gzip.compress(data, mtime=0)


@pytest.mark.parametrize("line", PARTS)
def test_an_empty_file_is_no_success(quick, tmp_path: Path, line: str) -> None:  # noqa: ANN001
    (tmp_path / "empty.jsonl").write_bytes(b"\n \n")
    (tmp_path / "empty.jsonl.gz").write_bytes(packed(b""))
    for name in ("empty.jsonl", "empty.jsonl.gz"):
        done = quick(line, tmp_path / name)
        assert (done.returncode, done.stdout) == (1, b"")
        assert f"{name}: it is empty" in done.stderr.decode()


@pytest.mark.parametrize("line", PARTS)
def test_an_alien_file_is_reported_and_not_line_by_line_for_ever(quick, tmp_path: Path, line: str) -> None:  # noqa: ANN001
    (tmp_path / "page.jsonl").write_text("<p>a page</p>\n" * 5000)
    (tmp_path / "bytes.jsonl").write_bytes(bytes(range(256)) * 400)
    for name in ("page.jsonl", "bytes.jsonl"):
        done = quick(line, tmp_path / name)
        said = done.stderr.decode().splitlines()
        assert (done.returncode, done.stdout, "Traceback" in "".join(said)) == (2, b"", False)
        assert f"{name}:1: not JSON" in said[0]
        assert f"{name}: not a file of JSON lines" in said[-1]
        assert len(said) < 120


@pytest.mark.parametrize("line", ["detect", "replay", "clean"])
def test_half_letters_and_odd_values_stop_nothing(quick, tmp_path: Path, line: str) -> None:  # noqa: ANN001
    file = tmp_path / "rows.jsonl"
    good = json.dumps(
        {"id": "good", "title": "پوتن اور ٹرمپ", "text": CALL, "published": "2026-10-15", "url": "https://a.example/1"}
    )
    odd = ['{"id": "half", "text": "\\ud800 بات"}', '{"id": 1, "text": null}', '{"id": 2, "text": {"a": 1}}',
           '{"id": 3, "text": "x", "published": "31.31.2025"}', '{"id": 4, "text": "x", "published": 5}']  # fmt: skip
    file.write_text("\n".join([*odd, good]), encoding="utf-8")
    done = quick(line, file)
    assert done.returncode in {0, 1}, done
    assert b"Traceback" not in done.stderr
    assert b"good" in done.stdout or line == "replay"
    assert all(b"rows.jsonl" in row for row in done.stderr.splitlines())


def test_an_import_names_every_row_and_says_what_happened(quick, tmp_path: Path) -> None:  # noqa: ANN001
    rows = [{"title": f"خبر {n}", "text": CALL, "published": "2025-07-03T10:00:00+00:00"} for n in range(1)]
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    lines += ["{", json.dumps({"title": "x", "published": "31.31.2025", "text": TEXT})]
    (tmp_path / "rows.jsonl").write_text("\n".join(lines), encoding="utf-8")
    done = quick("import", tmp_path / "rows.jsonl")
    said, out = done.stderr.decode(), done.stdout.decode()
    assert done.returncode == 1
    assert "rows.jsonl:2: no JSON" in said
    assert "rows.jsonl:3: published is no date: 31.31.2025" in said
    assert "1 loaded" in out
    assert "2 could not be read" in out


@pytest.mark.parametrize("content", [b"", packed(b""), b"WARC/1.0\r\n\r\n", bytes(range(256)) * 20])
def test_a_file_of_which_nothing_comes_is_reported(quick, tmp_path: Path, content: bytes) -> None:  # noqa: ANN001
    (tmp_path / "a.warc.gz").write_bytes(content)
    done = quick("import", tmp_path / "a.warc.gz")
    assert (done.returncode, b"a.warc.gz" in done.stderr, b"Traceback" in done.stderr) == (1, True, False)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("demo --port 99999", "--port"), ("runs --most 0", "--most"),
        ("dashboard --to {rows}", "rows.jsonl"), ("export {rows}", "rows.jsonl"), ("backup {rows}", "rows.jsonl"),
        ("metrics --file {rows}/x.prom", "rows.jsonl"), ("restore {rows}", "it is not a DuckDB file"),
        ("restore {data}", "is a folder"), ("detect {data}", "no such file"), ("clean {gz}", "cannot be unpacked"),
        ("near-duplicates {cut}", "cannot be unpacked"), ("import {data}/nothing", "no such file or folder"),
        ("warehouse move {data}/rabita.duckdb {data}/rabita.duckdb", "the same file"),
        ("sources add http://[::1", "no http or https address"),
    ],
)  # fmt: skip
def test_arguments_that_are_of_no_use(quick, data: Path, line: str, said: str) -> None:  # noqa: ANN001
    packed, cut = data.parent / "bad.jsonl.gz", data.parent / "cut.jsonl.gz"
    packed.write_bytes(b"\x1f\x8bno gzip")
    cut.write_bytes(gzip.compress(b"{}\n" * 1000)[:30])
    done = quick(*words(line.replace("{gz}", str(packed)).replace("{cut}", str(cut)), data))
    assert (done.returncode in {1, 2}, b"Traceback" in done.stderr) == (True, False), done
    assert said in done.stderr.decode()
