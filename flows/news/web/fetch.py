"""GET requests to outlets, with limits on time, bytes, addresses and redirects, and with robots.txt and pauses.

Only the transport of httpx is used: without a client there are no cookies, no proxies, no redirects and no decoding
that was not asked for. The guard is a network backend of httpcore. Setting it needs a private attribute, so both
libraries are pinned to a minor version, and a test fails when the attribute is gone.
"""

from __future__ import annotations

import asyncio
import ssl
from collections import defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Self

import httpx

from flows.news.web.address_guard import METER, GuardedBackend, Meter, Resolver, system_resolver
from flows.news.web.canonical import LONGEST_URL, TOO_LONG, absolute, host_of, too_long
from flows.news.web.inflate import BodyDecoder
from flows.news.web.meta_refresh import refresh_target
from flows.news.web.politeness import UNNAMED_REST, Turns
from flows.news.web.public_addresses import LOOPBACK, PORTS, Network
from flows.news.web.refused_request import Refused
from flows.news.web.response import FetchFailure, RequestKind, Response
from flows.news.web.retry_after import retry_after
from flows.news.web.robots import LIMIT, SHORT, Robots, RobotsCache

MIB = 1 << 20
CAPS = {
    RequestKind.PAGE: 3 * MIB,
    RequestKind.SECTION: 3 * MIB,
    RequestKind.FEED: 8 * MIB,
    RequestKind.SITEMAP: 16 * MIB,
    RequestKind.ROBOTS: LIMIT,
}
"""Most decoded bytes of a body; on the wire the same, plus HEADERS."""

HEADERS = 256 * 1024
"""Bytes of all status lines and headers of one answer, 103 Early Hints included."""

ACCEPT = {
    RequestKind.FEED: "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, "
    "*/*;q=0.5",
    RequestKind.SITEMAP: "application/xml, text/xml, */*;q=0.5",
    RequestKind.ROBOTS: "text/plain, */*;q=0.5",
}
HTML = "text/html, application/xhtml+xml, */*;q=0.5"

PIECES, MOST_PIECES = 500, 50_000
"""Pieces of a body between two checks of the deadline, and in total; a chunked page has some hundred."""

SHORT_BODY = 256 * 1024
"""Bytes on the wire from which a body is unpacked in a thread."""

LONGEST_VALIDATOR = 1024
"""Characters of an ETag or a Last-Modified that is sent back."""

PAUSE = 2.0
"""Default seconds between two requests to a host."""

DEADLINE = 20.0
"""Default seconds of network time for one `get`."""
MOST_REDIRECTS = 5
REDIRECTS = frozenset({301, 302, 303, 307, 308})
GOOD = frozenset({200, 203, 304})
PAGES = frozenset({200, 203})
MOVED = frozenset({301, 308})


