"""Settings of channels that are wrong, corrected or removed, through the command and over real sockets."""

import json
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Protocol

import pytest
from typer.testing import CliRunner

import warehouse
from flows.alerts.payload import AlertPayload
from flows.cli import app
from flows.pipeline.build_alert_channels import channels_of
from flows.settings import Settings


class Receiver(Protocol):
    """The fixture of conftest.py."""

    url: str
    answer: Callable[[int, str], int | float | None]
    got: list[tuple[str, dict[str, str], bytes]]


class Operator:
    """Runs commands in a folder of an own and in this process, with the settings of the moment."""

    def __init__(self, folder: Path, put: Callable[..., list[AlertPayload]]) -> None:
        self.folder, self._put = folder, put
        self.given = {"RABITA_DATA": str(folder), "RABITA_OPERATOR_URLS": "", "RABITA_ALERT_URLS": "", "COLUMNS": "200"}

    def __call__(self, *words: str) -> subprocess.CompletedProcess[str]:
        with self._settings():
            done = CliRunner().invoke(app, words)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return subprocess.CompletedProcess(words, done.exit_code, done.stdout, done.stderr)

    @contextmanager
    def _settings(self) -> Iterator[None]:
        with pytest.MonkeyPatch.context() as patch:
            patch.chdir(self.folder)
            for name, value in self.given.items():
                patch.setenv(name, value)
            yield

    def alert(self, *alerts: AlertPayload) -> None:
        """Put alerts into the outbox of the channels that are set, as a watch does."""
        with self._settings():
            rules = [channel.rules for channel in channels_of(Settings()) if channel.rules.id != "console"]
        self._put(rules, *alerts, now=datetime.now(UTC))

    def states(self) -> Counter[str]:
        with warehouse.open_warehouse(self.folder / "rabita.duckdb") as con:
            return Counter(state for (state,) in con.execute("SELECT state FROM delivery_log").fetchall())


@pytest.fixture
def operator(tmp_path: Path, put: Callable[..., list[AlertPayload]]) -> Operator:
    return Operator(tmp_path, put)


def paths(receiver: Receiver) -> list[str]:
    return [path for path, _, _ in receiver.got]


def test_hours_without_quotes_are_hours_and_stop_no_other_channel(operator: Operator, receiver: Receiver) -> None:
    now = datetime.now(UTC)
    begin, end = (f"{when.hour}:{when:%M}" for when in (now - timedelta(hours=2), now + timedelta(hours=2)))
    (operator.folder / "alerts.yaml").write_text(
        "channels:\n"
        f"  night: {{address: RABITA_NIGHT, quiet: {{start: {begin}, end: {end}, override: []}}, timezone: UTC}}\n"
        "  daily: {address: RABITA_DAILY, digest: daily, digest_at: 12:30, timezone: UTC}\n"
        "  duty: {address: RABITA_DUTY}\n"
    )
    names = ("night", "daily", "duty")
    operator.given |= {f"RABITA_{name.upper()}": f"json://{receiver.url}/{name}" for name in names}
    operator.alert()
    done = operator("watch")
    assert (done.returncode, paths(receiver)) == (0, ["/duty"]), done.stderr
    with warehouse.open_warehouse(operator.folder / "rabita.duckdb") as con:
        due = con.execute("SELECT channel, due_at FROM delivery_log WHERE due_at > created_at").fetchall()
    shown = {name: when.astimezone(UTC) for name, when in due}
    assert {name: f"{when.hour}:{when:%M}" for name, when in shown.items()} == {"daily": "12:30", "night": end}


HOURS = """
{start: 22, end: 07:00}
{start: 2200, end: 7:00}
{start: 22:00, end: 24:30}
{start: '22:00+05:00', end: 7:00}
{start: 22.30, end: 7:00}
22:00
""".strip().splitlines()


@pytest.mark.parametrize("hours", HOURS)
def test_hours_that_are_none_are_refused_with_file_and_line(operator: Operator, hours: str) -> None:
    operator.given["RABITA_DUTY"] = "json://127.0.0.1:9/"
    (operator.folder / "alerts.yaml").write_text(
        f"channels:\n  duty:\n    address: RABITA_DUTY\n    quiet: {hours}\n  duty-2: {{address: RABITA_DUTY}}\n"
    )
    done = operator("alerts", "test")
    assert (done.returncode, done.stderr.count("alerts.yaml:4: duty: quiet")) == (2, done.stderr.count("\n")), (
        done.stderr
    )


def test_a_channel_that_is_there_twice_is_refused(operator: Operator) -> None:
    (operator.folder / "alerts.yaml").write_text("channels:\n  a: {address: X}\n  b: {address: X}\n  a: {address: Y}\n")
    done = operator("alerts", "test")
    assert (done.returncode, "alerts.yaml:4: the key 'a' is there twice" in done.stderr) == (2, True)


