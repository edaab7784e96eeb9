"""The settings: paths, channels, contact address; from the environment and .env."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BeforeValidator, Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from flows.alerts.channel_addresses import secret_names, split_addresses
from flows.contacts.contact import CONFIDENCE
from flows.news.article import DEFAULT_ZONE
from flows.news.time_zone import Zone

if TYPE_CHECKING:
    from warehouse.ducklake import Lake

LENGTH = re.compile(r"([0-9]{1,9})([smhd]?)")


def _iso_interval(value: object) -> object:
    """Return a length of time such as 90s, 5m, 72h or 3d, as in sources.yaml, in ISO 8601; leave others as they are."""
    match = LENGTH.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        return value
    number, unit = match[1], match[2].upper()
    if not unit:
        raise ValueError("a unit expected, such as 72h or PT72H")
    return f"P{number}D" if unit == "D" else f"PT{number}{unit}"


Interval = Annotated[timedelta, BeforeValidator(_iso_interval)]
ScheduleText = Annotated[
    str, BeforeValidator(_iso_interval), Field(pattern=r"^(off|P(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?|\S+( \S+){4})$")
]
"""A cron line of five fields, an interval such as 5m or PT5M, or `off`."""

MOST_DAYS = 36_500
"""A hundred years: dates so far from now are still valid."""


class Settings(BaseSettings):
    """Settings from `RABITA_…` variables and a `.env` file in the working directory; an empty one is not set.

    Raises pydantic.ValidationError for an invalid value.
    """

    model_config = SettingsConfigDict(env_prefix="RABITA_", env_file=".env", extra="ignore", hide_input_in_errors=True)

    data: Path = Field(
        default=Path("data"), description="Folder of the warehouse, the archive and the published copies."
    )
    address: str = Field(
        default="",
        validation_alias="RABITA_WAREHOUSE",
        description="Where the warehouse is: a file, or ducklake:postgres:… ; none: rabita.duckdb in the data folder.",
    )
    lake_data: str = Field(default="", description="Folder or s3:// address of a lake's rows; none: lake/ in the data.")
    sources: Path = Field(default=Path("sources.yaml"), description="The outlets to read.")
    contact: str = Field(
        default="operator not named; set RABITA_CONTACT",
        description="Address in the User-Agent, so that an outlet can write.",
    )
    alert_urls: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        default=(), description="Apprise URLs that receive alerts, separated by spaces or commas."
    )
    operator_urls: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        default=(), description="Apprise URLs that receive operator notices."
    )
    alerts: Path = Field(
        default=Path("alerts.yaml"), description="Channels with rules of their own, where that file exists."
    )
    ping_url: SecretStr | None = Field(
        default=None, description="Address that an outside monitor expects a ping at after each run."
    )
    canary: bool = Field(
        default=False, description="Whether a daily test contact is sent to channels with the step canary."
    )
    feed_base: str = Field(default="", description="Address that the folder of the alert feeds is served at.")
    page: bool = Field(default=True, description="Whether runs rebuild the page; `rabita dashboard` does in any case.")
    dashboard_base: str = Field(
        default="", description="Address that the page is served at, ending with a slash: for links from elsewhere."
    )
    freshness: Interval = Field(
        default=timedelta(hours=72),
        gt=timedelta(),
        le=timedelta(days=MOST_DAYS),
        description="How old a contact may be and still raise an alert.",
    )
    late: Literal["alert", "notice"] = Field(
        default="alert",
        description="What happens to contacts that are older because the service was down: an alert marked as late, "
        "or one notice to the operator.",
    )
    confidence: float = Field(
        default=CONFIDENCE,
        gt=0,
        lt=1,
        description="Probability from which an article counts as a report of a new contact; see docs/detection.md.",
    )
    second_reader: str = Field(
        default="",
        description="Base address of a service that speaks the OpenAI chat protocol; none: no service is asked.",
    )
    second_reader_model: str = Field(
        default="", max_length=200, validate_default=True, description="The model that it is asked for."
    )
    second_reader_key: SecretStr | None = Field(default=None, description="Key of the second reader, if it wants one.")
    second_reader_deadline: Interval = Field(
        default=timedelta(seconds=20),
        gt=timedelta(),
        le=timedelta(minutes=10),
        description="How long the alerts of a run wait for a second reader.",
    )
    second_reader_band: Annotated[tuple[float, float], NoDecode] = Field(
        default=(0.05, 0.95), description="Probabilities between which it is asked, such as 0.05-0.95."
    )
    first_run_articles: int = Field(default=10, ge=1, le=100_000, description="Articles per outlet on its first run.")
    allow_private: bool = Field(
        default=False, description="Let sources live on private addresses; for the demo and tests only."
    )

    timezone: Zone = Field(
        default=DEFAULT_ZONE,
        description="Time zone of the schedules, and the clock of the page, the feeds and channels that name none.",
    )
    ingest_schedule: ScheduleText = Field(default="PT5M", description="When `serve` reads the outlets that are due.")
    watch_schedule: ScheduleText = Field(
        default="2-59/5 * * * *", description="When `serve` reads unread articles, and sends what is due."
    )
    digest_schedule: ScheduleText = Field(
        default="0 8 * * *", description="When `serve` sends the operator the figures of the day."
    )
    health_schedule: ScheduleText = Field(default="7 * * * *", description="When `serve` checks runs and disk.")
    canary_schedule: ScheduleText = Field(
        default="30 7 * * *", description="When `serve` sends the test contact, if any."
    )
    retention_schedule: ScheduleText = Field(
        default="40 3 * * *", description="When `serve` deletes old archive files."
    )
    archive_days: int | None = Field(
        default=None, ge=1, le=MOST_DAYS, description="Days that WARC files are kept; none: for ever."
    )
    prefect_days: int = Field(
        default=7, ge=1, le=MOST_DAYS, description="Days that Prefect's own flow runs and events are kept."
    )
    prefect_port: int = Field(default=4200, ge=1, le=65535, description="Loopback port of the server `serve` starts.")
    prefect_auth: Path | None = Field(
        default=None, description="File of the auth string of Prefect's server; none: prefect.auth in the data folder."
    )
    trusted_hosts: str = Field(
        default="", description="Host names of the server besides those of loopback, separated by spaces."
    )
    status_port: int = Field(default=4280, ge=1, le=65535, description="Loopback port of /healthz and /metrics.")
    metrics_file: Path | None = Field(default=None, description="File that metrics are written to after each run.")
    log_format: Literal["text", "json"] = Field(default="text", description="How `serve` and flow runs write logs.")
    landing: str = Field(default="", description="Folder or fsspec URL that workers write to; none: below data.")
    work_pool: str = Field(default="", description="Prefect work pool that collects; none: this process does.")
    children: int | None = Field(
        default=None, ge=1, le=1_000, description="Processes that read pages; none: one for each core."
    )
    shards: int = Field(default=2, ge=1, le=100, description="Parts that the outlets are divided into on a work pool.")

    @field_validator("alert_urls", "operator_urls", mode="before")
    @classmethod
    def split_urls(cls, value: object) -> object:
        """Split one string of URLs at white space and at commas before a scheme."""
        return split_addresses(value) if isinstance(value, str) else value

    @field_validator("ping_url")
    @classmethod
    def check_ping(cls, value: SecretStr | None) -> SecretStr | None:
        """Refuse what is not an address of a web server, without showing it: it is a secret."""
        if value is not None and not _is_web_address(value.get_secret_value()):
            raise ValueError("an address such as https://hc-ping.com/… expected")
        return value

    @field_validator("second_reader")
    @classmethod
    def check_second_reader(cls, value: str) -> str:
        """Refuse what is not an address of a web server, or has a password in it, without showing it."""
        if value and (not _is_web_address(value) or "@" in value or "?" in value or "#" in value):
            raise ValueError("an address such as http://127.0.0.1:11434/v1 expected, without a key")
        return value

    @field_validator("second_reader_key")
    @classmethod
    def check_key(cls, value: SecretStr | None) -> SecretStr | None:
        """Refuse what a header cannot carry, without showing it."""
        text = value.get_secret_value() if value else ""
        if not (text.isascii() and text.isprintable() and " " not in text):
            raise ValueError("printable ASCII characters without spaces expected")
        return value

    @field_validator("second_reader_band", mode="before")
    @classmethod
    def read_band(cls, value: object) -> object:
        """Read two probabilities with a hyphen between them."""
        return tuple(value.split("-")) if isinstance(value, str) else value

    @field_validator("second_reader_band")
    @classmethod
    def check_band(cls, value: tuple[float, float]) -> tuple[float, float]:
        """Refuse what is not a band of probabilities."""
        if not 0 < value[0] < value[1] < 1:
            raise ValueError("two probabilities such as 0.05-0.95 expected")
        return value

    @field_validator("second_reader_model")
    @classmethod
    def check_model(cls, value: str, given: ValidationInfo) -> str:
        """Refuse a second reader without a model."""
        if given.data.get("second_reader") and not value:
            raise ValueError("RABITA_SECOND_READER needs it: the name of a model that the service has")
        return value

    @field_validator("feed_base", "dashboard_base")
    @classmethod
    def check_base(cls, value: str) -> str:
        """Refuse what is not an address of a web server."""
        if value and not _is_web_address(value):
            raise ValueError("an address such as https://example.org/rabita/ expected")
        return value

    @field_validator("*", mode="before")
    @classmethod
    def refuse_other_bytes(cls, value: object) -> object:
        """Refuse bytes that are not UTF-8."""
        if isinstance(value, str):
            try:
                value.encode()
            except UnicodeEncodeError:
                raise ValueError("it is not UTF-8") from None
        return value

    @model_validator(mode="before")
    @classmethod
    def leave_out_blanks(cls, given: object) -> object:
        """Treat a variable that is empty or blank as not set."""
        if not isinstance(given, dict):
            return given
        return {name: value for name, value in given.items() if not (isinstance(value, str) and not value.strip())}

    @property
    def warehouse(self) -> Path | Lake:
        """The DuckDB file that writers hold, or the lake."""
        from warehouse.ducklake import location

        return location(self.address, default=self.data / "rabita.duckdb", data=self.rows_of_lake)

    @property
    def rows_of_lake(self) -> str:
        """The folder or s3:// address of a lake's rows."""
        return self.lake_data or str(self.data.absolute() / "lake")

    @property
    def auth_file(self) -> Path:
        """The file that holds the auth string of Prefect's server."""
        return self.prefect_auth or self.data / "prefect.auth"

    @property
    def hosts(self) -> frozenset[str]:
        """The host names of the server besides those of loopback, in lower case."""
        return frozenset(self.trusted_hosts.lower().split())

    @property
    def published(self) -> Path:
        """The copy of the warehouse that readers open."""
        return self.data / "published" / "rabita.duckdb"

    @property
    def dashboard(self) -> Path:
        """The page, rebuilt after every run: a link to the latest build."""
        return self.data / "published" / "dashboard"

    @property
    def archive(self) -> Path:
        """The folder of WARC files."""
        return self.data / "archive"

    @property
    def landing_url(self) -> str:
        """The folder or fsspec URL that workers write batches to."""
        return self.landing or str(self.data.absolute() / "landing")