def user_agent(contact: str) -> str:
    """Return the User-Agent: our name, version and the operator's address."""
    address = contact.encode("ascii", "ignore").decode().translate({10: None, 13: None})
    return f"Rabita/{version('rabita')} (+{address})"


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Fetcher:
    """Fetches pages and listings politely; an async context manager around one connection pool.

    `deadline` is the seconds of network time for one `get`, with redirects but without waiting. `allow_private` permits
    loopback addresses on any port, for the demo and tests; `private_origins` ("http://127.0.0.1:8000") limits it to
    some. `robots` keeps robots.txt between runs. `at_once` is the number of concurrent requests to a host, more than 1
    only for servers of your own. `tls` must verify certificates.
    """

    def __init__(  # noqa: PLR0913 each is a setting of the operator or of a test
        self,
        contact: str,
        *,
        deadline: float = DEADLINE,
        delay: float = PAUSE,
        allow_private: bool = False,
        private_origins: Collection[str] | None = None,
        resolver: Resolver | None = None,
        robots: RobotsCache | None = None,
        at_once: int = 1,
        tls: ssl.SSLContext | None = None,
        clock: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._agent = user_agent(contact)
        self._deadline = deadline
        self._delay = delay
        self._allow_private = allow_private
        self._origins = None if private_origins is None else frozenset(map(_authority, private_origins))
        self._robots = robots or RobotsCache()
        self._robots_locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._turns = Turns(at_once)
        self._clock = clock
        context = tls or httpx.create_ssl_context(trust_env=False)
        if context.verify_mode != ssl.CERT_REQUIRED or not context.check_hostname:
            raise ValueError("the TLS context must verify certificates and host names")
        limits = httpx.Limits(max_connections=100, max_keepalive_connections=40, keepalive_expiry=10)
        self._transport = httpx.AsyncHTTPTransport(verify=context, limits=limits, trust_env=False)
        self._transport._pool._network_backend = GuardedBackend(resolver or system_resolver(), self._inside)  # noqa: SLF001

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        self._robots.save(self._clock())
        await self._transport.aclose()

    async def get(
        self,
        url: str,
        *,
        kind: RequestKind = RequestKind.PAGE,
        etag: str | None = None,
        last_modified: str | None = None,
        delay: float | None = None,
    ) -> Response | FetchFailure:
        """Fetch one address; errors are returned, not raised.

        With `etag` or `last_modified` the request is conditional, and the response may be a 304. `delay` is the least
        number of seconds between two requests to the host, if not the default; robots.txt can raise it.
        """
        hop = _Hop(absolute(url), kind, etag, last_modified, self._delay if delay is None else delay)
        left, seen, permanent = self._deadline, [hop.url], True
        try:
            for _ in range(MOST_REDIRECTS + 1):
                answer, spent = await self._ask(hop, left)
                left -= spent
                target = _target(answer, kind)
                if target is None:
                    moved = answer.final_url if permanent and len(seen) > 1 else None
                    return self._judge(replace(answer, url=seen[0], moved_to=moved), kind)
                if target in seen:
                    raise Refused("redirect loop", " → ".join([*seen, target])[:500])  # noqa: TRY301
                seen.append(target)
                permanent = permanent and answer.status in MOVED
                hop = replace(hop, url=target, etag=None, last_modified=None)
            raise Refused("too many redirects", " → ".join(seen)[:500])  # noqa: TRY301
        except Refused as refused:
            return FetchFailure(seen[0], refused.reason, refused.detail, self._clock())

    async def robots(self, url: str, delay: float | None = None) -> Robots:
        """Return the robots.txt for an address, fetched if it is not known."""
        origin = origin_of(url)
        async with self._robots_locks[origin]:
            known = self._robots.get(origin, self._clock())
            if known is None:
                known = await self._ask_robots(origin, delay)
                if known.reason not in {"resting", "busy"}:
                    self._robots.put(origin, known)
            return known

    def rest(self, url: str, until: datetime) -> None:
        """Send no request to the host of an address before `until` (aware UTC), as it asked for in an earlier run."""
        if (host := host_of(url)) is not None:
            self._turns.rest(f"{host}:{_port(absolute(url))}", until)

    async def _ask_robots(self, origin: str, delay: float | None) -> Robots:
        answer = await self.get(origin + "/robots.txt", kind=RequestKind.ROBOTS, delay=delay)
        if isinstance(answer, Response):
            return Robots(answer.fetched_at, 200, answer.body.decode("utf-8", "replace"))
        unusable = answer.reason in {"too large", "redirect loop", "too many redirects", "encoding"}
        status = 404 if unusable else answer.status  # counts as missing (RFC 9309, 2.3.1)
        return Robots(answer.fetched_at, status, "", answer.reason, answer.detail)

    async def _ask(self, hop: _Hop, left: float) -> tuple[Response, float]:
        """Make one request when its host is free; return the answer and the seconds of network time."""
        host = self._checked(hop.url)
        delay = hop.delay
        if hop.kind is not RequestKind.ROBOTS:
            rules = await self.robots(hop.url, hop.delay)
            if len(rules.text) > SHORT:
                asked = await asyncio.to_thread(_permitted, rules, hop.url)
            else:
                asked = _permitted(rules, hop.url)
            delay = max(delay, asked) if delay else 0.0
        loop = asyncio.get_running_loop()
        async with self._turns.turn(host, delay, self._clock()):
            begun = loop.time()
            try:
                async with asyncio.timeout(left):
                    answer = await self._exchange(hop)
            except TimeoutError:
                raise Refused("deadline", f"no complete answer within {self._deadline:g} s") from None
            self._note_rest(host, answer)
            return answer, loop.time() - begun

    async def _exchange(self, hop: _Hop) -> Response:
        """Send one request and read the whole answer, with every byte counted."""
        cap = CAPS[hop.kind]
        meter = Meter(cap + HEADERS)
        token = METER.set(meter)
        try:
            request = httpx.Request("GET", hop.url, headers=self._headers(hop))
            request.extensions["timeout"] = {"connect": self._deadline, "read": None, "write": None, "pool": None}
            response = await self._transport.handle_async_request(request)
            try:
                body = await _read(response, cap)
            finally:
                await response.aclose()
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, UnicodeError, ValueError) as error:
            raise translated(error) from error
        finally:
            METER.reset(token)
        headers = tuple((_text(name), _text(value)) for name, value in response.headers.raw)
        asked = tuple((_text(name), _text(value)) for name, value in request.headers.raw)
        return Response(hop.url, hop.url, response.status_code, headers, body, self._clock(), asked, meter.peer)

    def _headers(self, hop: _Hop) -> dict[str, str]:
        headers = {
            "User-Agent": self._agent,
            "Accept": ACCEPT.get(hop.kind, HTML),
            "Accept-Language": "ur",
            "Accept-Encoding": "gzip",
        }
        if etag := validator(hop.etag):
            headers["If-None-Match"] = etag
        if last_modified := validator(hop.last_modified):
            headers["If-Modified-Since"] = last_modified
        return headers

    def _judge(self, answer: Response, kind: RequestKind) -> Response | FetchFailure:
        """Return a useful answer unchanged, and any other as a failure."""
        reason = detail = None
        if (answer.header("cf-mitigated") or "").strip().lower() == "challenge":
            reason, detail = "challenge", f"{answer.final_url} answered {answer.status} with a challenge (cf-mitigated)"
        elif answer.status not in GOOD:
            reason, detail = f"http {answer.status}", f"{answer.final_url} answered {answer.status}"
        elif kind is not RequestKind.ROBOTS and (answer.header("tdm-reservation") or "").strip() == "1":
            reason, detail = "tdm reserved", "the outlet reserves text and data mining (tdm-reservation: 1)"
        if reason is None or detail is None:
            return answer
        until = retry_after(answer.header("retry-after"), answer.fetched_at)
        return FetchFailure(answer.url, reason, detail, answer.fetched_at, answer.status, until, answer)

    def _note_rest(self, host: str, answer: Response) -> None:
        """Pause requests to the host as long as it asks for."""
        if answer.status in {429, 503}:
            until = retry_after(answer.header("retry-after"), answer.fetched_at)
            if until is None and answer.status == 429:  # noqa: PLR2004
                until = answer.fetched_at + UNNAMED_REST
            if until:
                self._turns.rest(host, until)

    def _checked(self, url: str) -> str:
        """Return host and port of an address. Raises Refused("bad url") or Refused("port")."""
        if too_long(url) or url.startswith(TOO_LONG):
            raise Refused("bad url", f"an address of more than {LONGEST_URL} characters: {url[:200]!r}")
        host = host_of(url)
        if host is None:
            raise Refused("bad url", f"no http or https address: {url[:200]!r}")
        port = _port(url)
        if port not in PORTS and not self._is_private(host, port):
            raise Refused("port", f"port {port} of {host} is not a web port")
        return f"{host}:{port}"

    def _inside(self, host: str, port: int) -> Sequence[Network]:
        return LOOPBACK if self._is_private(host, port) else ()

    def _is_private(self, host: str, port: int) -> bool:
        return self._allow_private and (self._origins is None or f"{host}:{port}" in self._origins)


