"""`rabita evaluate FILE --second-reader`: each reader alone, both together, and the cost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from .conftest import KEY, MISSED, NOW, OLD, SURE_ENOUGH, Reply, StandIn, Text, completion, given, said

RABITA = Path(sys.executable).with_name("rabita")


def labelled(name: str, text: Text, status: str) -> dict[str, Any]:
    expected = {"status": status, "alert": status == "new", "us_leader": "Trump", "channel": "phone"}
    return {"id": name, "title": text.title, "text": text.text, "published": NOW.isoformat(), "expected": expected}


def evaluate(file: Path, stand_in: StandIn, *options: str, second_reader: str | None = None) -> Any:
    environment = os.environ | {
        "RABITA_SECOND_READER": stand_in.base if second_reader is None else second_reader,
        "RABITA_SECOND_READER_MODEL": "tiny",
        "RABITA_SECOND_READER_KEY": KEY,
        "RABITA_SECOND_READER_BAND": "0.001-0.999",
        "COLUMNS": "250",
    }
    command = [RABITA, "evaluate", str(file), "--second-reader", *options]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


def test_both_readers_are_compared_on_a_labelled_file(stand_in: StandIn, tmp_path: Path) -> None:
    rows = [
        labelled("missed", MISSED, "new"),
        labelled("sure", SURE_ENOUGH, "new"),
        labelled("old", OLD, "background_only"),
        labelled("old again", OLD, "background_only"),
    ]
    file = tmp_path / "mine.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    about = {SURE_ENOUGH: lambda _: completion("It says so."), MISSED: said([MISSED], "happened")}
    about[OLD] = said([OLD], "background")
    stand_in.say = lambda body: next(say(body) for text, say in about.items() if text.sentence[:-1] in str(given(body)))
    done = evaluate(file, stand_in, "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    figures = {name: [found[name][part] for part in ("true", "false", "missed")] for name in ("ours", "theirs", "both")}
    assert figures == {"ours": [1, 0, 1], "theirs": [1, 0, 1], "both": [2, 0, 0]}
    assert (found["asked"], found["band"], len(stand_in.asked)) == (3, 4, 4), "a text once, a decision twice"
    assert found["outcomes"] == {"used": 1, "discarded": 1, "agreed": 2}
    assert (found["tokens_in"], found["tokens_out"]) == (3600, 240)
    assert {one["case"]: one["outcome"] for one in found["disagreements"]} == {
        "missed": "used: it says happened, we said background",
        "sure": "discarded: it is not JSON alone",
    }


def test_a_service_that_is_away_ends_it_with_a_sentence(stand_in: StandIn, tmp_path: Path) -> None:
    file = tmp_path / "mine.jsonl"
    texts = [Text(f"{OLD.title} {number}", f"{number}۔ {OLD.text}", "") for number in range(4)]
    rows = (labelled(text.title, text, "background") for text in texts)
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    stand_in.say = lambda _: Reply(KEY.encode(), 401)
    done = evaluate(file, stand_in)
    assert (done.returncode, len(stand_in.asked)) == (1, 3)
    assert "gives no answers: http 401" in done.stderr
    assert KEY not in done.stdout + done.stderr
    assert evaluate(file, stand_in, second_reader="").returncode == 2
