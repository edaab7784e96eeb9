"""Addresses are found by name in the environment and in .env; Prefect's blocks are in tests/pipeline/test_flows.py."""

from pathlib import Path

import pytest

from flows.pipeline.build_alert_channels import channels_of
from flows.settings import Settings


def test_the_environment_outranks_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RABITA_DUTY_URL", raising=False)
    Path("alerts.yaml").write_text("channels:\n  duty: {address: RABITA_DUTY_URL}\n")
    Path(".env").write_text("RABITA_DUTY_URL=json://from-the-file/\n")
    assert "from-the-file" in opened()
    monkeypatch.setenv("RABITA_DUTY_URL", "json://from-the-environment/")
    assert "from-the-environment" in opened()


def opened() -> str:
    (channel,) = (one for one in channels_of(Settings(alert_urls=())) if one.rules.id == "duty")
    return str(channel.service[0].url())  # type: ignore[attr-defined]
