"""Only the owner can read files in RABITA_DATA, on a machine where files are readable for all by default."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import warehouse

RABITA = Path(sys.executable).with_name("rabita")


def rabita(environment: dict[str, str], *words: str, cwd: Path | None = None) -> str:
    done = subprocess.run(
        [RABITA, *words],
        env=environment,
        cwd=cwd,
        umask=0o022,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def open_ones(folder: Path) -> list[str]:
    return [str(path) for path in (folder, *folder.rglob("*")) if not path.is_symlink() and path.stat().st_mode & 0o077]


def test_a_run_writes_for_its_owner_and_what_is_for_others_stays_readable(
    environment: dict[str, str], tmp_path: Path
) -> None:
    data, shown = Path(environment["RABITA_DATA"]), tmp_path / "www"
    environment |= {
        "RABITA_PAGE": "true",
        "RABITA_WAREHOUSE": str(tmp_path / "elsewhere.duckdb"),
        "RABITA_METRICS_FILE": str(tmp_path / "textfile" / "rabita.prom"),
    }
    rabita(environment, "ingest")
    rabita(environment, "backup")
    assert (data / "published" / "dashboard" / "index.html").exists()
    assert len(list((data / "archive").rglob("*.warc.gz"))) > 2
    assert open_ones(data) == []
    assert (tmp_path / "elsewhere.duckdb").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "textfile" / "rabita.prom").stat().st_mode & 0o777 == 0o644
    rabita(environment, "dashboard", "--to", str(shown / "page"))
    assert (shown / "page" / "index.html").stat().st_mode & 0o777 == 0o644
    assert (shown / "page").resolve().stat().st_mode & 0o777 == 0o755


def test_the_permissions_of_an_open_folder_are_corrected_with_a_warning(environment: dict[str, str]) -> None:
    data = Path(environment["RABITA_DATA"])
    (data / "archive" / "old").mkdir(parents=True)
    (data / "archive" / "old" / "a.warc.gz").write_bytes(b"x")
    with warehouse.open_warehouse(data / "rabita.duckdb"):
        pass
    for path in (data, *data.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)
    assert "could be read by other users" in rabita(environment, "watch")
    assert open_ones(data) == []
    assert "could be read by other users" not in rabita(environment, "watch")


def test_a_working_directory_is_left_alone_and_named(environment: dict[str, str], tmp_path: Path) -> None:
    here = tmp_path / "here"
    here.mkdir()
    here.chmod(0o755)
    environment |= {"RABITA_DATA": "."}
    assert "chmod go=" in rabita(environment, "watch", cwd=here)
    assert here.stat().st_mode & 0o777 == 0o755
    assert "privacy" in rabita(environment, "doctor", cwd=here)


@pytest.mark.skipif(os.getuid() != 0, reason="only root can give a folder to somebody else and become them")
def test_another_user_reads_nothing(environment: dict[str, str]) -> None:
    rabita(environment, "watch")
    data = Path(environment["RABITA_DATA"])
    for path in (data / "rabita.duckdb", data / "published" / "rabita.duckdb"):
        done = subprocess.run(["cat", path], user=65534, group=65534, extra_groups=[], capture_output=True, check=False)
        assert (done.returncode, done.stdout) == (1, b"")
