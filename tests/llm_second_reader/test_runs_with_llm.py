"""Runs with a second reader: what it decides and what not, and that nothing waits for it or is lost."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from flows.contacts.contact import CONFIDENCE

from .conftest import KEY, MISSED, NOW, OLD, SURE_ENOUGH, Desk, Reply, StandIn, answer, completion, given, said

RABITA = Path(sys.executable).with_name("rabita")


def test_it_decides_for_a_contact_and_the_alert_says_so(desk: Desk, stand_in: StandIn) -> None:
    stand_in.say = said([MISSED], "happened", leader="Trump", channel="video", day="2026-03-10", minutes=30)
    desk.load(MISSED)
    desk.watch()
    assert [one.details.channel for one in desk.alerts.alerts] == ["phone"], "who, how and when stay our own reader's"
    (source,) = desk.alerts.alerts[0].sources
    assert source.second_reader == ("decided", "channel phone → video")
    assert source.confidence is not None
    assert source.confidence < CONFIDENCE, "the probability stays our own reader's"
    (text,) = desk.alerts.texts
    assert "decided that this is a new contact; our own reader was unsure" in text
    assert "states another detail: phone call → video call" in text
    assert "دوسرا قاری" in text
    assert desk.outcomes() == [("used", "it says happened, we said background")]
    cost = "SELECT model, asked, tokens_in, tokens_out, status, sentence, seconds > 0 FROM second_opinion"
    assert desk.rows(cost) == [("tiny", True, 1800, 120, "happened", MISSED.sentence, True)]
    body, _ = stand_in.asked
    assert given(body) == {"published": "2026-03-10, Tuesday", "title": MISSED.title, "paragraphs": [MISSED.text]}
    assert body["response_format"]["type"] == "json_schema"
    assert stand_in.keys == [f"Bearer {KEY}"] * 2


def test_it_decides_against_a_contact(desk: Desk, stand_in: StandIn) -> None:
    stand_in.say = said([SURE_ENOUGH], "background")
    desk.load(SURE_ENOUGH)
    desk.watch()
    assert not desk.alerts.alerts
    assert desk.verdicts() == ["background"]
    assert desk.rows("SELECT status, why[1] FROM current_mention") == [
        ("background", "second reader tiny: it says background, we said new")
    ]


def test_it_decides_nothing_that_the_sentences_alone_do_not_say(desk: Desk, stand_in: StandIn) -> None:
    doubtful, sure = said([SURE_ENOUGH], "none"), said([SURE_ENOUGH], "happened")
    stand_in.say = lambda body: doubtful(body) if "رہا ہونے والے" in str(given(body)) else sure(body)
    desk.load(SURE_ENOUGH)
    desk.watch()
    assert len(desk.alerts.alerts) == 1
    asked_again = "it says none, we said new; about the sentences with their names alone it says happened"
    assert desk.outcomes() == [("ours", asked_again)]


def test_where_both_agree_the_alert_says_only_what_they_state_differently(desk: Desk, stand_in: StandIn) -> None:
    stand_in.say = said([SURE_ENOUGH], "happened", day="2026-03-08")
    desk.load(SURE_ENOUGH)
    desk.watch()
    assert [one.sources[0].second_reader for one in desk.alerts.alerts] == [
        ("date 2026-03-09/2026-03-10 → 2026-03-08",)
    ]
    assert desk.outcomes() == [("agreed", "it says the same")]


def test_it_may_not_mean_somebody_else_or_overrule_the_kind_of_no(desk: Desk, stand_in: StandIn) -> None:
    another, denied = said([MISSED], "happened", leader="Biden"), said([OLD], "denied")
    stand_in.say = lambda body: another(body) if given(body)["title"] == MISSED.title else denied(body)
    desk.load(MISSED, OLD)
    desk.watch()
    assert not [one for one in desk.alerts.alerts if one.kind == "new"]
    assert sorted(desk.outcomes()) == [
        ("ours", "it means Biden, our own reading Trump"),
        ("ours", "no new contact for either; it says denied, we say background"),
    ]


def test_it_is_asked_only_within_the_band_and_about_live_news(desk: Desk, stand_in: StandIn) -> None:
    clear = replace(SURE_ENOUGH, text="امریکی صدر ٹرمپ اور روسی صدر پیوٹن نے آج فون پر بات کی، جو پچاس منٹ جاری رہی۔")
    stand_in.say = said([MISSED], "happened")
    desk.load(clear)
    desk.load(MISSED, silent=True)
    desk.watch(second_reader_band=(0.05, 0.95))
    assert stand_in.asked == []
    desk.load(replace(MISSED, text=f"ماسکو۔ {MISSED.text}"))
    desk.watch(second_reader_band=(0.6, 0.9))
    assert stand_in.asked == []
    assert len(desk.alerts.alerts) == 1


GOOD = answer("none", SURE_ENOUGH.sentence)
"""What would take the alert away, if it were believed."""

USELESS: dict[str, tuple[Reply | None, str, str]] = {
    "prose": (completion(f"Sure! Here is my answer:\n{GOOD}"), "discarded", "it is not JSON alone"),
    "fenced": (completion(f"```json\n{GOOD}\n```"), "discarded", "it is not JSON alone"),
    "half": (completion(GOOD[: len(GOOD) // 2], "length"), "discarded", "the answer broke off"),
    "no status": (completion('{"sentence": "x"}'), "discarded", "it does not follow the schema: status"),
    "more fields": (completion(GOOD[:-1] + ', "note": "x"}'), "discarded", "it does not follow the schema: fields"),
    "wrong type": (completion(GOOD.replace('"minutes": null', '"minutes": "50"')), "discarded",
                   "it does not follow the schema: minutes"),
    "unknown leader": (completion(answer("none", SURE_ENOUGH.sentence, leader="Xi")), "discarded",
                       "it does not follow the schema: leader"),
    "invented sentence": (completion(answer("none", "پیوٹن اور ٹرمپ میں کوئی گفتگو نہیں ہوئی")), "discarded",
                          "its sentence is not in the article"),
    "altered sentence": (completion(answer("none", SURE_ENOUGH.sentence.replace("پیر", "اتوار"))), "discarded",
                         "its sentence is not in the article"),
    "another sentence": (completion(answer("none", "رہا ہونے والے گھروں کو روانہ ہو گئے۔")), "discarded",
                         "its sentence names no contact"),
    "no sentence": (completion(answer("none", "")), "discarded", "its sentence is not in the article"),
    "old day": (completion(answer("happened", SURE_ENOUGH.sentence, day="2026-02-10")), "discarded",
                "its day 2026-02-10 does not fit"),
    "day to come": (completion(answer("happened", SURE_ENOUGH.sentence, day="2026-03-12")), "discarded",
                    "its day 2026-03-12 does not fit"),
    "1 MB": (completion("الف " * 250_000), "failed", "too large"),
    "nested": (Reply(b"[" * 60_000), "failed", "no chat completion"),
    "no completion": (Reply(b"<html>busy</html>"), "failed", "no chat completion"),
    "500": (Reply(b"error", 500), "failed", "http 500"),
    "redirect": (Reply(b"", 302, (("Location", "http://127.0.0.1:9/"),)), "failed", "http 302"),
    "key repeated": (completion(answer("none", SURE_ENOUGH.sentence, place=KEY)), "failed",
                     "the answer repeats the key"),
    "silence": (None, "failed", "no answer in time"),
}  # fmt: skip


FAILURES = [name for name, (_, outcome, _) in USELESS.items() if outcome == "failed" and name != "silence"]
RUNS = {
    "discarded": [name for name, (_, outcome, _) in USELESS.items() if outcome == "discarded"],
    "failed": FAILURES[:3],
    "failed too": FAILURES[3:],
    "silence": ["silence"],
}
"""What comes in one run: after three failures in a row the service would be left alone."""


@pytest.mark.parametrize("names", RUNS.values(), ids=RUNS)
def test_an_answer_that_cannot_be_believed_changes_nothing(desk: Desk, stand_in: StandIn, names: list[str]) -> None:
    texts = {f"قیدیوں کا تبادلہ {number}": name for number, name in enumerate(names)}
    stand_in.say = lambda body: USELESS[texts[given(body)["title"]]][0]
    desk.load(*(replace(SURE_ENOUGH, title=title, text=f"{title}۔ {SURE_ENOUGH.text}") for title in texts))
    desk.watch(second_reader_deadline=timedelta(seconds=0.3 if names == ["silence"] else 60))
    rows = desk.rows("SELECT title, outcome, reason FROM second_opinion JOIN article ON id = article_id")
    assert {texts[title]: (outcome, reason) for title, outcome, reason in rows} == {
        name: USELESS[name][1:] for name in names
    }
    assert set(desk.verdicts()) == {"new"}
    assert [[source.second_reader for source in one.sources] for one in desk.alerts.alerts] == [[()] * len(names)]
    assert desk.rows("SELECT outcome FROM run_end JOIN run ON id = run WHERE flow = 'watch'") == [("ok",)]
    assert not stand_in.over.is_set(), "the alert did not wait for a silent service"


def test_the_deadline_is_for_a_whole_run(desk: Desk, stand_in: StandIn) -> None:
    stand_in.say = lambda _: None
    desk.load(SURE_ENOUGH, MISSED, OLD)
    desk.watch(second_reader_deadline=timedelta(seconds=0.3))
    assert len(stand_in.asked) <= 1
    assert [row[0] for row in desk.outcomes()].count("not asked") == 2
    assert len(desk.alerts.alerts) == 1


def test_a_service_that_asks_for_rest_gets_it_in_later_runs_too(desk: Desk, stand_in: StandIn) -> None:
    stand_in.say = lambda _: Reply(b"", 429, (("Retry-After", "600"),))
    desk.load(SURE_ENOUGH, MISSED)
    desk.watch()
    desk.load(OLD)
    desk.watch(now=NOW + timedelta(minutes=5))
    assert len(stand_in.asked) == 1
    assert sorted(row[0] for row in desk.outcomes()) == ["failed", "not asked", "not asked"]
    stand_in.say = said([OLD], "background")
    desk.load(replace(OLD, text=f"جونو۔ {OLD.text}"))
    desk.watch(now=NOW + timedelta(minutes=11))
    assert len(stand_in.asked) == 2


def test_nothing_is_asked_twice_about_the_same_text(desk: Desk, stand_in: StandIn) -> None:
    stand_in.say = said([MISSED], "happened")
    desk.load(MISSED)
    desk.watch()
    with_other_rules = ("DELETE FROM reading", "DELETE FROM mention", "UPDATE second_opinion SET rules = 'earlier'")
    for sql in with_other_rules:
        desk.rows(sql)
    desk.watch(alert=False)
    assert len(stand_in.asked) == 2
    assert desk.verdicts() == ["new"]
    assert desk.rows("SELECT asked, outcome FROM second_opinion ORDER BY asked DESC") == [
        (True, "used"),
        (False, "used"),
    ]
    desk.rows("DELETE FROM reading")
    desk.watch(second_reader_model="another")
    assert len(stand_in.asked) == 4, "another model is asked anew"


def test_the_operator_is_notified_of_a_service_that_says_nothing_useful(desk: Desk, stand_in: StandIn) -> None:
    stand_in.say = lambda _: completion("I cannot help with that.")
    desk.load(*(replace(OLD, text=f"{word}۔ {OLD.text}") for word in ("جونو", "الاسکا", "ماسکو", "ریاض")))
    desk.watch()
    assert desk.notices.texts == []
    for word in ("لاہور", "کراچی"):
        desk.load(replace(OLD, text=f"{word}۔ {OLD.text}"))
        desk.watch()
    (text,) = desk.notices.texts
    assert "discarded: it is not JSON alone" in text


def test_no_secret_is_shown_and_why_tells_what_it_said(desk: Desk, stand_in: StandIn, tmp_path: Path) -> None:
    refused, decided = Reply(KEY.encode(), 401, (("X-Key", KEY),)), said([MISSED], "happened")
    stand_in.say = lambda body: refused if given(body)["title"] == OLD.title else decided(body)
    desk.load(OLD, MISSED)
    environment = os.environ | {
        "RABITA_DATA": str(desk.settings.data),
        "RABITA_SOURCES": str(tmp_path / "sources.yaml"),
        "RABITA_SECOND_READER": stand_in.base,
        "RABITA_SECOND_READER_MODEL": "tiny",
        "RABITA_SECOND_READER_KEY": KEY,
        "RABITA_SECOND_READER_BAND": "0.001-0.999",
        "RABITA_ALERT_URLS": "",
        "RABITA_OPERATOR_URLS": "",
        "RABITA_FRESHNESS": "36500d",
        "RABITA_PAGE": "true",
        "PYTHONWARNINGS": "default",
        "COLUMNS": "200",
    }
    shown = []
    (url,) = desk.rows(f"SELECT url FROM article WHERE title = '{MISSED.title}'")[0]  # noqa: S608
    for command in (["watch", "--debug"], ["why", url]):
        done = subprocess.run([RABITA, *command], env=environment, capture_output=True, text=True, check=False)
        shown.append(done.stdout + done.stderr)
    assert stand_in.keys == [f"Bearer {KEY}"] * 3
    assert "Second reader tiny: used, it says happened, we said background" in shown[1]
    assert MISSED.sentence in shown[1]
    pages = [file.read_text("utf-8") for file in desk.settings.dashboard.rglob("*.html")]
    assert any("decided that this is a new contact" in page for page in pages)
    shown += [str(desk.rows(f"FROM {table}")) for (table,) in desk.rows("SELECT table_name FROM duckdb_tables()")]
    shown += [file.read_bytes().decode("utf-8", "replace") for file in desk.settings.data.rglob("*") if file.is_file()]
    assert not [text[:200] for text in shown if KEY in text]


def test_without_a_second_reader_nothing_of_it_is_loaded(tmp_path: Path) -> None:
    program = (
        "import sys; from flows.cli import app\n"
        "try: app(['watch'])\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "assert 'flows.pipeline.detect_and_alert_run' in sys.modules\n"
        "print(*[name for name in sys.modules if 'second' in name or name.endswith('web.chat')])"
    )
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RABITA_SECOND")}
    environment |= {"RABITA_DATA": str(tmp_path), "RABITA_SOURCES": str(tmp_path / "none.yaml")}
    done = subprocess.run(
        [sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == ""
