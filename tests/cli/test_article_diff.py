"""`article diff`: what an outlet changed from one stored version to the next."""

import json
from pathlib import Path

ROW = {"outlet": "misaal", "url": "https://misaal.example/1", "published": "2026-11-05T19:10:00+05:00"}
FIRST = "اسلام آباد میں کابینہ کا اجلاس ہوا۔ اجلاس دو گھنٹے جاری رہا اور کئی فیصلے کیے گئے۔ وزیر اعظم نے صدارت کی۔"
LATER = FIRST.replace("دو گھنٹے", "تین گھنٹے") + " اعلامیہ شام کو جاری ہوگا اور اس کی نقول صحافیوں کو دی جائیں گی۔"


def test_versions_are_compared_with_their_times(quick, tmp_path: Path) -> None:  # noqa: ANN001
    for number, text in enumerate((FIRST, LATER)):
        file = tmp_path / f"{number}.jsonl"
        file.write_text(json.dumps(ROW | {"title": "کابینہ کا اجلاس", "text": text}, ensure_ascii=False), "utf-8")
        assert quick("import", file, "--no-alert").returncode == 0
        shown = quick("article", "diff", ROW["url"]).stdout.decode()
        assert ("one version is stored" in shown) == (number == 0)
    assert "- اجلاس [-دو-] گھنٹے" in shown
    assert "+ اجلاس {+تین+} گھنٹے" in shown
    assert "{+اعلامیہ شام کو" in shown
    rows = [json.loads(line) for line in quick("article", "diff", ROW["url"], "--json").stdout.decode().splitlines()]
    assert [row["where"] for row in rows] == ["text", "text"]
    assert rows[0]["from"] < rows[0]["to"]
    assert quick("article", "diff", "https://misaal.example/none").returncode == 1
