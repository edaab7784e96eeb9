"""One HTTP request, and its exact outcome.

This uses http.client and not httpx: connecting, sending and reading are separate calls, so that a failure shows whether
anything can have arrived. There are no redirects, proxies or retries, which would hide that.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from http import HTTPStatus
from threading import Timer
from urllib.parse import SplitResult, quote, urlsplit

from flows.alerts.delivery import DeliveryOutcome, DeliveryVerdict
from flows.clock import utc_now
from flows.news.web.retry_after import retry_after as wait_until

CONNECT_SECONDS = 8.0
# From the first byte sent to the last one read, however slowly they come.
TOTAL_SECONDS = 20.0
READ_BYTES = 4096
# Characters that stay as they are in a request line; the percent sign is one, since much is encoded already.
UNQUOTED = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
# Server errors that promise that the request was not processed.
NOT_PROCESSED = frozenset({HTTPStatus.SERVICE_UNAVAILABLE})


def request(
    url: str,
    *,
    method: str = "POST",
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    total: float = TOTAL_SECONDS,
) -> DeliveryOutcome:
    """Send one request and return whether it was accepted (2xx), refused (3xx, 4xx, 503) or is unknown; raises nothing.

    Other 5xx, a broken connection and silence after the request are unknown. `url` is http or https, with letters of
    any script; no detail contains it.
    """
    try:
        parts = urlsplit(url)
        connection = _connection(parts)
    except (ValueError, http.client.HTTPException):
        return DeliveryOutcome(DeliveryVerdict.REFUSED, "no connection: the address cannot be read")
    target = quote(parts.path or "/", safe=UNQUOTED) + (f"?{quote(parts.query, safe=UNQUOTED)}" if parts.query else "")
    with closing(connection):
        try:
            connection.connect()
        except (OSError, ValueError, http.client.HTTPException) as error:
            return DeliveryOutcome(DeliveryVerdict.REFUSED, f"no connection: {error_name(error)}")
        with _deadline(connection, total):
            try:
                # As bytes in UTF-8: http.client encodes text as Latin-1, and raises for other letters.
                encoded = {name: value.encode() for name, value in (headers or {}).items()}
                connection.request(method, target, body=body, headers=encoded)
            except (ValueError, http.client.InvalidURL) as error:  # raised while the request is put together
                return DeliveryOutcome(DeliveryVerdict.REFUSED, f"not sent: {error_name(error)}")
            except (OSError, http.client.HTTPException) as error:
                return DeliveryOutcome(DeliveryVerdict.UNKNOWN, f"no answer: {error_name(error)}")
            try:
                answer = connection.getresponse()
                answer.read(READ_BYTES)
            except (OSError, ValueError, http.client.HTTPException) as error:
                return DeliveryOutcome(DeliveryVerdict.UNKNOWN, f"no answer: {error_name(error)}")
    return outcome_of(answer.status, answer.getheader("Retry-After"))


def _connection(parts: SplitResult) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    if parts.scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, parts.port, timeout=CONNECT_SECONDS, context=context)
    return http.client.HTTPConnection(host, parts.port, timeout=CONNECT_SECONDS)


@contextmanager
def _deadline(connection: http.client.HTTPConnection, seconds: float) -> Iterator[None]:
    """Close the connection after so many seconds: a socket timeout alone starts again with every byte."""
    sock = connection.sock

    def cut() -> None:
        with suppress(OSError):  # closed already
            sock.shutdown(socket.SHUT_RDWR)

    timer = Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def outcome_of(status: int, retry_after: str | None = None, *, now: datetime | None = None) -> DeliveryOutcome:
    """Return what an HTTP answer means for the message; `retry_after` is the header as it came."""
    detail = f"HTTP {status}"
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return DeliveryOutcome(DeliveryVerdict.DELIVERED, detail)
    now = now or utc_now()
    until = wait_until(retry_after, now)
    wait = until - now if until else None
    if status < HTTPStatus.INTERNAL_SERVER_ERROR or status in NOT_PROCESSED:
        return DeliveryOutcome(DeliveryVerdict.REFUSED, detail, wait)
    return DeliveryOutcome(DeliveryVerdict.UNKNOWN, detail, wait)


def error_name(error: BaseException) -> str:
    """Return the type and number of an error, not its message, which may contain an address or a secret."""
    reason = getattr(error, "errno", None)
    if isinstance(reason, int) and isinstance(error, OSError) and not isinstance(error, ssl.SSLError):
        return f"{type(error).__name__} {reason}"
    return type(error).__name__