@dataclass(frozen=True, slots=True)
class _Hop:
    """One request in a chain of redirects."""

    url: str
    kind: RequestKind
    etag: str | None
    last_modified: str | None
    delay: float


def validator(value: str | None) -> str | None:
    """Return an ETag or a Last-Modified for a conditional request, or None if it cannot be sent in a header."""
    text = (value or "").strip()
    return text if text and text.isascii() and text.isprintable() and len(text) <= LONGEST_VALIDATOR else None


def _permitted(rules: Robots, url: str) -> float:
    """Return the pause that robots.txt asks for. Raises Refused if it does not permit an address."""
    if rules.shut:
        reason = rules.reason if rules.status is None and rules.reason else "robots unreachable"
        raise Refused(reason, f"robots.txt: {rules.detail or rules.status}"[:300])
    if not rules.allows(url):
        raise Refused("robots", "robots.txt does not permit it")
    return rules.delay()


def _target(answer: Response, kind: RequestKind) -> str | None:
    """Return the target of a redirect, or of a page that only leads to another; None for any other answer."""
    place = answer.header("location")
    if answer.status in PAGES and kind is not RequestKind.ROBOTS and not answer.header("cf-mitigated"):
        return refresh_target(answer.body, answer.header("refresh"), answer.final_url)
    if answer.status not in REDIRECTS or not place:
        return None
    target = absolute(place, answer.final_url)
    if host_of(target) is None:
        raise Refused("bad url", f"redirected to {target[:200]!r}")
    return target


