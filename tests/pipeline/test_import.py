"""Files go the way of pages: archived, cleaned, read; undated ones are stored and raise nothing."""

import asyncio
import gzip
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

import warehouse
from flows.pipeline.detect_and_alert_run import run_watch
from flows.pipeline.import_run import run_import
from flows.pipeline.ingest_run import Ingested
from flows.pipeline.replay_run import run_replay
from flows.pipeline.run_record import RunRequest
from flows.settings import Settings

CALL = (
    "ماسکو میں صدر ولادیمیر پوتن نے گزشتہ روز امریکی صدر ڈونلڈ ٹرمپ سے ٹیلی فون پر ۴۵ منٹ تک گفتگو کی۔ کریملن کے مطابق "
    "دونوں رہنماؤں نے یوکرین اور توانائی پر تبادلۂ خیال کیا۔"
)


def load(settings: Settings, *paths: Path, published: datetime | None = None) -> Ingested:
    done = asyncio.run(run_import(settings, paths, published=published))
    run_watch(settings, ())
    return done


def ask(settings: Settings, query: str) -> list[tuple[object, ...]]:
    with warehouse.open_published(settings.published) as con:
        return con.execute(query).fetchall()


@pytest.fixture
def empty(data: Path) -> Settings:
    return Settings(data=data, alert_urls=(), operator_urls=())


def test_the_four_seeds_are_read_as_a_person_reads_them(empty: Settings, shared: Path) -> None:
    seeds = sorted((shared / "seeds").glob("*.txt"))
    done = load(empty, *seeds)
    assert sum(tally.loaded for tally in done.stats) == len(seeds) == 4
    text = "\n".join(str(row) for row in ask(empty, "SELECT title || chr(10) || text FROM article"))
    for line in (
        "Share it",
        "Related articles",
        "مواضيع ذات صلة",
        "تصویر کا ذریعہ",
        "تصویر کا کیپشن",
        "Putin and Trump",
    ):
        assert line not in text
    happened = ask(
        empty,
        "SELECT us_leader, channel::VARCHAR, max(duration_minutes), max(place) FROM current_mention"
        " WHERE status = 'happened' GROUP BY ALL ORDER BY ALL",
    )
    assert [row[:3] for row in happened] == [
        ("Biden", "meeting", 300),
        ("Biden", "phone", 50),
        ("Trump", "brief", None),
        ("Trump", "phone", 60),
    ]
    assert ask(empty, "SELECT count(*) FROM alert") == [(0,)]


def test_undated_text_is_stored_and_reported_to_nobody(empty: Settings, tmp_path: Path) -> None:
    file = tmp_path / "call.txt"
    file.write_text(f"پوتن اور ٹرمپ میں ٹیلی فونک رابطہ\n\n{CALL}\n\nShare it :", encoding="utf-8")
    load(empty, file)
    assert ask(empty, "SELECT verdict FROM reading") == [("new",)]
    assert ask(empty, "SELECT duration_minutes FROM contact_timeline") == [(45,)]
    assert ask(empty, "SELECT count(*) FROM alert") == [(0,)]
    (address,) = ask(empty, "SELECT url FROM article")
    assert str(address[0]).startswith("urn:")


def test_a_date_given_with_the_import_makes_it_news(empty: Settings, tmp_path: Path) -> None:
    file = tmp_path / "call.txt"
    file.write_text(f"پوتن اور ٹرمپ میں ٹیلی فونک رابطہ\n\n{CALL}", encoding="utf-8")
    load(empty, file, published=datetime.now(UTC))
    assert ask(empty, "SELECT count(*) FROM alert") == [(1,)]


def test_the_same_files_again_are_unchanged_and_bad_lines_are_problems(empty: Settings, tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    row = {"id": "1", "title": "پوتن اور ٹرمپ کی گفتگو", "text": CALL, "url": "https://a.example/1", "outlet": "a"}
    file.write_text(json.dumps(row, ensure_ascii=False) + "\nno json\n", encoding="utf-8")
    first, again = load(empty, file), load(empty, file)
    stats = [{one.outlet: (one.loaded, one.unchanged, one.rejected) for one in run.stats} for run in (first, again)]
    assert stats == [{"a": (1, 0, 0), "import": (0, 0, 1)}, {"a": (0, 1, 0), "import": (0, 0, 1)}]
    assert all(tally.balanced for tally in (*first.stats, *again.stats))
    assert [(problem.step, problem.reason) for problem in first.problems] == [("read", "bad row")]


def test_what_was_archived_can_be_imported_into_a_new_warehouse(empty: Settings, tmp_path: Path) -> None:
    file = tmp_path / "call.txt"
    file.write_text(f"پوتن اور ٹرمپ میں ٹیلی فونک رابطہ\n\n{CALL}", encoding="utf-8")
    load(empty, file)
    second = Settings(data=tmp_path / "second", alert_urls=(), operator_urls=())
    load(second, empty.archive)
    query = "SELECT id, title, text FROM article ORDER BY id"
    assert ask(second, query) == ask(empty, query)


def test_an_import_of_several_batches_counts_each_outlet_once(empty: Settings, tmp_path: Path) -> None:
    """Statistics name outlets, not batches, so that the check of loaded against stored articles holds."""
    file = tmp_path / "rows.jsonl"
    rows = [
        {"id": str(n), "title": f"خبر {n}", "text": f"{CALL} {n}", "url": f"https://{o}.example/{n}", "outlet": o}
        for n, o in enumerate(["alif", "bay"] * 120)
    ]
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    done = load(empty, file)
    assert {one.outlet: one.loaded for one in done.stats} == {"alif": 120, "bay": 120}
    assert ask(empty, "SELECT outlet, loaded FROM tally ORDER BY outlet") == [("alif", 120), ("bay", 120)]
    with warehouse.open_published(empty.published) as con:
        assert [one.detail for one in warehouse.examine(con) if one.state == "bad"] == []


def test_a_bad_record_costs_no_other_and_is_stored_with_its_place(empty: Settings, tmp_path: Path) -> None:
    good = [
        {"id": str(number), "title": f"پوتن اور ٹرمپ کی گفتگو {number}", "text": f"{CALL} {number}"}
        for number in range(3)
    ]
    bad = ["[" * 5000, "null", '{"text": {"a": 1}}', '{"text": "x", "published": "0000-01-01"}', "9" * 10_000]
    english = json.dumps({"text": "The president spoke to his colleague on the telephone for an hour on Tuesday."})
    lines = [json.dumps(row, ensure_ascii=False) for row in good]
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join([lines[0], *bad, lines[1], english, lines[2]]), encoding="utf-8")
    done = load(empty, file)
    assert sum(tally.loaded for tally in done.stats) == 3
    assert all(tally.balanced for tally in done.stats)
    rows = ask(empty, "SELECT reason, detail FROM problem ORDER BY detail")
    places = [f"rows.jsonl:{number}" for number in (2, 3, 4, 5, 6, 8)]
    assert sorted(str(detail).split(": ")[0] for _, detail in rows) == places
    assert {str(reason) for reason, _ in rows} == {"bad row", "not Urdu"}


