"""One HTTP request whose outcome is exactly known.

http.client and not httpx: connecting, sending and reading are separate calls here, so that what failed tells whether
anything can have arrived; and redirects, proxies and retries, which would blur that, do not exist.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from threading import Timer
from urllib.parse import SplitResult, urlsplit

from flows.alerts.outcome import Outcome, Verdict

CONNECT_SECONDS = 8.0
# From the first byte sent to the last one read, however slowly they drip.
TOTAL_SECONDS = 20.0
READ_BYTES = 4096
# Answers that promise that the request was not processed; 5xx otherwise leaves it open.
TURNED_AWAY = frozenset({HTTPStatus.SERVICE_UNAVAILABLE})


def request(
    url: str,
    *,
    method: str = "POST",
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    total: float = TOTAL_SECONDS,
) -> Outcome:
    """Send one request and say whether it was accepted (2xx), refused, or nobody can tell; the network raises nothing.

    `url` is http or https; it stands in no detail. 3xx and 4xx are refusals, 503 too; other 5xx, a broken connection
    and silence after the request leave it unknown.
    """
    try:
        parts = urlsplit(url)
        connection = _connection(parts)
    except (ValueError, http.client.HTTPException):
        return Outcome(Verdict.REFUSED, "no connection: the address cannot be read")
    try:
        connection.connect()
    except (OSError, ValueError) as error:
        connection.close()
        return Outcome(Verdict.REFUSED, f"no connection: {said(error)}")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    with _deadline(connection, total):
        try:
            connection.request(method, target, body=body, headers=dict(headers or {}))
            answer = connection.getresponse()
            answer.read(READ_BYTES)
        except (OSError, http.client.HTTPException) as error:
            return Outcome(Verdict.UNKNOWN, f"no answer: {said(error)}")
        finally:
            connection.close()
    return judge(answer.status, answer.getheader("Retry-After"))


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


def judge(status: int, retry_after: str | None = None, *, now: datetime | None = None) -> Outcome:
    """Say what an HTTP answer means for the message; `retry_after` is the header as it came."""
    detail = f"HTTP {status}"
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return Outcome(Verdict.DELIVERED, detail)
    patience = seconds_to_wait(retry_after, now=now)
    if status < HTTPStatus.INTERNAL_SERVER_ERROR or status in TURNED_AWAY:
        return Outcome(Verdict.REFUSED, detail, patience)
    return Outcome(Verdict.UNKNOWN, detail, patience)


def seconds_to_wait(header: str | None, *, now: datetime | None = None) -> timedelta | None:
    """Read a Retry-After header, seconds or an HTTP date; None where it says nothing. Source: RFC 9110, 10.2.3."""
    if not header:
        return None
    text = header.strip()
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text[:9]), 10**8))
    try:
        then = parsedate_to_datetime(text)
    except ValueError:
        return None
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    left = then - (now or datetime.now(UTC))
    return left if left > timedelta() else None


def said(error: BaseException) -> str:
    """Name an error without its message, which may hold an address or a secret."""
    reason = getattr(error, "errno", None)
    if isinstance(reason, int) and isinstance(error, OSError) and not isinstance(error, ssl.SSLError):
        return f"{type(error).__name__} {reason}"
    return type(error).__name__
