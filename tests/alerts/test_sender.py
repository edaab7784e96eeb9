"""Whatever the receivers, the clock and the disk do: nothing is lost, nothing is repeated without a mark."""

import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest

import warehouse
from flows.alerts import retry_policy
from flows.alerts.delivery import DeliveryOutcome, DeliveryState, DeliveryVerdict
from flows.alerts.message import OutgoingMessage
from flows.alerts.operator_retries import retry
from flows.alerts.outbox import AlertState
from flows.alerts.payload import AlertPayload, AlertStep
from flows.alerts.routing import ChannelRules
from flows.alerts.sender import Sent, deliver

from .conftest import DELIVERED, NOW, REFUSED, UNKNOWN, Clock, Put, Stand, deliveries, stand

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def test_a_delivered_alert_is_not_sent_again(file: Path, put: Put) -> None:
    duty = stand()
    put([duty.rules])
    assert deliver(file, [duty], clock=Clock()).verdicts == Counter({DeliveryVerdict.DELIVERED: 1})
    assert deliver(file, [duty], clock=Clock()).verdicts == Counter()
    (state,) = deliveries(file)
    assert (state.state, state.attempts, state.delivered_at, state.may_have_arrived) == ("delivered", 1, NOW, False)


def test_a_muted_channel_gets_nothing_and_then_one_digest_of_all(
    file: Path, put: Put, many: Callable[[int], list[AlertPayload]]
) -> None:
    clock, before = Clock(), stand(answer=lambda _n: REFUSED)
    muted, other = stand(muted_until="2025-07-06", timezone="UTC"), stand("other")
    contacts = many(3)
    put([before.rules], contacts[0])
    put([muted.rules, other.rules], *contacts[1:])
    while clock.now < NOW + 2 * DAY:
        deliver(file, [muted, other], clock=clock)
        clock.now += 12 * HOUR
    assert (len(muted.got), len(other.got)) == (0, 2)
    clock.now = datetime(2025, 7, 6, tzinfo=UTC)
    deliver(file, [muted], clock=clock)
    assert sorted(len(outgoing.alerts) for outgoing in muted.got) == [1, 2]


def test_a_definite_refusal_is_tried_again_without_a_label(file: Path, put: Put) -> None:
    duty, clock = stand(answer=lambda n: REFUSED if n == 1 else DELIVERED), Clock()
    put([duty.rules])
    deliver(file, [duty], clock=clock)
    clock.now += timedelta(seconds=29)
    deliver(file, [duty], clock=clock)
    assert len(duty.got) == 1
    clock.now += timedelta(seconds=1)
    deliver(file, [duty], clock=clock)
    assert [outgoing.repeat for outgoing in duty.got] == [False, False]
    assert duty.got[0].key == duty.got[1].key


def test_what_may_have_been_sent_stays_so_whatever_comes_after(file: Path, put: Put) -> None:
    answers = [UNKNOWN, REFUSED, REFUSED, DELIVERED]
    duty, clock = stand(answer=lambda n: answers[n - 1]), Clock()
    put([duty.rules])
    for _ in answers:
        deliver(file, [duty], clock=clock)
        clock.now += HOUR
    assert [outgoing.repeat for outgoing in duty.got] == [False, True, True, True]
    (state,) = deliveries(file)
    assert (state.state, state.repeat_told) == ("delivered", True)


def test_a_sender_that_died_leaves_a_possible_repeat_to_the_next(file: Path, put: Put) -> None:
    class DiedError(BaseException):
        pass

    def die(n: int) -> DeliveryOutcome:
        if n <= 2:
            raise DiedError
        return DELIVERED

    duty, clock = stand(answer=die), Clock()
    put([duty.rules])
    with pytest.raises(DiedError):
        deliver(file, [duty], clock=clock)
    assert deliveries(file)[0].state == "interrupted"
    with pytest.raises(DiedError):
        deliver(file, [duty], clock=clock)
    deliver(file, [duty], clock=clock)
    assert len(duty.got) == 2, "one that keeps dying waits longer each time"
    clock.now += MINUTE
    deliver(file, [duty], clock=clock)
    assert [outgoing.repeat for outgoing in duty.got] == [False, True, True]


