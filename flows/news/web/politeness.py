"""Turns at a host: one request at a time, a pause between two, and silence while it asked for it."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from flows.news.web.refused import Refused

UNNAMED_REST = timedelta(minutes=15)
"""How long a host rests after 429 without a Retry-After."""

LONGEST_TURN = 300.0
"""Seconds a request waits for its turn before it is left for the next run."""


class Turns:
    """Gives every host's requests their turns; `at_once` is how many of one host may run together (1 is polite)."""

    def __init__(self, at_once: int = 1, patience: float = LONGEST_TURN) -> None:
        self._free: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(at_once))
        self._ended: dict[str, float] = {}
        self._resting: dict[str, datetime] = {}
        self._patience = patience

    @asynccontextmanager
    async def turn(self, host: str, delay: float, now: datetime) -> AsyncIterator[None]:
        """Hold the host from `delay` seconds after the end of the last request until the block ends.

        Raises Refused("resting") while the host asked for silence, Refused("busy") when the turn does not come in time.
        """
        try:
            async with asyncio.timeout(self._patience):
                await self._free[host].acquire()
        except TimeoutError:
            raise Refused("busy", f"no turn at {host} within {self._patience:g} s") from None
        try:
            until = self._resting.get(host)
            if until and until > now:
                raise Refused("resting", f"{host} is to be left alone until {until:%Y-%m-%d %H:%M:%S} UTC")
            wait = self._ended.get(host, -delay) + delay - time.monotonic() if host in self._ended else 0
            if wait > self._patience:
                raise Refused("busy", f"{host} wants {delay:g} s between requests")
            if wait > 0:
                await asyncio.sleep(wait)
            try:
                yield
            finally:
                self._ended[host] = time.monotonic()
        finally:
            self._free[host].release()

    def rest(self, host: str, until: datetime) -> None:
        """Leave a host alone until then."""
        self._resting[host] = max(until, self._resting.get(host, until))
