"""A secret in the address of a channel appears in no log, table, feed, error or output."""

import logging
import traceback
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

import warehouse
from flows.alerts.alert_channels import ChannelError, channel_id, open_channels
from flows.alerts.alert_feed import write_feeds
from flows.alerts.delivery import DeliveryVerdict
from flows.alerts.heartbeat import PingKind, ping
from flows.alerts.payload import AlertPayload
from flows.alerts.sender import deliver
from flows.alerts.subscriptions import SubscriptionsError, parse_subscriptions

from .conftest import NOW, Receiver, open_channel

SECRET = "canary-secret-4f1d9c"  # noqa: S105 - a canary


def test_a_secret_in_an_address_is_shown_nowhere(  # noqa: PLR0913, PLR0917 - everything that could show it
    receiver: Receiver,
    file: Path,
    put: Callable[..., list[AlertPayload]],
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    receiver.answer = lambda n, _path: [500, 401, None][n % 3]
    addresses = [
        f"json://user:{SECRET}@{receiver.url}/{SECRET}?-token={SECRET}&+X-Token={SECRET}",
        f"xml://user:{SECRET}@{receiver.url}/{SECRET}",
        f"json://user:{SECRET}@127.0.0.1:9/{SECRET}",
        f"webhook+http://:{SECRET}@{receiver.url}/{SECRET}?q={SECRET}",
        f"webhook+http://:{SECRET}@127.0.0.1:9/{SECRET}",
        f"smtp://{SECRET}:{SECRET}@127.0.0.1:9/?from={SECRET}@b.c&to={SECRET}@e.f",
        f"json://{SECRET}.invalid/{SECRET}",
    ]
    channels = open_channels([SecretStr(url) for url in addresses])
    shown = [repr(channels), repr([channel.rules for channel in channels]), channel_id(addresses[0])]
    put([channel.rules for channel in channels])
    clock = iter(NOW + timedelta(hours=n) for n in range(10**6))
    for _ in range(4):
        sent = deliver(file, channels, clock=lambda: next(clock))
        assert DeliveryVerdict.DELIVERED not in sent.verdicts
    for bad in (f"nothing://{SECRET}", f"webhook+http://{SECRET}", f"smtp://{SECRET}", f"webhook+https://:{SECRET}@h:port/",
                f"tgram://{SECRET}", f"webhook+https://[{SECRET}/"):  # fmt: skip
        try:
            open_channel(bad)
        except ChannelError:
            shown.append(traceback.format_exc())
    text = f"channels:\n  duty:\n    address: json://{SECRET}\n  b: {{address: A, steps: [x]}}\n  c: {{address: A}}\n"
    with pytest.raises(SubscriptionsError) as wrong:
        parse_subscriptions(text.replace("steps: [x]", "steps: [new]"), {"A": f"nothing://{SECRET}"}.get)
    shown += ["".join(traceback.format_exception(wrong.value))]
    shown.append(str(ping(SecretStr(f"http://127.0.0.1:9/{SECRET}"), PingKind.FAIL)))
    with warehouse.open_warehouse(file) as con:
        write_feeds(con, tmp_path / "feeds", now=NOW)
        for (table,) in con.execute("SELECT table_name FROM information_schema.tables").fetchall():
            shown.append(str(con.execute(f"SELECT * FROM {table}").fetchall()))  # noqa: S608
    shown += [path.read_text() for path in (tmp_path / "feeds").iterdir()]
    captured = capfd.readouterr()
    shown += [caplog.text, captured.out, captured.err]
    assert len(receiver.got) >= 8
    assert not [piece for piece in shown if SECRET in piece]
