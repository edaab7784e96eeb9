"""An outlet that is paused is not read until it is resumed, and nothing else of sources.yaml changes."""

import json
from pathlib import Path

import pytest

BLOCKS = """# our outlets
outlets:
  - {id: flow, name: F, homepage: 'http://127.0.0.1:9/', country: NO, tier: 1, delay: 0, feeds: ['http://127.0.0.1:9/f']}
  # the second
  - id: block
    name: B
    homepage: http://127.0.0.1:9/
    country: PK
    tier: 2
    delay: 0
    feeds: [http://127.0.0.1:9/b]  # its feed"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "outlets.yaml"
    file.write_text(BLOCKS)
    return file


def test_a_paused_outlet_is_left_alone(quick, file: Path) -> None:  # noqa: ANN001
    for name in ("flow", "block"):
        assert quick("sources", "pause", name, RABITA_SOURCES=file).returncode == 0
        looked = quick("ingest", "--dry-run", RABITA_SOURCES=file).stdout.decode()
        assert name not in looked.split()
        assert name in quick("ingest", "--dry-run", "--source", name, RABITA_SOURCES=file).stdout.decode().split()
        assert quick("sources", "resume", name, RABITA_SOURCES=file).returncode == 0
    assert file.read_text().replace(", enabled: true", "").replace("    enabled: true\n", "") == BLOCKS


def test_the_list_says_what_is_paused(quick, file: Path) -> None:  # noqa: ANN001
    quick("ingest", RABITA_SOURCES=file)
    quick("sources", "pause", "block", RABITA_SOURCES=file)
    rows = [json.loads(row) for row in quick("sources", "--json", RABITA_SOURCES=file).stdout.splitlines()]
    assert {row["outlet"]: row["state"] == "paused" for row in rows} == {"flow": False, "block": True}


def test_an_unknown_outlet_cannot_be_paused(quick, file: Path) -> None:  # noqa: ANN001
    done = quick("sources", "pause", "blok", RABITA_SOURCES=file)
    assert (done.returncode, b"block" in done.stderr, file.read_text()) == (2, True, BLOCKS)