VARIABLE_PREFIX = "RABITA_"
OF_PREFECT_YAML = frozenset({"RABITA_LOADER_POOL"})
"""Variables that prefect.yaml reads and this program does not."""
SIMILAR = 0.85
"""How similar two names must be, from 0 to 1, for one to be a misspelling of the other."""


def unknown_variables(settings: Settings, given: Iterable[str]) -> dict[str, str | None]:
    """Return the variables among `given` that look like settings and are not, each with the nearest one, if any.

    Names of secrets in alerts.yaml are known. Variables without the prefix are checked too, since the prefix can be
    misspelt.
    """
    known = {
        str(field.validation_alias or f"{VARIABLE_PREFIX}{name.upper()}")
        for name, field in Settings.model_fields.items()
    }
    known |= OF_PREFECT_YAML
    unknown: dict[str, str | None] = {}
    for name in sorted({one.upper() for one in given} - known - secret_names(settings.alerts)):
        near = get_close_matches(name, known, n=1, cutoff=0.6 if name.startswith(VARIABLE_PREFIX) else SIMILAR)
        if near or name.startswith(VARIABLE_PREFIX):
            unknown[name] = near[0] if near else None
    return unknown


def _is_web_address(text: str) -> bool:
    """Return whether a text is an http or https address with a host and a valid port, if any."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    return (
        parts.scheme in {"http", "https"}
        and bool(parts.hostname)
        and port != 0
        and text.isprintable()
        and " " not in text
    )
