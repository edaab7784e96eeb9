"""One HTTP request, and its exact outcome.

http.client and not httpx: connecting, sending and reading are separate calls here, so that what failed tells whether
anything can have arrived; and redirects, proxies and retries, which would blur that, do not exist.
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
# From the first byte sent to the last one read, however slowly they drip.
TOTAL_SECONDS = 20.0
READ_BYTES = 4096
# What stands in a request line as it is, also what is percent-encoded already; the rest is encoded as UTF-8.
ASCII = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"
# Answers that promise that the request was not processed; 5xx otherwise leaves it open.
TURNED_AWAY = frozenset({HTTPStatus.SERVICE_UNAVAILABLE})


def request(
    url: str,
    *,
    method: str = "POST",
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    total: float = TOTAL_SECONDS,
) -> DeliveryOutcome:
    """Send one request and say whether it was accepted (2xx), refused, or nobody can tell; nothing is raised.

    `url` is http or https, with letters of any script; it stands in no detail. 3xx and 4xx are refusals, 503 too; other
    5xx, a broken connection and silence after the request leave it unknown.
    """
    try:
        parts = urlsplit(url)
        connection = _connection(parts)
    except (ValueError, http.client.HTTPException):
        return DeliveryOutcome(DeliveryVerdict.REFUSED, "no connection: the address cannot be read")
    try:
        _connect(connection)
    except (OSError, ValueError, http.client.HTTPException) as error:
        return DeliveryOutcome(DeliveryVerdict.REFUSED, f"no connection: {said(error)}")
    target = quote(parts.path or "/", safe=ASCII) + (f"?{quote(parts.query, safe=ASCII)}" if parts.query else "")
    with _deadline(connection, total), closing(connection):
        try:
            connection.request(method, target, body=body, headers=_encoded(headers or {}))
        except (ValueError, http.client.InvalidURL) as error:  # raised while the request is put together
            return DeliveryOutcome(DeliveryVerdict.REFUSED, f"not sent: {said(error)}")
        except (OSError, http.client.HTTPException) as error:
            return DeliveryOutcome(DeliveryVerdict.UNKNOWN, f"no answer: {said(error)}")
        try:
            answer = connection.getresponse()
            answer.read(READ_BYTES)
        except (OSError, ValueError, http.client.HTTPException) as error:
            return DeliveryOutcome(DeliveryVerdict.UNKNOWN, f"no answer: {said(error)}")
    return outcome_of(answer.status, answer.getheader("Retry-After"))


def _connect(connection: http.client.HTTPConnection) -> None:
    try:
        connection.connect()
    except BaseException:
        connection.close()
        raise


def _encoded(headers: Mapping[str, str]) -> dict[str, bytes]:
    """Return the headers in UTF-8: http.client itself writes Latin-1 only, and raises for anything else."""
    return {name: value.encode() for name, value in headers.items()}


def _connection(parts: SplitResult) -> http.client.HTTPConnection:
    host = parts.hostname or ""
    if parts.scheme == "https":
        context = ssl.create_default_context()
        return http.client.HTTPSConnection(host, parts.port, timeout=CONNECT_SECONDS, context=context)
    return http.client.HTTPConnection(host, parts.port, timeout=CONNECT_SECONDS)


@contextmanager
def _deadline(connection: http.client.HTTPConnection, seconds: float) -> Iterator[None]:
    """Cut the connection after so many seconds: a socket timeout alone starts anew with every byte."""
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
    """Say what an HTTP answer means for the message; `retry_after` is the header as it came."""
    detail = f"HTTP {status}"
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return DeliveryOutcome(DeliveryVerdict.DELIVERED, detail)
    now = now or utc_now()
    until = wait_until(retry_after, now)
    patience = until - now if until else None
    if status < HTTPStatus.INTERNAL_SERVER_ERROR or status in TURNED_AWAY:
        return DeliveryOutcome(DeliveryVerdict.REFUSED, detail, patience)
    return DeliveryOutcome(DeliveryVerdict.UNKNOWN, detail, patience)


def said(error: BaseException) -> str:
    """Name an error without its message, which may hold an address or a secret."""
    reason = getattr(error, "errno", None)
    if isinstance(reason, int) and isinstance(error, OSError) and not isinstance(error, ssl.SSLError):
        return f"{type(error).__name__} {reason}"
    return type(error).__name__