def test_a_damaged_archive_is_read_again_up_to_and_after_the_damage(empty: Settings, tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    rows = [{"title": f"پوتن اور ٹرمپ کی گفتگو {number}", "text": f"{CALL} {number}"} for number in range(3)]
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    load(empty, file)
    (archived,) = empty.archive.rglob("*.warc.gz")
    data = archived.read_bytes()
    starts = [at for at in range(len(data)) if data.startswith(b"\x1f\x8b\x08", at)]
    middle = starts[2] + 40
    archived.write_bytes(data[:middle] + b"\xff" * 9 + data[middle + 9 :])
    done = asyncio.run(run_replay(empty, ()))
    assert sum(tally.unchanged for tally in done.stats) == 2
    assert [problem.reason for problem in done.problems] == ["bad record"]
    assert archived.name in done.problems[0].detail


def test_the_address_of_an_imported_row_is_stored_in_its_canonical_form(empty: Settings, tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    rows = [
        {"title": "ایک خبر", "text": f"{CALL} {number}", "url": url}
        for number, url in enumerate(
            ("HTTPS://Misaal.example:443/khabar/5/?utm_source=x&gaa_at=1#top", "https://misaal.example/6.amp?ref=rss")
        )
    ]
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    load(empty, file)
    assert ask(empty, "SELECT url FROM article ORDER BY url") == [
        ("https://misaal.example/6",),
        ("https://misaal.example/khabar/5",),
    ]


def warc(number: int, text: str) -> bytes:
    """A record of a crawl that is not ours, as a gzip member."""
    body = f"<html><head><title>خبر نمبر {number}</title></head><body><p>{text} {number}</p></body></html>".encode()
    http = b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n\r\n" + body
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://nama.example/{number}\r\n"
        f"WARC-Date: 2026-11-20T10:00:00Z\r\nContent-Type: application/http\r\nContent-Length: {len(http)}\r\n\r\n"
    )
    return gzip.compress(head.encode() + http + b"\r\n\r\n", 1)


ENGLISH = "The council met on Monday and discussed the water supply of the northern quarter at length. " * 5


def test_an_import_that_was_stopped_goes_on_with_the_record_behind_the_last_one_stored(
    empty: Settings, tmp_path: Path
) -> None:
    urdu = range(50, 5100, 250)
    file = tmp_path / "CC-NEWS.warc.gz"
    file.write_bytes(b"".join(warc(n, CALL if n in urdu else ENGLISH) for n in range(5100)))
    read = []

    def stop(count: int) -> None:
        read.append(count)
        if len(read) == 2:
            raise KeyboardInterrupt

    def again() -> list[tuple[int, int]]:
        done = asyncio.run(run_import(empty, [file]))
        return [(one.loaded, one.unchanged) for one in done.stats]

    with pytest.raises(KeyboardInterrupt):
        asyncio.run(run_import(empty, [file], on_read=stop))
    with warehouse.open_warehouse(empty.warehouse) as con:
        assert con.execute("SELECT count(*) FROM article").fetchall() == [(20,)]
        assert con.execute("SELECT record, is_last, byte_offset FROM import_position").fetchall() == [
            (5001, False, sum(read))
        ]
    assert again() == [(1, 0)]
    assert ask(empty, "SELECT count(*), count(DISTINCT url) FROM article") == [(21, 21)]
    assert again() == [(0, 21)]  # it was read to its end, so that this time it is read from its beginning


def test_several_warc_files_are_read_with_their_broken_records_and_nobody_is_alerted_in_silence(
    empty: Settings, tmp_path: Path
) -> None:
    crawl = tmp_path / "crawl"
    crawl.mkdir()
    for name in range(3):
        members = [warc(100 * name + number, CALL if number < 4 else ENGLISH) for number in range(8)]
        members[6] = members[6][:60] + b"\xff" * 9 + members[6][69:]
        (crawl / f"part-{name}.warc.gz").write_bytes(b"".join(members))
    done = asyncio.run(run_import(empty, [crawl], RunRequest(silent=True), published=datetime.now(UTC)))
    run_watch(empty, ())
    assert ask(empty, "SELECT count(*) FROM article") == [(12,)]
    assert sorted((one.url, one.reason) for one in done.problems) == [
        (f"part-{name}.warc.gz:7", "bad record") for name in range(3)
    ]
    assert ask(empty, "SELECT count(*) FROM alert") == [(0,)]
