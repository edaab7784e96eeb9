"""Which requests a server on loopback answers, by their headers Host and Origin."""

import http.client
import json
import socket
from collections.abc import Iterator
from http import HTTPStatus

import pytest

from flows.serve.origin_check import refusal
from flows.serve.status_server import status

OWN = [
    "127.0.0.1:4200",
    "localhost:4200",
    "LOCALHOST:4200",
    "LocalHost",
    "localhost",
    "[::1]:4200",
    "[::1]",
    "[0:0:0:0:0:0:0:1]:4200",
    "127.0.0.1",
    "localhost:14200",
    "prefect:4200",
    "PREFECT",
]
FOREIGN = [
    *[
        "evil.example",
        "evil.example:4200",
        "localhost:4200.evil",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "localhost:4200@evil.example",
        "evil.example@localhost",
        "localhost:",
        "localhost:4200:4200",
        "::1",
        "[::1",
        "::1]:4200",
        "[::2]:4200",
        "[127.0.0.1]:4200",
        "[localhost]",
        "localhost:0",
        "localhost:65536",
        "localhost:٤٢٠٠",
        "localhost:-1",
        "localhost/",
        "localhost,evil.example",
        "ⅼocalhost",
        "0.0.0.0",  # noqa: S104 a name that is asked for
        "169.254.169.254",
        "prefect.evil.example",
        "notprefect",
        "localhost..",
    ],
    "",
    " ",
    "localhost\t",
    "localhost\n",
]


@pytest.mark.parametrize("host", OWN)
def test_own_names_are_answered(host: str) -> None:
    assert refusal("/api/health", [host], [], {"prefect"}) is None


@pytest.mark.parametrize("host", FOREIGN)
def test_other_names_are_not(host: str) -> None:
    assert refusal("/api/health", [host], [], {"prefect"}) == HTTPStatus.MISDIRECTED_REQUEST


def test_one_host_is_named_and_only_one() -> None:
    assert refusal("/", [], [], ()) == HTTPStatus.MISDIRECTED_REQUEST
    assert refusal("/", ["localhost", "localhost"], [], ()) == HTTPStatus.MISDIRECTED_REQUEST
    assert refusal("/", ["localhost", "evil.example"], [], ()) == HTTPStatus.MISDIRECTED_REQUEST


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://localhost:4200", "localhost:4200"),
        ("http://LOCALHOST:4200", "localhost:4200"),
        ("http://[::1]:4200", "[::1]:4200"),
        ("http://localhost", "localhost:80"),
        ("https://prefect", "prefect"),  # TLS ends before us
        ("http://127.0.0.1:14200", "127.0.0.1:14200"),
    ],
)
def test_pages_of_our_own_are_answered(origin: str, host: str) -> None:
    assert refusal("/", [host], [origin], {"prefect"}) is None


@pytest.mark.parametrize(
    "origin",
    ["null", "NULL", "", "http://evil.example", "http://localhost:3000", "http://127.0.0.1:4200", "file://",
     "http://localhost:4200.evil.example", "http://localhost:4200@evil.example", "https://localhost", "http://localhost",
     "chrome-extension://localhost:4200", "http://localhost:4200/", "http://localhost:4200 http://evil.example", "*"],
)  # fmt: skip
def test_pages_of_others_are_not(origin: str) -> None:
    assert refusal("/", ["localhost:4200"], [origin], ()) == HTTPStatus.FORBIDDEN
    assert refusal("/", ["localhost:4200"], ["http://localhost:4200", origin], ()) == HTTPStatus.FORBIDDEN


@pytest.mark.parametrize("target", ["http://evil.example/api", "http://localhost:4200/api", "*", "", "evil.example:80"])
def test_a_target_with_a_host_of_its_own_is_refused(target: str) -> None:
    assert refusal(target, ["localhost:4200"], [], ()) == HTTPStatus.BAD_REQUEST


@pytest.fixture
def port() -> Iterator[int]:
    with status(0, list, lambda: b"rabita_contacts 1\n") as port:
        yield port


def ask(port: int, path: str, **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.putrequest("GET", path, skip_host="Host" in headers)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body


@pytest.mark.parametrize("path", ["/healthz", "/metrics", "/other"])
def test_health_and_metrics_are_reported_to_this_machine_only(port: int, path: str) -> None:
    well = 404 if path == "/other" else 200
    assert ask(port, path)[0] == well
    assert ask(port, path, Host=f"LOCALHOST:{port}")[0] == well
    assert ask(port, path, Origin=f"http://127.0.0.1:{port}")[0] == well
    for headers, expected in (
        ({"Host": "evil.example"}, 421),
        ({"Host": f"localhost:{port}.evil"}, 421),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://evil.example"}, 403),
    ):
        code, body = ask(port, path, **headers)
        assert (code, b"rabita_" in body or b"problems" in body) == (expected, False)
    assert ask(port, f"http://evil.example{path}")[0] == 400


def test_a_request_without_a_host_is_refused(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=20) as line:
        line.sendall(b"GET /healthz HTTP/1.0\r\n\r\n")
        answer = b""
        while part := line.recv(4096):
            answer += part
    assert b" 421 " in answer.splitlines()[0]
    assert json.loads(ask(port, "/healthz")[1])["status"] == "ok"
