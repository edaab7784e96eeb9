"""What a person says was read wrongly comes out as labelled rows that training and `evaluate` read."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from flows.evaluation.labelled_files import score

DAY = datetime.now(UTC) - timedelta(hours=3)
CALL = "روسی صدر پوتن نے امریکی صدر ٹرمپ سے فون پر پینتالیس منٹ گفتگو کی۔"
QUIET = "کریملن کی لائن پر واشنگٹن سے آنے والی آواز نے روسی صدر کو آدھا گھنٹہ مصروف رکھا۔"
REST = "ماسکو سے ہمارے نمائندے کے مطابق کریملن نے اس کی تفصیل جاری کر دی ہے۔"


def rows(done) -> list[dict]:  # noqa: ANN001 - what the fixture gives
    assert done.returncode == 0, done
    return [json.loads(line) for line in done.stdout.decode().splitlines()]


def test_missed_and_dismissed_articles_are_labelled(quick, tmp_path: Path) -> None:  # noqa: ANN001
    file = tmp_path / "two.jsonl"
    articles = [
        {"id": name, "url": f"https://khabar.example/{name}", "outlet": "khabar", "published": DAY.isoformat(),
         "title": title, "text": f"{first}\n{REST}"}
        for name, title, first in (("call", "پوتن اور ٹرمپ کی فون پر گفتگو", CALL), ("quiet", "کریملن کی خبر", QUIET))
    ]  # fmt: skip
    file.write_text("\n".join(json.dumps(one) for one in articles))
    assert quick("import", file).returncode == 0
    assert rows(quick("contacts", "labelled")) == []

    assert quick("contacts", "missed", "https://khabar.example/quiet", "--channel", "pigeon").returncode == 2
    assert quick("contacts", "missed", "https://khabar.example/nowhere").returncode == 2
    assert quick("contacts", "missed", "https://khabar.example/quiet", "--sentence", "جو وہاں نہیں").returncode == 2
    assert (
        quick(
            "contacts", "missed", "https://khabar.example/quiet", "--sentence", QUIET, "--channel", "phone"
        ).returncode
        == 0
    )
    (missed,) = rows(quick("contacts", "labelled"))
    assert (missed["url"], missed["expected"]) == (
        "https://khabar.example/quiet", {"status": "new", "channel": "phone", "alert": True}
    )  # fmt: skip
    assert missed["evidence"] == [{"sentence": QUIET, "status": "new"}]

    contact = rows(quick("sql", "SELECT contact FROM contact_timeline WHERE origin = 'press'", "--format", "json"))
    (found,) = contact[0] if isinstance(contact[0], list) else contact
    assert quick("contacts", "dismiss", found["contact"]).returncode == 0
    labels = {row["url"]: row["expected"]["status"] for row in rows(quick("contacts", "labelled"))}
    assert labels == {"https://khabar.example/quiet": "new", "https://khabar.example/call": "none"}
    assert score(rows(quick("contacts", "labelled")), DAY).cases == 2

    assert quick("contacts", "missed", "https://khabar.example/quiet", "--undo").returncode == 0
    assert quick("contacts", "dismiss", found["contact"], "--undo").returncode == 0
    assert rows(quick("contacts", "labelled")) == []