def test_a_receiver_that_asks_for_patience_gets_it_for_all_its_alerts(
    file: Path, put: Put, many: Callable[[int], list[AlertPayload]]
) -> None:
    patience = DeliveryOutcome(DeliveryVerdict.REFUSED, "HTTP 429", timedelta(minutes=10))
    duty, clock = stand(answer=lambda n: patience if n == 1 else DELIVERED), Clock()
    put([duty.rules], *many(3))
    for _ in range(10):
        deliver(file, [duty], clock=clock)
        clock.now += MINUTE
    assert len(duty.got) == 1
    deliver(file, [duty], clock=clock)
    assert {state.state for state in deliveries(file)} == {"delivered"}
    forever = DeliveryOutcome(DeliveryVerdict.REFUSED, "HTTP 429", timedelta(days=3650))
    slow = stand("slow", answer=lambda n: forever if n == 1 else DELIVERED)
    put([slow.rules], *(many(4)[3:]))
    deliver(file, [slow], clock=clock)
    clock.now += DAY
    assert deliver(file, [slow], clock=clock).verdicts == Counter({DeliveryVerdict.DELIVERED: 1})


def test_24_hours_without_a_receiver_lose_nothing_and_the_operator_is_notified_once(
    file: Path, put: Put, many: Callable[[int], list[AlertPayload]]
) -> None:
    clock = Clock()
    back = NOW + DAY
    lost = stand("lost", lambda _n: REFUSED if clock.now < back else DELIVERED)
    dead = stand("dead", lambda _n: UNKNOWN)
    fine = stand("fine")
    operator = stand("operator", steps=(), notices=True)
    channels = [lost, dead, fine, operator]
    contacts = many(3)
    for turn in range(18):
        if turn < len(contacts):
            put([channel.rules for channel in channels], contacts[turn], now=clock.now)
        deliver(file, channels, clock=clock)
        assert len(fine.got) == min(turn + 1, 3), "the others are not delayed"
        clock.now += 2 * HOUR if clock.now < back else 10 * MINUTE
    assert {(s.state) for s in deliveries(file) if s.channel == "lost"} == {"delivered"}
    assert {outgoing.repeat for outgoing in lost.got} == {False}
    alert = [outgoing.notice.title for outgoing in operator.got if outgoing.notice]
    assert sorted(alert) == ["Rabita: the channel dead fails", "Rabita: the channel lost fails"]
    assert all(outgoing.repeat for outgoing in dead.got[3:])


def test_dead_letters_are_kept_and_go_out_when_somebody_asks(
    file: Path, put: Put, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retry_policy, "MOST_ATTEMPTS", 6)
    clock, works = Clock(), Event()
    duty = stand(answer=lambda _n: DELIVERED if works.is_set() else REFUSED)
    operator = stand("operator", steps=(), notices=True)
    put([duty.rules, operator.rules])
    for _ in range(20):
        deliver(file, [duty, operator], clock=clock)
        clock.now += HOUR
    assert len(duty.got) == 6
    assert [p.notice.id.partition(":")[0] for p in operator.got if p.notice] == ["failing", "given-up"]
    with warehouse.open_warehouse(file) as con:
        (state,) = (s for s in warehouse.read(con, "delivery_log", DeliveryState) if s.channel == "duty")
        assert state.state == "given up"
        assert retry(con, [state], now=clock.now) == 1
    works.set()
    deliver(file, [duty, operator], clock=clock)
    with warehouse.open_warehouse(file) as con:
        (alert,) = warehouse.read(con, "alert_log", AlertState)
    assert (alert.delivered, alert.given_up, alert.outstanding) == (1, 0, 0)


def test_a_clock_set_back_a_day_delays_nothing(file: Path, put: Put, many: Callable[[int], list[AlertPayload]]) -> None:
    clock, works = Clock(), Event()
    duty = stand(answer=lambda _n: DELIVERED if works.is_set() else REFUSED)
    daily = stand("daily", digest="daily")
    put([duty.rules, daily.rules], many(2)[0])
    deliver(file, [duty, daily], clock=clock)
    clock.now -= DAY
    works.set()
    put([duty.rules, daily.rules], many(2)[1], now=clock.now)
    deliver(file, [duty, daily], clock=clock)
    assert len(duty.got) == 3
    assert sum(len(outgoing.alerts) for outgoing in daily.got) == 2


