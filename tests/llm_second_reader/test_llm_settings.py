"""Addresses and settings that a second reader can have."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest
from pydantic import ValidationError

from flows.news.web.chat_completions import ChatFailure, ChatReply, ChatService
from flows.news.web.public_addresses import OWN_NETWORK, check
from flows.news.web.refused_request import Refused
from flows.settings import Settings

from .conftest import KEY, StandIn, completion


@pytest.mark.parametrize(
    ("base", "address", "reason"),
    [
        ("http://model.example/v1", "169.254.169.254", "private address"),
        ("http://model.example/v1", "0.0.0.1", "private address"),
        ("https://model.example/v1", "224.0.0.1", "private address"),
        ("http://model.example/v1", "93.184.216.34", "no TLS"),
        ("https://model.example:22/v1", "93.184.216.34", "port"),
    ],
)
def test_an_address_that_is_neither_public_nor_the_operators_own_is_not_asked(
    base: str, address: str, reason: str
) -> None:
    async def resolve(_host: str, _port: int) -> Sequence[str]:
        return [address]

    async def ask() -> ChatReply | ChatFailure:
        async with ChatService(base, KEY, resolver=resolve) as service:
            return await service.ask({}, 5)

    assert asyncio.run(ask()) == ChatFailure(reason)


def test_machines_of_the_operators_network_may_be_asked_by_this_setting_alone(stand_in: StandIn) -> None:
    own = ["127.0.0.1", "10.1.2.3", "172.20.0.2", "192.168.1.5", "100.64.0.9", "fd00::1"]
    assert check(own, OWN_NETWORK) == own
    for address in own:
        with pytest.raises(Refused):
            check([address])
    stand_in.say = lambda _: completion("x")

    async def ask() -> ChatReply | ChatFailure:
        async with ChatService(stand_in.base.replace("127.0.0.1", "localhost"), None) as service:
            return await service.ask({}, 5)

    assert asyncio.run(ask()) == ChatReply("x", complete=True, tokens_in=900, tokens_out=60)
    assert stand_in.keys == [""]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"second_reader": "http://127.0.0.1:1/v1"}, "second_reader_model"),
        ({"second_reader": f"http://me:{KEY}@127.0.0.1/v1", "second_reader_model": "m"}, "without a key"),
        ({"second_reader": f"https://a.example/v1?key={KEY}", "second_reader_model": "m"}, "without a key"),
        ({"second_reader": "ollama", "second_reader_model": "m"}, "such as http"),
        ({"second_reader_band": "0.9-0.1"}, "two probabilities"),
        ({"second_reader_band": "0.5"}, "second_reader_band"),
        ({"second_reader_deadline": "0s"}, "second_reader_deadline"),
        ({"second_reader_key": f"{KEY}\n"}, "printable ASCII"),
    ],
)
def test_settings_of_no_use_are_refused_without_a_secret(given: dict[str, str], words: str) -> None:
    with pytest.raises(ValidationError) as refused:
        Settings(**given)
    said = "; ".join(f"{item['loc'][0]}: {item['msg']}" for item in refused.value.errors())
    assert words in said
    assert KEY not in said


def test_lengths_and_bands_are_read_as_people_write_them() -> None:
    made = Settings(second_reader_deadline="45s", second_reader_band="0.2-0.8")  # type: ignore[arg-type]
    assert made.second_reader_deadline.total_seconds() == 45
    assert made.second_reader_band == (0.2, 0.8)
