"""The committed weights are those of the committed reports, and they read what they were not trained on."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from flows.contacts.detection.model import CARD, WEIGHTS, Linear, linear_arrays, load_model, model_card
from flows.contacts.lexicon import load
from flows.evaluation.corpus import label_article
from flows.evaluation.make_model import code_hash, data_hash

ROOT = Path(__file__).parents[3]
REPORTS = ROOT / "tests" / "contacts" / "labelled" / "training"
HELD_OUT = ROOT / "tests" / "contacts" / "labelled" / "held_out"


def test_the_weights_are_those_of_the_committed_reports_and_code() -> None:
    card = model_card()
    assert card["version"] == load_model().version, f"{CARD} and {WEIGHTS} differ: run `make model`"
    assert card["data"] == data_hash(sorted(REPORTS.glob("*.jsonl"))), "the reports have changed: run `make model`"
    assert card["code"] == code_hash(ROOT), "the code of features has changed: run `make model`"


def test_the_corpus_is_large_and_of_many_hands() -> None:
    sets = {path.stem: len(path.read_text("utf-8").splitlines()) for path in REPORTS.glob("*.jsonl")}
    assert len(sets) >= 12
    assert sum(sets.values()) >= 3_000
    assert sum(count for name, count in sets.items() if "page" in name or "ordinary" in name) * 4 >= sum(sets.values())


def test_every_report_has_its_label_and_its_marks_stand_in_its_text() -> None:
    words = load()
    for path in REPORTS.glob("*.jsonl"):
        for row in map(json.loads, path.read_text("utf-8").splitlines()):
            if row["expected"]["status"] != "new" or not row.get("evidence"):
                continue
            article = label_article(row, words)
            # One in a hundred marks may span what the reader takes for several sentences or none.
            if article.instances:
                assert "new" in article.labels or article.id in WITHOUT_TRIGGER, article.id


WITHOUT_TRIGGER = frozenset(json.loads((HELD_OUT.parent / "reports_without_trigger.json").read_text("utf-8")))
"""Reports whose marked sentence names neither a person nor a contact, so that the reader never looks at it."""


def test_rows_that_were_not_trained_on_are_read() -> None:
    """The short rows were written for the rules of earlier versions; no weight has seen them."""
    import flows.contacts.detection.detect as reader

    model, lexicon = load_model(), load()
    said = found = wrong = 0
    for line in (HELD_OUT / "short-z.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        texts = {"title": reader.fold(row["title"]), "text": reader.fold(row["text"])}
        day = reader.date.fromisoformat(row["published"][:10]) if row["published"] else None
        new = reader.analyse(texts, lexicon, model, day).probabilities["new"] >= reader.CONFIDENCE
        fresh = row["expected"]["alert"]
        said, found, wrong = said + new, found + (new and fresh), wrong + (fresh and not new)
    assert found / said > 0.87
    assert found / (found + wrong) > 0.75


def test_a_name_with_a_line_end_is_refused() -> None:
    linear = Linear(("a", "b"), {"one": 0, "two\nthree": 1}, np.zeros((2, 2), np.float32), np.zeros(2, np.float32))
    with pytest.raises(ValueError, match="line end"):
        linear_arrays("instance", linear)


def test_training_again_gives_the_same_reader(tmp_path: Path) -> None:
    pytest.importorskip("sklearn", reason="scikit-learn is not installed")
    from flows.evaluation.make_model import write

    paths = [REPORTS / f"{name}.jsonl" for name in ("train-d", "train-e")]
    cards = []
    for name in ("once", "twice"):
        (tmp_path / name).mkdir()
        write(paths, tmp_path / name)
        cards.append(json.loads((tmp_path / name / CARD).read_text("utf-8")))
    assert cards[0] == cards[1]
    assert cards[0]["cross_validation"]["train-d"]["recall"] > 0.2
