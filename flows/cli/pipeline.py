"""Commands that run the pipeline: ingest, import, watch, demo."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from flows.cli.console import BAD_CONFIGURATION, FAILED, NO_OUTLET, level, load_settings, out, stop, working
from flows.cli.list_output import show
from flows.cli.run_output import plural, show_imported, show_next, show_problems, show_run, show_watched

if TYPE_CHECKING:
    from rich.progress import Progress

    from flows.alerts.sender import AlertChannel
    from flows.news.outlets.sources import Outlet
    from flows.pipeline.detect_and_resolve import WatchResult
    from flows.pipeline.ingest_run import Ingested
    from flows.pipeline.run_record import RunRequest
    from flows.settings import Settings

Prefect = Annotated[bool, typer.Option("--prefect", help="As a Prefect flow run; also where PREFECT_API_URL is set.")]
Since = Annotated[datetime | None, typer.Option(help="Skip articles that their outlet dates earlier (UTC).")]
Wait = Annotated[
    float, typer.Option("--wait", min=0, max=86_400, metavar="SECONDS", help="Wait so long for another run to end.")
]
WithAlerts = Annotated[bool, typer.Option(help="Whether to alert new contacts.")]


def ingest(  # noqa: PLR0913, PLR0917 - options
    source: Annotated[list[str] | None, typer.Option(help="Only this outlet; may be given several times.")] = None,
    prefect: Prefect = False,
    alert: WithAlerts = True,
    since: Since = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only list what is new; store nothing and send nothing.")
    ] = False,
    wait: Wait = 0,
) -> None:
    """Read what is new at the outlets, then watch for contacts: one run now.

    Exit code 0; 4 where no outlet could be reached; 2 for a bad configuration; 3 where another run is in progress.
    """
    from flows.pipeline.run_record import RunRequest

    settings = load_settings()
    if dry_run:
        look(settings, source or [], since)
        return
    asked = RunRequest(since=since.replace(tzinfo=UTC) if since else None, wait=wait)
    done, watched = run(settings, source or [], asked, alert=alert, prefect=prefect)
    show_run(done, watched, alert=alert)
    if not done.reached:
        count = plural(len(done.stats), "outlet")
        stop(f"no outlet could be reached of {count}: the reasons are above", NO_OUTLET)
    show_next(settings)


def run(
    settings: Settings, sources: Sequence[str], asked: RunRequest, *, alert: bool, prefect: bool
) -> tuple[Ingested, WatchResult]:
    """Ingest, then watch, in this process or as a Prefect flow."""
    outlets = load_outlets(settings, sources)
    if prefect or os.environ.get("PREFECT_API_URL"):
        return _tracked(settings, sources, asked, alert=alert)
    return _in_process(settings, outlets, asked, alert=alert)


def _in_process(
    settings: Settings, outlets: Sequence[Outlet], asked: RunRequest, *, alert: bool
) -> tuple[Ingested, WatchResult]:
    import asyncio

    from flows.pipeline.detect_and_alert_run import run_watch
    from flows.pipeline.ingest_run import run_ingest

    channels = load_channels(settings)
    with progress() as bar:
        task = bar.add_task("outlets", total=len(outlets))

        def on_loaded(batch: object, tally: object) -> None:  # noqa: ARG001
            bar.advance(task)

        request = replace(asked, silent=not alert)
        done = asyncio.run(run_ingest(settings, outlets, request, on_loaded=on_loaded))
    return done, run_watch(settings, channels, replace(asked, since=None), alert=alert)


def _tracked(
    settings: Settings, sources: Sequence[str], asked: RunRequest, *, alert: bool
) -> tuple[Ingested, WatchResult]:
    import asyncio

    from flows.serve.environment import enter

    check_server()
    enter(settings, os.environ)
    from flows.ingest import IngestResult, ingest

    # With a handler set, asyncio does not set its own, which would wait for the loop: Prefect blocks the loop for as
    # long as its server takes to start.
    signal.signal(signal.SIGINT, _stop_now)
    done = asyncio.run(ingest(sources=list(sources) or None, since=asked.since, alert=alert, wait=asked.wait))
    assert isinstance(done, IngestResult)  # noqa: S101 only a dry run and a deployed run return something else
    return done.ingested, done.watched


def _stop_now(*_: object) -> None:
    raise KeyboardInterrupt


def look(settings: Settings, sources: Sequence[str], since: datetime | None) -> None:
    """Print what a run would read; store nothing."""
    import asyncio

    from flows.pipeline.ingest_run import list_new_links
    from flows.pipeline.run_record import RunRequest
    from flows.pipeline.run_report import look_rows

    outlets = load_outlets(settings, sources)
    asked = RunRequest(since=since and since.replace(tzinfo=UTC))
    with working(f"asking {plural(len(outlets), 'outlet')}"):
        batches = asyncio.run(list_new_links(settings, outlets, asked))
    rows = look_rows(batches)
    names = ("outlet", "new", "known")
    if answering := [[row[name] for name in names] for row in rows if row["new"] or row["known"] or level.verbose]:
        show("A run would read", names, answering)
    show_problems([problem for batch in batches for problem in batch.problems])
    if rows and all(row["problem"] and not row["new"] and not row["known"] for row in rows):
        stop("no outlet could be reached: the reasons are above", NO_OUTLET)


def import_(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help=".txt .html .jsonl[.gz] .warc[.gz], or folders.")],
    published: Annotated[
        datetime | None, typer.Option(help="Publication time of articles that do not state one (UTC).")
    ] = None,
    outlet: Annotated[str | None, typer.Option(help="Outlet of articles that do not state one.")] = None,
    alert: WithAlerts = True,
) -> None:
    """Read articles from files, then watch for contacts.

    Exit code 0; 1 where something could not be read; 2 where there is nothing at a path; 3 where another run is in
    progress.
    """
    import asyncio

    from flows.pipeline.detect_and_alert_run import run_watch
    from flows.pipeline.import_run import run_import
    from flows.pipeline.run_record import RunRequest

    settings = load_settings()
    if missing := [str(path) for path in paths if not path.exists()]:
        stop(f"no such file or folder: {', '.join(missing)}", BAD_CONFIGURATION)
    when, channels = published.replace(tzinfo=UTC) if published else None, load_channels(settings)
    asked = RunRequest(silent=not alert)
    with progress(in_bytes=True) as bar:
        task = bar.add_task("importing", total=size_of(paths))
        read = partial(bar.advance, task)
        done = asyncio.run(run_import(settings, paths, asked, published=when, outlet=outlet, on_read=read))
    watched = run_watch(settings, channels, alert=alert)
    show_imported(settings, done, watched, alert=alert)
    if done.problems:
        raise typer.Exit(FAILED)


def replay_archive(since: date | None) -> None:
    """Rebuild articles from the archive after a change of rules, and read those that changed; no alert is sent."""
    import asyncio

    from flows.pipeline.detect_and_alert_run import run_watch
    from flows.pipeline.replay_run import run_replay

    settings = load_settings()
    outlets = load_outlets(settings, [])
    try:
        with working("reading the archive again"):
            done = asyncio.run(run_replay(settings, outlets, since))
        watched = run_watch(settings, (), alert=False)
    except ValueError as error:
        stop(str(error), BAD_CONFIGURATION)
    show_run(done, watched, alert=False)


def watch(alert: WithAlerts = True, wait: Wait = 0) -> None:
    """Read new articles for contacts, alert new contacts, and send what is due."""
    from flows.pipeline.detect_and_alert_run import run_watch
    from flows.pipeline.run_record import RunRequest

    settings = load_settings()
    show_watched(run_watch(settings, load_channels(settings), RunRequest(wait=wait), alert=alert), alert=alert)


def demo(
    prefect: Prefect = False,
    stay: Annotated[bool, typer.Option("--stay", help="Keep the demo's site up until Ctrl-C.")] = False,
    port: Annotated[int, typer.Option(min=0, max=65_000, help="First port of the site; 0 takes free ones.")] = 0,
) -> None:
    """Run everything on a few invented Urdu outlets on this machine: one alert, then none."""
    from flows.demo import serve
    from flows.pipeline.run_record import RunRequest

    folder = load_settings().data / "demo"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with serve(datetime.now(UTC), folder, port) as site:
        # The environment overrides .env, so the demo does not touch the operator's channels and warehouse.
        os.environ |= {
            "RABITA_DATA": str(folder),
            "RABITA_SOURCES": str(site.sources),
            "RABITA_ALLOW_PRIVATE": "true",
            "RABITA_ALERT_URLS": "",
            "RABITA_OPERATOR_URLS": "",
            "RABITA_ALERTS": str(folder / "alerts.yaml"),
            "RABITA_PING_URL": "",
        }
        (folder / "alerts.yaml").write_text("channels: {}\n")
        settings = load_settings()
        if not level.quiet:
            out.rule(Text("DEMO: invented outlets, invented news, on this machine only", "bold"))
        if level.verbose:
            out.print(f"{len(site.origins)} outlets: " + ", ".join(f"{key} {url}" for key, url in site.origins.items()))
        show_run(*run(settings, [], RunRequest(), alert=True, prefect=prefect), brief=True)
        again = run(settings, [], RunRequest(), alert=True, prefect=prefect)
        if not level.quiet:
            out.print("Read the same outlets once more: nothing is new, and no alert is sent.")
        show_run(*again, brief=True)
        show_next(settings, demo=True)
        if stay:
            _stay(settings)


def _stay(settings: Settings) -> None:
    """Keep the site up, and print how to read it from another terminal."""
    names = ("RABITA_DATA", "RABITA_SOURCES", "RABITA_ALLOW_PRIVATE")
    out.print("The site stays up until Ctrl-C. From another terminal:")
    out.print(" ".join(f"{name}={os.environ[name]}" for name in names) + " rabita ingest", soft_wrap=True)
    try:
        signal.pause()
    except KeyboardInterrupt:
        out.print(f"Stopped. What was loaded is still in {settings.data}.")


def load_outlets(settings: Settings, wanted: Sequence[str]) -> Sequence[Outlet]:
    """Return the outlets of sources.yaml that are not paused, or the `wanted` ones.

    A mistake in the file ends the command.
    """
    from flows.news.outlets.sources import load_sources

    sources = load_sources(settings.sources, allow_private=settings.allow_private)
    try:
        return [sources.by_id(name) for name in wanted] if wanted else sources.enabled
    except KeyError as error:
        stop(str(error.args[0]), BAD_CONFIGURATION)


def load_channels(settings: Settings) -> tuple[AlertChannel, ...]:
    """Open the channels of the settings; one that cannot be opened ends the command, without showing its address."""
    from flows.pipeline.build_alert_channels import channels_of
    from flows.secret_lookup import from_environment, from_environment_or_block
    from flows.serve.environment import enter

    served = bool(os.environ.get("PREFECT_API_URL"))
    if served:  # before looking for a secret, which imports Prefect
        if settings.alerts.exists():
            check_server()
        enter(settings, os.environ)
    return channels_of(settings, from_environment_or_block if served else from_environment)


def check_server() -> None:
    """End the command where PREFECT_API_URL names a server that does not answer."""
    from flows.serve.prefect_server import answers

    api = os.environ.get("PREFECT_API_URL")
    if api and not answers(api):
        stop("PREFECT_API_URL: no Prefect server answers there: start it, or unset the variable", BAD_CONFIGURATION)


def size_of(paths: Sequence[Path]) -> int:
    """Return the bytes of files and of all files in folders."""
    files = (one for path in paths for one in ([path] if path.is_file() else path.rglob("*")))
    return sum(one.stat().st_size for one in files if one.is_file())


@contextmanager
def progress(*, in_bytes: bool = False) -> Iterator[Progress]:
    """Show a progress bar on a terminal, and nothing elsewhere."""
    from rich.progress import BarColumn, DownloadColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    count = DownloadColumn() if in_bytes else MofNCompleteColumn()
    columns = (TextColumn("{task.description}"), BarColumn(), count, TimeElapsedColumn())
    with Progress(*columns, console=out, transient=True, disable=not out.is_terminal) as bar:
        yield bar
