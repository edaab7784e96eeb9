"""The outcomes of the HTTP requests that Apprise makes; Apprise itself only returns True or False.

A message that was certainly refused can be sent again; one that may have arrived becomes a possible repeat. To tell
them apart, Apprise's modules get a `requests` whose session records the outcome of each request. The library itself is
not changed.
"""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import local
from types import ModuleType, SimpleNamespace
from typing import Any

import requests
from urllib3.exceptions import ConnectTimeoutError, NewConnectionError

from flows.alerts.delivery import DeliveryOutcome, DeliveryVerdict
from flows.alerts.http_post import error_name, outcome_of

_current = local()

METHODS = ("request", "get", "options", "head", "post", "put", "patch", "delete")
"""The functions of `requests` that make a request."""


class RecordingSession(requests.Session):
    """A session that adds the outcome of each request to the list of the thread's `recorded_outcomes`."""

    def send(self, request: requests.PreparedRequest, **options: Any) -> requests.Response:  # noqa: ANN401
        """Send a request as `requests` does, and record its outcome."""
        outcomes = getattr(_current, "outcomes", [])
        try:
            answer = super().send(request, **options)
        except requests.RequestException as error:
            outcomes.append(_failed(error))
            raise
        except UnicodeError as error:  # a header that http.client cannot write; nothing has been sent
            outcomes.append(DeliveryOutcome(DeliveryVerdict.REFUSED, f"not sent: {error_name(error)}"))
            raise
        outcomes.append(outcome_of(answer.status_code, answer.headers.get("Retry-After")))
        return answer


def _recording_requests() -> ModuleType:
    """Return the module `requests` with its functions (get, post, …) made anew, so that they use a RecordingSession."""
    spec = importlib.util.find_spec("requests.api")
    assert spec is not None  # noqa: S101 - it is part of requests
    assert spec.loader is not None  # noqa: S101
    functions = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(functions)
    functions.sessions = SimpleNamespace(Session=RecordingSession)  # type: ignore[attr-defined]
    module = ModuleType("requests")
    vars(module).update(vars(requests) | {"Session": RecordingSession, "api": functions})
    vars(module).update({name: getattr(functions, name) for name in METHODS})
    return module


_REQUESTS = _recording_requests()


def record_requests() -> None:
    """Give every loaded module of Apprise our `requests`."""
    for name, module in list(sys.modules.items()):
        if name.startswith("apprise.") and getattr(module, "requests", None) is requests:
            module.requests = _REQUESTS  # type: ignore[attr-defined]


@contextmanager
def recorded_outcomes() -> Iterator[list[DeliveryOutcome]]:
    """Collect, in order, the outcomes of all requests that Apprise makes in this thread within the block."""
    _current.outcomes = outcomes = list[DeliveryOutcome]()
    try:
        yield outcomes
    finally:
        _current.outcomes = []


def _failed(error: requests.RequestException) -> DeliveryOutcome:
    cause = error.args[0] if error.args else None
    reason = getattr(cause, "reason", cause)
    if isinstance(error, requests.exceptions.SSLError) or isinstance(reason, NewConnectionError | ConnectTimeoutError):
        return DeliveryOutcome(DeliveryVerdict.REFUSED, f"no connection: {error_name(error)}")
    return DeliveryOutcome(DeliveryVerdict.UNKNOWN, f"no answer: {error_name(error)}")


def overall_outcome(
    accepted: bool | None,  # noqa: FBT001 - the library's own answer
    seen: Sequence[DeliveryOutcome],
    why: str = "the service refused it and gave no reason",
) -> DeliveryOutcome:
    """Return the outcome of a message, given the library's answer and the requests it made.

    If only some of several requests were accepted, the message may have arrived in part. A service that does not speak
    HTTP makes no request; its failures are UNKNOWN, with `why` as the detail.
    """
    if accepted:
        return DeliveryOutcome(DeliveryVerdict.DELIVERED, seen[-1].detail if seen else "accepted")
    if not seen:
        return DeliveryOutcome(DeliveryVerdict.UNKNOWN, why)
    last = seen[-1]
    if all(outcome.verdict is DeliveryVerdict.REFUSED for outcome in seen):
        return last
    detail = last.detail if last.verdict is not DeliveryVerdict.DELIVERED else f"{last.detail}, but not accepted"
    return DeliveryOutcome(DeliveryVerdict.UNKNOWN, detail, last.retry_after)