def test_a_slow_receiver_delays_nobody_else(file: Path, put: Put, many: Callable[[int], list[AlertPayload]]) -> None:
    served = Event()

    def crawl(_n: int) -> DeliveryOutcome:
        assert served.wait(30), "the quick one waits for the slow one"
        return DELIVERED

    quick = stand("quick", lambda n: (served.set() if n == 5 else None) or DELIVERED)
    slow = stand("slow", crawl)
    put([quick.rules, slow.rules], *many(5))
    deliver(file, [slow, quick], clock=Clock())
    assert (len(quick.got), len(slow.got)) == (5, 5)


def test_a_round_ends_when_its_time_is_up(file: Path, put: Put, many: Callable[[int], list[AlertPayload]]) -> None:
    duty = stand()
    put([duty.rules], *many(5))
    deliver(file, [duty], clock=Clock(), budget=0.0)
    assert len(duty.got) == 1


def test_a_bug_in_one_channel_is_an_outcome_and_stops_no_other(
    file: Path, put: Put, many: Callable[[int], list[AlertPayload]]
) -> None:
    buggy, fine = stand("buggy", lambda _n: 1 / 0), stand("fine")
    put([buggy.rules, fine.rules], *many(4))
    assert deliver(file, [buggy, fine], clock=Clock()).verdicts == {
        DeliveryVerdict.UNKNOWN: 2,
        DeliveryVerdict.DELIVERED: 4,
    }
    assert len(fine.got) == 4
    details = [state.last_detail for state in deliveries(file) if state.channel == "buggy" and state.attempts]
    assert [str(detail).split(" at ")[0] for detail in details] == ["the channel failed: ZeroDivisionError"] * 2


def test_two_senders_at_once_send_once(file: Path, put: Put, many: Callable[[int], list[AlertPayload]]) -> None:
    inside, go = Event(), Event()

    def hold(_n: int) -> DeliveryOutcome:
        inside.set()
        assert go.wait(30)
        return DELIVERED

    duty = stand(answer=hold)
    put([duty.rules], *many(3))
    first = Thread(target=deliver, args=(file, [duty]), kwargs={"clock": Clock()})
    first.start()
    assert inside.wait(30)
    assert deliver(file, [duty], clock=Clock()) == Sent(busy=True)
    go.set()
    first.join()
    assert len(duty.got) == len({outgoing.key for outgoing in duty.got}) == 3


SENDER = """
import sys, time, pathlib
from flows.alerts.sender import deliver
from flows.alerts.routing import ChannelRules
from flows.alerts.delivery import DeliveryOutcome, DeliveryVerdict
class Log:
    rules = ChannelRules(id="duty")
    def send(self, outgoing):
        with open(sys.argv[2], "a") as log: log.write(outgoing.key + "\\n")
        time.sleep(0.02)
        return DeliveryOutcome(DeliveryVerdict.DELIVERED)
for _ in range(20):
    deliver(pathlib.Path(sys.argv[1]), [Log()])
"""


def test_two_processes_that_send_at_once_send_once(
    file: Path, tmp_path: Path, put: Put, many: Callable[[int], list[AlertPayload]]
) -> None:
    put([ChannelRules(id="duty")], *many(12))
    log = tmp_path / "log"
    both = [subprocess.Popen([sys.executable, "-c", SENDER, str(file), str(log)]) for _ in range(2)]
    assert [process.wait(60) for process in both] == [0, 0]
    sent = log.read_text().split()
    assert len(sent) == len(set(sent)) == 12


