"""What a run prints: one line for one problem, what was too old to alert, and what takes a while."""

import json
from datetime import UTC, datetime
from pathlib import Path

CALLS = {
    "2026-03-06T19:10:00+05:00": "روسی صدر ولادیمیر پیوٹن نے جمعہ کو امریکی صدر ڈونلڈ ٹرمپ سے "
    "ٹیلی فون پر ایک گھنٹہ گفتگو کی۔ "
    "کریملن نے کہا کہ یوکرین میں جنگ بندی پر بات ہوئی۔",
    "2026-06-05T19:10:00+05:00": "امریکی صدر ڈونلڈ ٹرمپ نے جمعہ کو روسی ہم منصب ولادیمیر پیوٹن سے "
    "ٹیلی فون پر گفتگو کی۔ "
    "ترجمان نے بریفنگ میں کہا کہ پابندیوں اور منجمد اثاثوں کا معاملہ سامنے رکھا گیا۔",
}


def outlets(file: Path, number: int) -> Path:
    blocks = (
        f"  - {{id: o{n}, name: O, homepage: 'http://127.0.0.1:9/{n}', country: PK, tier: 1, delay: 0, "
        f"feeds: ['http://127.0.0.1:9/{n}/f']}}\n"
        for n in range(number)
    )
    file.write_text("outlets:\n" + "".join(blocks))
    return file


def test_the_same_problem_of_many_outlets_is_one_line(quick, tmp_path: Path) -> None:  # noqa: ANN001
    done = quick("ingest", RABITA_SOURCES=outlets(tmp_path / "many.yaml", 40))
    lines = done.stdout.decode().splitlines()
    assert done.returncode == 4
    (line,) = (line for line in lines if "connect" in line)
    assert line == "fetch: connect: o0, o1, o2, o3, o4 and 35 more"
    assert len(lines) < 10
    assert done.stderr.decode().count("\n") == 1
    looked = quick("ingest", "--dry-run", RABITA_SOURCES=tmp_path / "many.yaml")
    assert (looked.returncode, looked.stdout.decode().splitlines()) == (4, [line])


def test_contacts_that_are_too_old_to_alert_are_counted(quick, tmp_path: Path) -> None:  # noqa: ANN001
    old = [
        {"outlet": "misaal", "url": f"https://misaal.example/{at}", "published": at, "title": "گفتگو", "text": text}
        for at, text in CALLS.items()
    ]
    file = tmp_path / "old.jsonl"
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in old), "utf-8")
    done = quick("import", file)
    said = done.stdout.decode()
    assert done.returncode == 0, done.stderr
    assert "2 contacts recorded, too old to alert." in said
    assert "No new contact" not in said
    again = quick("import", file).stdout.decode()
    assert "too old" not in again


def test_what_takes_a_while_says_what_it_is_doing(quick, tmp_path: Path) -> None:  # noqa: ANN001
    words = ("sources", "add", "http://127.0.0.1:9/")
    said = quick(*words).stderr.decode().splitlines()
    assert said[0] == "looking for the feeds of http://127.0.0.1:9/ and reading three of its articles …"
    assert len(quick("-q", *words).stderr.decode().splitlines()) == len(said) - 1
    file = tmp_path / "feeds.opml"
    file.write_text("<opml><body><outline xmlUrl='http://127.0.0.1:9/f' text='f'/></body></opml>")
    assert (
        "reading 1 feed and an article of each …"
        in quick("sources", "import-opml", file, RABITA_SOURCES=tmp_path / "none.yaml").stderr.decode()
    )


def test_a_data_path_that_is_a_file_and_a_line_that_is_none_are_refused(quick, data: Path) -> None:  # noqa: ANN001
    done = quick("doctor", RABITA_DATA=data / "rabita.duckdb")
    assert (done.returncode, b"a folder is expected" in done.stderr) == (1, True)
    done = quick("sources", "boilerplate", "a", "--remove", "x")
    assert (done.returncode, b"a repeats no line 'x'" in done.stderr) == (1, True)


def test_the_help_names_no_type_of_an_option_without_a_value(quick) -> None:  # noqa: ANN001
    for words in (("--help",), ("sources", "check", "--help"), ("alerts", "ack", "-h")):
        done = quick(*words)
        assert done.returncode == 0
        assert "--help" in done.stdout.decode()
        assert "bool" not in done.stdout.decode()
    assert "[ID]..." in quick("sources", "check", "--help").stdout.decode()


def test_a_run_that_alerts_a_change_says_so(quick, tmp_path: Path) -> None:  # noqa: ANN001
    now = datetime.now(UTC)
    row = {"outlet": "misaal", "url": "https://misaal.example/1", "published": now.isoformat(), "title": "گفتگو"}
    texts = (
        "روسی صدر ولادیمیر پیوٹن نے آج امریکی صدر ڈونلڈ ٹرمپ سے ٹیلی فون پر ایک گھنٹہ گفتگو کی۔",
        "شہر میں آج بارش ہوئی اور سڑکیں بند رہیں۔",
    )
    said = []
    for number, text in enumerate(texts):
        file = tmp_path / f"{number}.jsonl"
        file.write_text(json.dumps(row | {"text": text}, ensure_ascii=False), "utf-8")
        said.append(quick("import", file).stdout.decode())
    assert "Alerted 1 new contact." in said[0]
    assert "No new contact.\nAlerted 1 change of known contacts: " in said[1]
    assert "(withdrawn)." in said[1]
