"""The settings: paths, channels, contact address; from the environment and .env."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from flows.news.article import DEFAULT_ZONE
from flows.news.time_zone import Zone

if TYPE_CHECKING:
    from warehouse.lake import Lake

Rhythm = Annotated[str, Field(pattern=r"^(off|P(\d+D)?(T(\d+H)?(\d+M)?(\d+S)?)?|\S+( \S+){4})$")]
"""A cron line of five fields, an ISO 8601 interval such as PT5M, or `off`."""


MOST_DAYS = 36_500
"""A hundred years: dates that far from now can still be written."""


class Settings(BaseSettings):
    """Settings read from `RABITA_…` variables and a `.env` file in the working directory; an empty one is not set.

    Raises pydantic.ValidationError for a value that cannot be used.
    """

    model_config = SettingsConfigDict(env_prefix="RABITA_", env_file=".env", extra="ignore")

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
        default=None, description="Address that a watcher outside expects a ping at after each run."
    )
    canary: bool = Field(
        default=False, description="Whether a test contact goes to channels with the step canary daily."
    )
    feed_base: str = Field(default="", description="Address that the folder of the alert feeds is served at.")
    page: bool = Field(default=True, description="Whether runs rebuild the page; `rabita dashboard` does in any case.")
    dashboard_base: str = Field(
        default="", description="Address that the page is served at, ending with a slash: for links from elsewhere."
    )
    freshness: timedelta = Field(
        default=timedelta(hours=72),
        gt=timedelta(),
        le=timedelta(days=MOST_DAYS),
        description="How old a contact may be and still raise an alert.",
    )
    late: Literal["alert", "notice"] = Field(
        default="alert",
        description="What becomes of contacts that are older because the service was down: an alert marked as late, "
        "or one notice to the operator.",
    )
    confidence: float = Field(
        default=0.5,
        gt=0,
        lt=1,
        description="Probability from which an article is taken to report a new contact; see docs/reader.md.",
    )
    first_run_articles: int = Field(default=10, ge=1, le=100_000, description="Articles per outlet on its first run.")
    allow_private: bool = Field(
        default=False, description="Let sources live on private addresses; for the demo and tests only."
    )

    timezone: Zone = Field(default=DEFAULT_ZONE, description="Time zone of the schedules.")
    ingest_schedule: Rhythm = Field(default="PT5M", description="When `serve` reads the outlets that are due.")
    watch_schedule: Rhythm = Field(
        default="2-59/5 * * * *", description="When `serve` reads what is stored and unread, and sends what is due."
    )
    digest_schedule: Rhythm = Field(default="0 8 * * *", description="When `serve` sums up the day for the operator.")
    health_schedule: Rhythm = Field(default="7 * * * *", description="When `serve` looks at runs and disk.")
    canary_schedule: Rhythm = Field(default="30 7 * * *", description="When `serve` sends the test contact, if any.")
    retention_schedule: Rhythm = Field(default="40 3 * * *", description="When `serve` deletes what is kept no longer.")
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
        default="", description="Host names, separated by spaces, under which the server is asked beside loopback's."
    )
    status_port: int = Field(default=4280, ge=1, le=65535, description="Loopback port of /healthz and /metrics.")
    metrics_file: Path | None = Field(default=None, description="File that metrics are written to after each run.")
    log_format: Literal["text", "json"] = Field(default="text", description="How `serve` and flow runs write logs.")
    landing: str = Field(default="", description="Folder or fsspec URL that workers write to; none: below data.")
    work_pool: str = Field(default="", description="Prefect work pool that collects; none: this process does.")
    children: int | None = Field(
        default=None, ge=1, le=1_000, description="Processes that read pages; none: one for each core."
    )
    shards: int = Field(default=2, ge=1, le=100, description="Parts that the outlets are dealt into on a work pool.")

    @field_validator("alert_urls", "operator_urls", mode="before")
    @classmethod
    def split_urls(cls, value: object) -> object:
        """Split one string of URLs at white space and at commas that stand before a scheme."""
        if isinstance(value, str):
            return tuple(part.strip(",") for part in value.replace(", ", " ").split())
        return value

    @field_validator("ping_url")
    @classmethod
    def check_ping(cls, value: SecretStr | None) -> SecretStr | None:
        """Refuse what is no address of a web server, without saying it: it is a secret."""
        if value is not None and not _is_web_address(value.get_secret_value()):
            raise ValueError("an address such as https://hc-ping.com/… is wanted")
        return value

    @field_validator("feed_base", "dashboard_base")
    @classmethod
    def check_base(cls, value: str) -> str:
        """Refuse what is no address of a web server."""
        if value and not _is_web_address(value):
            raise ValueError("an address such as https://example.org/rabita/ is wanted")
        return value

    @field_validator("*", mode="before")
    @classmethod
    def take_default(cls, value: object, info: ValidationInfo) -> object:
        """Take a variable that is empty or blank as one that is not set; refuse bytes that are no UTF-8."""
        if not isinstance(value, str):
            return value
        try:
            value.encode()
        except UnicodeEncodeError:
            raise ValueError("it is not UTF-8") from None
        return value if value.strip() else cls.model_fields[str(info.field_name)].default

    @property
    def warehouse(self) -> Path | Lake:
        """The DuckDB file that writers hold, or the lake."""
        from warehouse.lake import location

        return location(self.address, default=self.data / "rabita.duckdb", data=self.rows_of_lake)

    @property
    def rows_of_lake(self) -> str:
        """The folder or s3:// address that a lake's rows lie at."""
        return self.lake_data or str(self.data.absolute() / "lake")

    @property
    def auth_file(self) -> Path:
        """The file that holds the auth string of Prefect's server."""
        return self.prefect_auth or self.data / "prefect.auth"

    @property
    def hosts(self) -> frozenset[str]:
        """The host names under which the server is asked beside loopback's, in small letters."""
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


def _is_web_address(text: str) -> bool:
    """Say whether a text is an http or https address with a host and, if any, a possible port."""
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