async def _read(response: httpx.Response, cap: int) -> bytes:
    """Return the whole body; one of a failure is empty if it cannot be read."""
    useful = response.status_code in GOOD
    try:
        body = BodyDecoder(response.headers.get("content-encoding", ""), cap)
        pieces = 0
        async for piece in response.aiter_raw():
            body.add(piece)
            pieces += 1
            if pieces % PIECES == 0:  # without a pause between small pieces the deadline would not apply
                await asyncio.sleep(0)
            if pieces > MOST_PIECES:
                raise Refused("too large", f"in more than {MOST_PIECES} pieces")  # noqa: TRY301
        return await asyncio.to_thread(body.finish) if len(body) > SHORT_BODY else body.finish()
    except Refused:
        if useful:
            raise
        return b""


def translated(error: Exception) -> Refused:
    """Return an error of httpx as a refusal with a short reason."""
    words = str(error) or type(error).__name__
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLError):
            return Refused("tls", str(cause)[:300])
        cause = cause.__cause__ or cause.__context__
    if isinstance(error, (httpx.ConnectError, httpx.ConnectTimeout)):
        return Refused("connect", words[:300])
    if "without sending complete message body" in words or "incomplete chunked read" in words:
        return Refused("truncated", words[:300])
    if isinstance(error, httpx.RemoteProtocolError):
        return Refused("protocol", words[:300])
    if isinstance(error, httpx.NetworkError):
        return Refused("reset", f"{type(error).__name__} {error}".strip()[:300])
    return Refused(
        "bad url" if isinstance(error, (httpx.InvalidURL, httpx.UnsupportedProtocol)) else "protocol", words[:300]
    )


def _text(raw: bytes) -> str:
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def origin_of(url: str) -> str:
    """Return scheme, host and port of a web address, as browsers write them."""
    return "/".join(absolute(url).split("/", 3)[:3]).partition("?")[0]


def _authority(origin: str) -> str:
    return f"{host_of(origin)}:{_port(absolute(origin))}"


def _port(url: str) -> int:
    scheme, _, rest = url.partition("://")
    port = rest.partition("/")[0].rpartition("]")[2].rpartition(":")[2]
    return int(port) if port.isdigit() and ":" in rest.partition("/")[0] else {"http": 80}.get(scheme, 443)
