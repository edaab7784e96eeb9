"""Politeness to a host: one request at a time, a pause between two, and none while it asks for a rest."""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from flows.news.web.refused_request import Refused

UNNAMED_REST = timedelta(minutes=15)
"""How long to wait after a 429 without Retry-After."""

LONGEST_TURN = 300.0
"""Seconds that a request waits for its turn; after that it is left to the next run."""


class Turns:
    """Queues the requests to each host; `at_once` is the number of concurrent requests to one host."""

    def __init__(self, at_once: int = 1, longest: float = LONGEST_TURN) -> None:
        self._free: defaultdict[str, asyncio.Semaphore] = defaultdict(lambda: asyncio.Semaphore(at_once))
        self._ended: dict[str, float] = {}
        self._resting: dict[str, datetime] = {}
        self._longest = longest

    @asynccontextmanager
    async def turn(self, host: str, delay: float, now: datetime) -> AsyncIterator[None]:
        """Wait until `delay` seconds after the last request to a host; hold back other requests until the block ends.

        Raises Refused("resting") while the host asks for a rest, Refused("busy") if the turn does not come in time.
        """
        try:
            async with asyncio.timeout(self._longest):
                await self._free[host].acquire()
        except TimeoutError:
            raise Refused("busy", f"no turn at {host} within {self._longest:g} s") from None
        try:
            until = self._resting.get(host)
            if until and until > now:
                raise Refused("resting", f"{host} asks for no requests until {until:%Y-%m-%d %H:%M:%S} UTC")
            wait = self._ended.get(host, -delay) + delay - time.monotonic() if host in self._ended else 0
            if wait > self._longest:
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
        """Permit no request to a host before `until`."""
        self._resting[host] = max(until, self._resting.get(host, until))
