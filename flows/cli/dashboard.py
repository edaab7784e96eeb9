"""The command that builds the page: dashboard."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.cli.console import load_settings, out, working


def dashboard(
    to: Annotated[
        Path | None, typer.Option(help="Folder to write it to; by default beside the published copy.")
    ] = None,
) -> None:
    """Build the page from the published copy: static files for any web server, or for a browser as they are.

    Every run does this by itself. Exit code 0; 2 where nothing is published, or something else is in its place.
    """
    from dashboards.build import PageOptions, build

    settings = load_settings()
    if to and not to.absolute().is_relative_to(settings.data.absolute()):
        os.umask(0o022)  # it is made for a web server, which is another user
    options = PageOptions(settings.dashboard_base, settings.timezone)
    with working("building the page"):
        done = build(settings.published, to or settings.dashboard, now=datetime.now(UTC), options=options)
    out.print(f"{done.pages} pages, {done.bytes / 1e6:.1f} MB: {(done.site / 'index.html').absolute()}", soft_wrap=True)
