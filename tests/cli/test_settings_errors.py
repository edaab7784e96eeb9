"""Settings, ports and servers that cannot be used: the variable is named in one sentence before anything starts."""

import os
import socket
from pathlib import Path

import pytest

from .conftest import failed

SETTINGS = {
    "RABITA_PING_URL": (
        "http://127.0.0.1:99999/x",
        "nonsense",
        "ftp://a.example/",
        "http://[::1",
        "http://a.example:x/",
    ),
    "RABITA_FEED_BASE": ("nonsense",),
    "RABITA_DASHBOARD_BASE": ("[/b]", "javascript:alert(1)"),
    "RABITA_FRESHNESS": ("soon", "-1", "1e400", "P1000000D"),
    "RABITA_TIMEZONE": ("Mars/Olympus", "../etc/passwd"),
    "RABITA_INGEST_SCHEDULE": ("* * * *", "P1X"),
    "RABITA_PREFECT_PORT": ("99999", "x", "0"),
    "RABITA_STATUS_PORT": ("70000",),
    "RABITA_ARCHIVE_DAYS": ("0", "x", "99999999999"),
    "RABITA_PREFECT_DAYS": ("99999999999",),
    "RABITA_LOG_FORMAT": ("xml",),
    "RABITA_CHILDREN": ("0", "1000000"),
    "RABITA_SHARDS": ("101",),
    "RABITA_CANARY": ("maybe",),
    "RABITA_PAGE": ("\x1b[31m",),
    "RABITA_FIRST_RUN_ARTICLES": ("0", "99999999999"),
    "RABITA_DATA": (os.fsdecode(b"\xff"),),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_that_cannot_be_used_is_named_and_a_secret_not_said(quick, name: str) -> None:  # noqa: ANN001
    for value in SETTINGS[name]:
        said = failed(quick("watch", **{name: value}), f"{name}={value!r}")
        assert name in said
        assert "\x1b" not in said
        assert name != "RABITA_PING_URL" or value not in said


def test_an_empty_or_blank_setting_is_not_set(quick, data: Path) -> None:  # noqa: ANN001
    from flows.settings import Settings

    names = [str(field.validation_alias or f"RABITA_{name.upper()}") for name, field in Settings.model_fields.items()]
    for blank in ("", "  "):
        values = dict.fromkeys({*names, "PREFECT_API_URL"} - {"RABITA_DATA", "RABITA_SOURCES", "RABITA_PAGE"}, blank)
        done = quick("watch", **values)
        assert done.returncode == 0, done
        assert not (data.parent / "rabita.duckdb").exists()


@pytest.mark.parametrize("content", [b"\xff\xfe", b"RABITA_FRESHNESS=\xff\n", None])
def test_an_env_file_that_cannot_be_read(quick, tmp_path: Path, content: bytes | None) -> None:  # noqa: ANN001
    file = tmp_path / ".env"
    if content is None:
        file.mkdir()
        assert b"Traceback" not in quick("watch").stderr
    else:
        file.write_bytes(content)
        assert ".env" in failed(quick("watch"), "watch")


@pytest.mark.parametrize("api", ["nonsense", "http://127.0.0.1:9/api", "http://127.0.0.1:99999/api", "http://[::1"])
def test_a_prefect_server_that_does_not_answer(command, api: str) -> None:  # noqa: ANN001
    assert "PREFECT_API_URL" in failed(command("ingest", PREFECT_API_URL=api), "ingest")
    done = command("doctor", PREFECT_API_URL=api)
    assert (done.returncode, b"Traceback" in done.stderr) == (1, False)


@pytest.mark.parametrize("name", ["RABITA_STATUS_PORT", "RABITA_PREFECT_PORT"])
def test_a_port_that_is_taken_is_named_with_who_has_it_before_anything_starts(command, data: Path, name: str) -> None:  # noqa: ANN001
    with socket.create_server(("127.0.0.1", 0)) as taken, socket.create_server(("127.0.0.1", 0)) as other:
        free = {"RABITA_STATUS_PORT", "RABITA_PREFECT_PORT"} - {name}
        ports = {name: taken.getsockname()[1], free.pop(): other.getsockname()[1]}
        other.close()
        said = failed(command("serve", **ports), "serve")
    assert f"port {ports[name]} is taken by" in said
    assert f"set {name}" in said
    assert not Path("/proc").exists() or f"process {os.getpid()}" in said
    assert not (data / "prefect").exists()


def test_two_ports_are_two(command) -> None:  # noqa: ANN001
    assert "are both 4711" in failed(command("serve", RABITA_STATUS_PORT=4711, RABITA_PREFECT_PORT=4711), "serve")


def test_a_service_without_a_secret_says_so_before_its_server_is_up(command, tmp_path: Path) -> None:  # noqa: ANN001
    file = tmp_path / "alerts.yaml"
    file.write_text("channels:\n  duty: {address: RABITA_NO_SUCH_URL}\n")
    said = failed(command("serve", RABITA_ALERTS=file), "serve")
    assert "there is no secret RABITA_NO_SUCH_URL" in said