@pytest.mark.parametrize("again", [("watch",), ("alerts", "retry")])
def test_a_corrected_address_gets_what_waited_for_it_once(
    operator: Operator, receiver: Receiver, again: tuple[str, ...]
) -> None:
    fine = f"json://{receiver.url}/fine"
    operator.given["RABITA_ALERT_URLS"] = f"json://127.0.0.1:9/dead {fine}"
    operator.alert()
    assert operator("watch").returncode == 0
    assert paths(receiver) == ["/fine"]
    operator.given["RABITA_ALERT_URLS"] = f"{fine},json://{receiver.url}/corrected"  # and in another order
    for _ in range(2):
        assert operator(*again).returncode == 0
    assert paths(receiver) == ["/fine", "/corrected"]
    assert set(operator.states()) == {"delivered"}


def test_what_waits_for_a_channel_that_is_gone_is_shown_moved_and_dropped(
    operator: Operator, receiver: Receiver, many: Callable[[int], list[AlertPayload]]
) -> None:
    fine, other = f"json://{receiver.url}/fine", "json://127.0.0.1:9/a"
    operator.given["RABITA_ALERT_URLS"] = f"{fine} {other} xml://127.0.0.1:9/b"
    operator.alert(*many(2))
    operator("watch")
    operator.given["RABITA_ALERT_URLS"] = fine
    operator("watch")
    shown = operator("alerts").stdout
    (json_gone,) = {word for word in shown.split() if word.startswith("json-")} - {operator_name(operator)}
    (xml_gone,) = {word for word in shown.split() if word.startswith("xml-")}
    assert shown.count("2 deliveries wait for it") == 2
    retried = operator("alerts", "retry").stdout
    assert "0 to be tried again" in retried
    assert f"rabita alerts drop {xml_gone}" in retried
    assert operator("alerts", "move", json_gone, "nobody").returncode == 2
    assert operator("alerts", "move", "nobody", operator_name(operator)).returncode == 1
    assert operator("alerts", "drop", operator_name(operator)).returncode == 2
    before = len(receiver.got)
    assert operator("alerts", "move", json_gone, operator_name(operator)).returncode == 0
    assert len(receiver.got) == before + 2
    assert operator("alerts", "drop", xml_gone).returncode == 0
    assert operator("alerts", "drop", xml_gone).returncode == 1
    assert operator.states() == {"delivered": 4, "given up": 2}
    assert "wait for it" not in operator("alerts").stdout
    assert operator("alerts", "retry", "nosuch").returncode == 1


def operator_name(operator: Operator) -> str:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(operator.folder)
        patch.setenv("RABITA_ALERT_URLS", operator.given["RABITA_ALERT_URLS"])
        return channels_of(Settings())[-1].rules.id


def test_one_dead_target_repeats_nothing_to_the_living(operator: Operator, receiver: Receiver) -> None:
    receiver.answer = lambda n, _path: 403 if b'"bad' in receiver.got[n - 1][2] else 200
    operator.given["RABITA_ALERT_URLS"] = f"ntfy://{receiver.url}/good/bad,json://{receiver.url}/one"
    operator.given["RABITA_DUTY"] = f"ntfy://{receiver.url}/fine/bad-too,json://{receiver.url}/two"
    (operator.folder / "alerts.yaml").write_text("channels:\n  duty: {address: RABITA_DUTY}\n")
    operator.alert()
    for _ in range(4):
        assert operator("alerts", "retry").returncode == 0
    topics = Counter(json.loads(body).get("topic") for _, _, body in receiver.got)
    assert topics == {"good": 1, "fine": 1, "bad": 4, "bad-too": 4, None: 2}
    assert sorted(path for path in paths(receiver) if path in {"/one", "/two"}) == ["/one", "/two"]
    assert operator.states() == {"delivered": 4, "failing": 2}


def test_an_address_that_cannot_be_opened_is_named_by_variable_and_place(operator: Operator) -> None:
    secret = "0123456789-not-to-be-shown"  # noqa: S105
    operator.given["RABITA_ALERT_URLS"] = f"json://127.0.0.1:9/ jsn://{secret}"
    done = operator("alerts", "test")
    assert "RABITA_ALERT_URLS, address 2: Apprise does not know such an address; did you mean json://?" in done.stderr
    operator.given["RABITA_ALERT_URLS"] = f"tgram://{secret}/"
    telegram = operator("alerts", "test")
    assert "RABITA_ALERT_URLS, address 1: this is not a complete address of Telegram" in telegram.stderr
    assert secret not in done.stderr + telegram.stderr
    assert (done.returncode, telegram.returncode) == (2, 2)
