"""See what came of the HTTP requests that a library makes for us, where the library itself only says yes or no.

Apprise answers True or False. Whether a message was certainly refused, or may have arrived although no answer came,
decides whether a further attempt has to be called a possible repeat; so the answers are watched where they pass.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from threading import local
from typing import Any

import requests
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from flows.alerts.http_post import judge, said
from flows.alerts.outcome import DeliveryVerdict, Outcome

_watching = local()


@contextmanager
def watched() -> Iterator[list[Outcome]]:
    """Collect the outcomes of all requests that this thread makes inside, in order."""
    _install()
    _watching.seen = seen = list[Outcome]()
    try:
        yield seen
    finally:
        _watching.seen = None


def _install() -> None:
    original = requests.Session.send
    if getattr(original, "watched", False):
        return

    @wraps(original)
    def send(self: requests.Session, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # noqa: ANN401
        seen = getattr(_watching, "seen", None)
        if seen is None:
            return original(self, request, **options)
        try:
            answer = original(self, request, **options)
        except requests.RequestException as error:
            seen.append(_failed(error))
            raise
        except UnicodeError as error:  # a header that http.client cannot write; nothing has been sent
            seen.append(Outcome(DeliveryVerdict.REFUSED, f"not sent: {said(error)}"))
            raise
        seen.append(judge(answer.status_code, answer.headers.get("Retry-After")))
        return answer

    send.watched = True  # type: ignore[attr-defined]
    requests.Session.send = send  # type: ignore[method-assign]


def _failed(error: requests.RequestException) -> Outcome:
    cause = error.args[0] if error.args else None
    reason = getattr(cause, "reason", cause)
    if isinstance(error, requests.exceptions.SSLError) or isinstance(reason, NewConnectionError | ConnectTimeoutError):
        return Outcome(DeliveryVerdict.REFUSED, f"no connection: {said(error)}")
    return Outcome(DeliveryVerdict.UNKNOWN, f"no answer: {said(error)}")


def summed_up(
    accepted: bool | None,  # noqa: FBT001 - the library's own answer
    seen: Sequence[Outcome],
    why: str = "the service said no, without saying why",
) -> Outcome:
    """Return the outcome of a message, given the library's answer and the requests it made.

    A message that took several requests, of which one was accepted, may have arrived in part; without any request seen
    (the service speaks something other than HTTP) a failure leaves everything open, and `why` is all that is known.
    """
    if accepted:
        return Outcome(DeliveryVerdict.DELIVERED, seen[-1].detail if seen else "accepted")
    if not seen:
        return Outcome(DeliveryVerdict.UNKNOWN, why)
    last = seen[-1]
    if all(outcome.verdict is DeliveryVerdict.REFUSED for outcome in seen):
        return last
    detail = last.detail if last.verdict is not DeliveryVerdict.DELIVERED else f"{last.detail}, but not accepted"
    return Outcome(DeliveryVerdict.UNKNOWN, detail, last.retry_after)
