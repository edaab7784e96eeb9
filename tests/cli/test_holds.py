"""`alerts ack` and `alerts snooze`: what holds is shown, and taken back."""

from datetime import UTC, date, datetime
from pathlib import Path

import warehouse
from flows.alerts.outbox import post
from flows.alerts.payload import AlertPayload
from flows.alerts.routing import ChannelRules
from flows.contacts.contact import Channel, ContactDetails, DateBounds, DatePrecision

NOW = datetime(2025, 7, 3, 18, 0, tzinfo=UTC)
DAY = date(2025, 7, 3)
ALERT = AlertPayload(
    "2025-07-03-trump-phone", 1, "new", first=True, raised_at=NOW, watch="ru-us",
    details=ContactDetails("Trump", Channel.PHONE), dates=DateBounds(DAY, DAY, DatePrecision.DAY), outlets=1,
)  # fmt: skip


def test_an_alert_is_snoozed_acknowledged_and_open_again(quick, data: Path, tmp_path: Path) -> None:  # noqa: ANN001
    (tmp_path / "alerts.yaml").write_text("channels:\n  duty: {address: DUTY}\n")
    duty = {"DUTY": "json://127.0.0.1:9/duty"}
    with warehouse.open_warehouse(data / "rabita.duckdb") as con, warehouse.transaction(con):
        post(con, [ALERT], [ChannelRules(id="duty")], now=NOW)
    snoozed = quick("alerts", "snooze", ALERT.contact, "--until", "2036-01-01T08:00", "--channel", "duty", **duty)
    assert snoozed.stdout.decode().splitlines()[-1] == (
        "2025-07-03-trump-phone is snoozed until 2036-01-01 08:00 Asia/Karachi on duty."
    )
    assert "snoozed until 2036-01-01 03:00" in quick("alerts").stdout.decode()
    assert quick("alerts", "ack", ALERT.id, **duty).returncode == 0
    assert "acknowledged" in quick("alerts", "show", ALERT.id).stdout.decode()
    quick("alerts", "ack", ALERT.id, "--undo", **duty)
    shown = quick("alerts", "show", ALERT.id).stdout.decode()
    assert "failing" in shown
    assert "acknowledged" not in shown


def test_what_cannot_be_held_is_refused_in_a_sentence(quick, data: Path) -> None:  # noqa: ANN001
    with warehouse.open_warehouse(data / "rabita.duckdb") as con, warehouse.transaction(con):
        post(con, [ALERT], [], now=NOW)
    for words, code, said in (
        (("ack", "nosuch"), 1, "no alert nosuch"),
        (("ack", ALERT.id, "--channel", "dutty"), 2, "no channel dutty is set"),
        (("snooze", ALERT.id), 2, "one of --for, --until and --undo expected"),
        (("snooze", ALERT.id, "--for", "soon"), 2, "--for: a length of time such as 15m"),
        (("snooze", ALERT.id, "--until", "2020-01-01"), 2, "would have ended already"),
    ):
        done = quick("alerts", *words)
        assert (done.returncode, said in done.stderr.decode()) == (code, True), done.stderr.decode()
