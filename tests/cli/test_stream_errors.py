"""Arguments that are no text, output that cannot be written, closed streams, other encodings, and Ctrl-C."""

import os
import signal
import socket
import subprocess
from contextlib import ExitStack
from pathlib import Path

import pytest

from .conftest import RABITA, failed, words


def test_arguments_that_are_no_text(command) -> None:  # noqa: ANN001
    for line in (["why", os.fsdecode(b"\xff")], ["sql", os.fsdecode(b"SELECT '\xff'")]):
        assert "not UTF-8" in failed(command(*line), line[0])


@pytest.mark.parametrize("line", ["contacts", "sources", "sql", "metrics", "runs", "--help", "contacts --help"])
def test_output_that_cannot_be_written(command, data: Path, line: str) -> None:  # noqa: ANN001
    with Path("/dev/full").open("wb") as full:
        done = command(*words(line, data), stdout=full, stderr=subprocess.PIPE)
    assert "the disk is full" in failed(done, line)
    reader, writer = os.pipe()
    os.close(reader)
    done = command(*words(line, data), stdout=writer, stderr=subprocess.PIPE)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


@pytest.mark.parametrize("line", ["contacts", "sql", "clean -", "metrics", "watch"])
@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-", "<&- >&- 2>&-"])
def test_closed_streams(command, data: Path, line: str, closed: str) -> None:  # noqa: ANN001
    before = (data / "published" / "rabita.duckdb").read_bytes()
    done = command(*words(line, data), before=("bash", "-c", f'exec "$0" "$@" {closed}'))
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False), done
    if line != "watch":
        assert (data / "published" / "rabita.duckdb").read_bytes() == before, "nothing was printed into it"


def test_urdu_is_printed_whatever_the_terminal_says_it_takes(command) -> None:  # noqa: ANN001
    for encoding in ("ascii", "latin-1", "utf-8"):
        done = command("sql", "SELECT 'پیوٹن' AS name", "--format", "json", PYTHONIOENCODING=encoding)
        assert done.stdout.decode() == '{"name": "پیوٹن"}\n'
        assert command("contacts", PYTHONIOENCODING=encoding).returncode == 0


def sources_at(folder: Path, home: str) -> Path:
    file = folder / "silent.yaml"
    block = f"{{id: a, name: A, homepage: '{home}', country: PK, tier: 1, delay: 0, feeds: ['{home}f']}}"
    file.write_text(f"outlets:\n  - {block}\n")
    return file


@pytest.mark.parametrize(
    "line", ["detect -", "clean -", "replay -", "near-duplicates -", "evaluate -", "ingest", "ingest --dry-run",
             "sources check", "sources add http://127.0.0.1:{port}/"],
)  # fmt: skip
def test_ctrl_c_ends_a_command_that_waits(ours: dict[str, str], tmp_path: Path, line: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent, ExitStack() as held:
        port = silent.getsockname()[1]
        ours = {**ours, "RABITA_SOURCES": str(sources_at(tmp_path, f"http://127.0.0.1:{port}/"))}
        process = held.enter_context(
            subprocess.Popen(
                [RABITA, *line.format(port=port).split()],
                env=os.environ | ours,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        )
        if line.endswith("-"):
            assert process.stdin is not None
            process.stdin.write(b"\n" * 400_000)  # more than a pipe holds: once it is through, the command reads
            process.stdin.flush()
        else:
            silent.settimeout(240)
            held.enter_context(silent.accept()[0])  # it asks, and gets no answer
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=240)
    assert (process.returncode, b"Traceback" in said) == (130, False), said