FULL_DISK = """
import pathlib, sys, warehouse
from flows.alerts.sender import deliver
from flows.alerts.routing import ChannelRules
from flows.alerts.delivery import DeliveryOutcome, DeliveryVerdict
folder = pathlib.Path(sys.argv[1])
sent = []
class Duty:
    rules = ChannelRules(id="duty")
    def send(self, outgoing):
        sent.append(outgoing.repeat)
        fill()
        return DeliveryOutcome(DeliveryVerdict.DELIVERED, "x" * 20000)  # or a page that the log has begun would hold it
def fill():
    with open(folder / "filler", "ab", buffering=0) as filler:
        for size in (65536, 4096, 1):
            try:
                while filler.write(b"x" * size): pass
            except OSError:
                pass
def attempt():
    try:
        deliver(folder / "rabita.duckdb", [Duty()])
    except Exception as error:
        print("failed:", type(error).__name__, error)
fill()
attempt(); attempt()
assert sent == [], "nothing is sent whose intent could not be written"
(folder / "filler").unlink()
attempt()
assert sent == [False], "the disk fills up between sending and writing down that it was sent"
(folder / "filler").unlink()
fill = lambda: None
attempt()
assert sent == [False, True]
with warehouse.open_warehouse(folder / "rabita.duckdb") as con:
    print(con.execute("SELECT state, may_have_arrived, repeat_told FROM delivery_log").fetchall())
"""


def test_a_full_disk_loses_nothing_and_repeats_nothing_unlabelled(file: Path, tmp_path: Path, put: Put) -> None:
    put([ChannelRules(id="duty")])
    mount = f"mount -t tmpfs -o size=16m none {tmp_path}/small && cp {file}* {tmp_path}/small/ && exec "
    (tmp_path / "small").mkdir()
    unshare = shutil.which("unshare")
    if not unshare or subprocess.run([unshare, "-Urm", "true"], check=False, capture_output=True).returncode:
        pytest.skip("no small file system can be mounted here")
    (tmp_path / "full.py").write_text(FULL_DISK)
    done = subprocess.run(
        [unshare, "-Urm", "sh", "-c", f"{mount} {sys.executable} {tmp_path}/full.py {tmp_path}/small"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr + done.stdout
    assert "failed" in done.stdout
    assert "('delivered', " in done.stdout.splitlines()[-1], done.stdout


def test_the_wait_doubles_up_to_a_quarter_of_an_hour() -> None:
    waits = [retry_policy.wait_after(n).total_seconds() for n in range(1, 9)]
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]
    assert sum((retry_policy.wait_after(n) for n in range(1, retry_policy.MOST_ATTEMPTS)), timedelta()) > 5 * DAY


def test_after_an_outage_alerts_come_in_the_order_of_events(
    file: Path, put: Put, many: Callable[[int], list[AlertPayload]]
) -> None:
    up: set[str] = set()
    duty, clock = stand(answer=lambda _n: DELIVERED if up else REFUSED), Clock()
    days = [date(2025, 7, day) for day in (5, 3, 4)]
    alerts = [
        replace(alert, dates=replace(alert.dates, date_from=day, date_to=day))
        for alert, day in zip(many(3), days, strict=True)
    ]
    later = replace(alerts[0], number=2, kind=AlertStep.CORROBORATED, first=False)
    duty.rules = duty.rules.model_copy(update={"steps": ("new", "corroborated")})
    for alert in (*alerts, later):
        put([duty.rules], alert)
        deliver(file, [duty], clock=clock)
        clock.now += timedelta(seconds=10)
    duty.got.clear()
    up.add("again")
    clock.now += HOUR
    deliver(file, [duty], clock=clock)
    received = [outgoing.alerts[0] for outgoing in duty.got]
    assert [(alert.dates.date_to, alert.kind) for alert in received] == [
        (days[1], "new"), (days[2], "new"), (days[0], "new"), (days[0], "corroborated"),
    ]  # fmt: skip


def test_what_a_channel_refuses_holds_up_no_other(
    file: Path, put: Put, many: Callable[[int], list[AlertPayload]]
) -> None:
    first, *others = many(4)

    class Choosy(Stand):
        def send(self, outgoing: OutgoingMessage) -> DeliveryOutcome:
            self.got.append(outgoing)
            return REFUSED if outgoing.alerts[0].contact == first.contact else DELIVERED

    choosy = Choosy(ChannelRules(id="choosy"))
    put([choosy.rules], first, *others)
    assert deliver(file, [choosy], clock=Clock()).verdicts == {
        DeliveryVerdict.REFUSED: 1,
        DeliveryVerdict.DELIVERED: 3,
    }
