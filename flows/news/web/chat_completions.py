"""Requests to a service with the OpenAI chat protocol, limited in time and bytes.

The operator chooses the address, so that it may be in a private network, unlike the addresses of outlets. Redirects are
not followed, proxies of the environment are not used, and failed answers are not kept: they could repeat the key.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address
from typing import Any, Self
from urllib.parse import urlsplit

import httpx

from flows.news.web.address_guard import METER, GuardedBackend, Meter, Resolver, system_resolver
from flows.news.web.fetch import HEADERS, translated
from flows.news.web.public_addresses import OWN_NETWORK, Network, is_public
from flows.news.web.refused_request import Refused
from flows.news.web.retry_after import retry_after

LARGEST = 64 * 1024
"""Bytes of an answer."""

OK = 200


@dataclass(frozen=True, slots=True)
class ChatReply:
    """The answer of a model, whether it is complete, and the tokens that it took, None if unknown."""

    content: str
    complete: bool
    tokens_in: int | None = None
    tokens_out: int | None = None


@dataclass(frozen=True, slots=True)
class ChatFailure:
    """Why there is no answer; `rests_until` (aware UTC) is the Retry-After of the service, if it gave one."""

    reason: str
    rests_until: datetime | None = None


class ChatService:
    """A service at `base`, such as http://127.0.0.1:11434/v1; an async context manager around its connections.

    `key` is sent only in the header Authorization. Without TLS, only addresses in private networks are permitted.
    """

    def __init__(
        self,
        base: str,
        key: str | None,
        *,
        resolver: Resolver | None = None,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._url = f"{base.rstrip('/')}/chat/completions"
        self._key = key
        self._clock = clock
        self._resolver = resolver or system_resolver(threads=1)
        context = httpx.create_ssl_context(trust_env=False)
        self._transport = httpx.AsyncHTTPTransport(verify=context, trust_env=False)
        self._transport._pool._network_backend = GuardedBackend(self._resolve, _inside)  # noqa: SLF001 as in fetch

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._transport.aclose()

    async def ask(self, body: Mapping[str, Any], seconds: float) -> ChatReply | ChatFailure:
        """Send one request and return the answer, or why there is none within `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                response, content = await self._exchange(body)
        except TimeoutError:
            return ChatFailure("no answer in time")
        except Refused as refused:
            return ChatFailure(refused.reason)
        if response.status_code != OK:
            until = retry_after(response.headers.get("retry-after"), self._clock())
            return ChatFailure(f"http {response.status_code}", until)
        if self._key and self._key.encode() in content:
            return ChatFailure("the answer repeats the key")
        return _reply(content)

    async def _exchange(self, body: Mapping[str, Any]) -> tuple[httpx.Response, bytes]:
        headers = {"Accept": "application/json", "Accept-Encoding": "identity", "Content-Type": "application/json"}
        if self._key:
            headers["Authorization"] = f"Bearer {self._key}"
        token = METER.set(Meter(LARGEST + HEADERS))
        try:
            content = json.dumps(body, ensure_ascii=False).encode()
            request = httpx.Request("POST", self._url, headers=headers, content=content)
            response = await self._transport.handle_async_request(request)
            try:
                return response, await _read(response)
            finally:
                await response.aclose()
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, UnicodeError, ValueError) as error:
            raise translated(error) from error
        finally:
            METER.reset(token)

    async def _resolve(self, host: str, port: int) -> Sequence[str]:
        """Return the addresses of the service. Raises Refused("no TLS") if the key would be sent unencrypted."""
        found = await self._resolver(host, port)
        public = any(is_public(ip_address(address.partition("%")[0])) for address in found)
        if public and urlsplit(self._url).scheme == "http":
            raise Refused("no TLS", f"{host} is outside your network and its address begins with http:")
        return found


def _inside(_host: str, _port: int) -> Sequence[Network]:
    return OWN_NETWORK


async def _read(response: httpx.Response) -> bytes:
    body = bytearray()
    async for piece in response.aiter_raw():
        body += piece
        if len(body) > LARGEST:
            raise Refused("too large", f"an answer of more than {LARGEST} bytes")
    return bytes(body)


def _reply(content: bytes) -> ChatReply | ChatFailure:
    """Return the message in an answer. Source of the format: OpenAI chat completions."""
    try:
        answer = json.loads(content)
        choice = answer["choices"][0]
        words = choice["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return ChatFailure("no chat completion")
    if not isinstance(words, str):
        return ChatFailure("no chat completion")
    usage = answer.get("usage")
    tokens = [_count(usage, name) for name in ("prompt_tokens", "completion_tokens")]
    return ChatReply(words, choice.get("finish_reason") in {None, "stop"}, *tokens)


def _count(usage: object, name: str) -> int | None:
    value = usage.get(name) if isinstance(usage, dict) else None
    return value if isinstance(value, int) and 0 <= value < 1 << 31 else None
