"""A server of bad manners on loopback: one port and one misbehaviour each, and one outlet that behaves.

Run as a program it prints where everything is as one line of JSON and serves until its standard input is closed. At
every port `/robots.txt` is missing and `/feed` is a sound feed with one item, `/item`, which misbehaves (or the feed
does, for those that attack parsers of feeds).
"""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
import ssl
import sys
import tempfile
import zlib
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from itertools import count
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

Writer = asyncio.StreamWriter
Behaviour = Callable[[Writer], Awaitable[None]]

STORY = (
    "اسلام آباد میں منگل کے روز وزارت خارجہ کے ترجمان نے صحافیوں کو بتایا کہ "
    "آئندہ ہفتے علاقائی تجارت پر ایک کانفرنس ہوگی۔ "
    "انہوں نے کہا کہ اس میں ہمسایہ ملکوں کے نمائندے شریک ہوں گے اور سرحدی منڈیوں کے قیام پر بات ہوگی۔"
)
OK = b"HTTP/1.1 200 OK\r\n"
HTML = OK + b"Content-Type: text/html; charset=utf-8\r\n"
SLOW = 0.15
"""Seconds between the drops of a drip."""


def page(number: int = 0, extra: str = "") -> bytes:
    """Return a sound article page."""
    title = f"تجارتی کانفرنس {number}"
    date = "<meta property='article:published_time' content='2026-11-23T10:00:00+05:00'>"
    story = "".join(f"<p>{STORY} ({number}-{line})</p>" for line in range(4))
    body = f"{extra}<article><h1>{title}</h1>{story}</article>"
    return f"<html lang='ur'><head><title>{title}</title>{date}</head><body>{body}</body></html>".encode()


def answer(body: bytes, *headers: str, status: str = "200 OK", kind: str = "text/html; charset=utf-8") -> bytes:
    """Return a whole response."""
    lines = [
        f"HTTP/1.1 {status}",
        f"Content-Type: {kind}",
        f"Content-Length: {len(body)}",
        "Connection: close",
        *headers,
    ]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def says(data: bytes) -> Behaviour:
    """Return a behaviour that sends these bytes and closes."""

    async def behave(writer: Writer) -> None:
        writer.write(data)
        await writer.drain()

    return behave


def endless(head: bytes, piece: bytes, pause: float = 0.0) -> Behaviour:
    """Return a behaviour that sends a head and then a piece again and again."""

    async def behave(writer: Writer) -> None:
        writer.write(head)
        while True:
            writer.write(piece)
            await writer.drain()
            await asyncio.sleep(pause)

    return behave


async def silence(writer: Writer) -> None:  # noqa: ARG001
    """Say nothing."""
    await asyncio.sleep(3600)


async def reset(writer: Writer) -> None:
    """Send half a body and tear the connection down."""
    writer.write(HTML + b"Content-Length: 5000\r\n\r\n" + page()[:400])
    await writer.drain()
    sock = writer.get_extra_info("socket")
    sock.setsockopt(1, 13, b"\x01\x00\x00\x00\x00\x00\x00\x00")  # SO_LINGER 0: a reset, no goodbye
    writer.transport.abort()


_STEPS = count()


async def wander(writer: Writer) -> None:
    """Redirect to a new place each time."""
    await redirect(f"/item?{next(_STEPS)}")(writer)


def redirect(target: str, status: str = "302 Found") -> Behaviour:
    """Return a behaviour that sends the client elsewhere."""
    return says(answer(b"", f"Location: {target}", status=status))


def http_date(days: float) -> str:
    """Return an HTTP date so many days from now."""
    return (datetime.now(UTC) + timedelta(days=days)).strftime("%a, %d %b %Y %H:%M:%S GMT")


def bomb(wbits: int) -> bytes:
    """Return 200 MiB of zeros, packed."""
    packer = zlib.compressobj(9, zlib.DEFLATED, wbits)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(200)) + packer.flush()


def network() -> dict[str, tuple[Behaviour, str]]:
    """Return the misbehaviours of a server, each with the reason its row is to have."""
    zeros = bomb(31)
    packed = gzip.compress(page())
    deep = gzip.compress(gzip.compress(bytes(50 << 20)))
    return {
        "header-drip": (endless(b"HTTP/1.1 200 OK\r\nX-Drip: ", b"a", SLOW), "deadline"),
        "body-drip": (endless(HTML + b"\r\n", b"a", SLOW), "deadline"),
        "early-hints": (endless(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", 0.001), "deadline|too large"),
        "early-flood": (endless(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 50), "too large|deadline"),
        "silence": (silence, "deadline"),
        "one-byte-chunks": (
            endless(HTML + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n" * 500),
            "too large|deadline",
        ),
        "bomb-gzip": (says(answer(zeros, "Content-Encoding: gzip")), "too large"),
        "bomb-brotli": (says(answer(b"\xcf\xff\xff\x7f\xf8\x24\x00\xe2", "Content-Encoding: br")), "encoding"),
        "bomb-zstd": (says(answer(b"\x28\xb5\x2f\xfd\x04\x58\x00\x00", "Content-Encoding: zstd")), "encoding"),
        "bomb-deflate": (says(answer(bomb(15), "Content-Encoding: deflate")), "too large"),
        "bomb-stacked": (says(answer(deep, "Content-Encoding: gzip, gzip")), "too large"),
        "bomb-stacked-lines": (says(answer(deep, "Content-Encoding: gzip", "Content-Encoding: gzip")), "too large"),
        "truncated-gzip": (says(answer(packed[:-20], "Content-Encoding: gzip")), "truncated"),
        "broken-gzip": (says(answer(packed[:30] + page(), "Content-Encoding: gzip")), "encoding"),
        "endless-chunked": (
            endless(HTML + b"Transfer-Encoding: chunked\r\n\r\n", b"ffff\r\n" + bytes(65535) + b"\r\n"),
            "too large|deadline",
        ),
        "endless-body": (endless(HTML + b"\r\n", bytes(65536)), "too large|deadline"),
        "endless-headers": (endless(OK, b"X-More: " + b"a" * 900 + b"\r\n"), "protocol|too large|deadline"),
        "giant-header": (endless(OK + b"X-Long: ", b"a" * 9000), "protocol|too large|deadline"),
        "chunk-extension": (
            endless(HTML + b"Transfer-Encoding: chunked\r\n\r\n5;x=", b"a" * 9000),
            "protocol|too large|deadline",
        ),
        "thousand-cookies": (says(answer(page(), *(f"Set-Cookie: c{n}={'x' * 200}" for n in range(1000)))), "protocol"),
        "redirect-loop": (redirect("/item"), "redirect loop"),
        "redirect-endless": (wander, "too many redirects"),
        "to-loopback": (redirect("http://127.0.0.1/"), "private address"),
        "to-localhost": (redirect("http://localhost/"), "private address"),
        "to-link-local": (redirect("http://169.254.1.1/"), "private address"),
        "to-metadata": (redirect("http://169.254.169.254/latest/meta-data/"), "private address"),
        "to-private": (redirect("http://10.0.0.1/"), "private address"),
        "to-mapped": (redirect("http://[::ffff:127.0.0.1]/"), "private address"),
        "to-nat64": (redirect("http://[64:ff9b::7f00:1]/"), "private address"),
        "to-decimal": (redirect("http://2130706433/"), "private address"),
        "to-hex": (redirect("http://0x7f000001/"), "private address"),
        "to-short": (redirect("http://127.1/"), "private address"),
        "to-other-port": (redirect("http://127.0.0.1:22/"), "port"),
        "to-file": (redirect("file:///etc/passwd"), "bad url"),
        "to-gopher": (redirect("gopher://127.0.0.1/_x"), "bad url"),
        "reset": (reset, "reset"),
        "short-body": (says(HTML + b"Content-Length: 9000\r\n\r\n" + page()[:500]), "truncated"),
        "short-chunked": (says(HTML + b"Transfer-Encoding: chunked\r\n\r\nff\r\nabc"), "truncated"),
        "negative-length": (says(HTML + b"Content-Length: -5\r\n\r\n" + page()), "protocol"),
        "two-lengths": (says(HTML + b"Content-Length: 5\r\nContent-Length: 9\r\n\r\nabcdefghi"), "protocol"),
        "no-http": (says(b"SSH-2.0-OpenSSH_9.0\r\n"), "protocol"),
        "nothing": (says(b""), "protocol"),
        "429-seconds": (says(answer(b"", "Retry-After: 120", status="429 Too Many Requests")), "http 429"),
        "429-empty": (says(answer(b"", status="429 Too Many Requests")), "http 429"),
        "503-date": (says(answer(b"", f"Retry-After: {http_date(0.1)}", status="503 Busy")), "http 503"),
        "503-absurd": (says(answer(b"", "Retry-After: 99999999999", status="503 Busy")), "http 503"),
        "503-past": (says(answer(b"", f"Retry-After: {http_date(-9)}", status="503 Busy")), "http 503"),
        "tdm-reserved": (says(answer(page(), "tdm-reservation: 1")), "tdm reserved"),
    }


def parsers() -> dict[str, tuple[bytes, str]]:
    """Return pages that attack whoever reads them, each with the reason its row may have; "" for a page that loads."""
    attributes = " ".join(f"a{number}='x'" for number in range(200_000))
    return {
        "charset-lie": (answer(page(1).decode().replace("ے", "ي").encode("cp1256", "ignore")), ""),
        "attributes": (answer(page(2, f"<div {attributes}>x</div>")), "|timeout|too large|memory|died"),
        "nested": (answer(page(3, "<div>" * 100_000)), "|timeout|memory|died|no article|not Urdu|empty"),
        "equal-paragraphs": (answer(page(4, "<p>وہی بات</p>" * 20_001)), "|timeout"),
        "xhtml-entities": (answer(b"<!DOCTYPE h [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>" + page(5, "&x;")), ""),
    }


def feeds(origin: str) -> dict[str, tuple[bytes, str]]:
    """Return feeds that attack whoever reads them, each with the reason its row may have; "" for one that is read."""
    item = f"<item><title>خبر</title><link>{origin}/item</link></item>"
    laugh = "".join(f"<!ENTITY l{n} '{f'&l{n - 1};' * 10}'>" for n in range(1, 10))
    many = "".join(f"<item><title>خ{n}</title><link>/item?{n}</link></item>" for n in range(100_000))
    author = f"<author>{'a' * 200_000}@</author>"
    rss = "<rss version='2.0'><channel>{}</channel></rss>"
    xml = "application/rss+xml"
    return {
        "feed-laughs": (
            answer(
                f"<!DOCTYPE r [<!ENTITY l0 'ha'>{laugh}]>{rss.format(item.replace('خبر', '&l9;'))}".encode(), kind=xml
            ),
            "",
        ),
        "feed-xxe": (
            answer(f"<!DOCTYPE r SYSTEM 'http://127.0.0.1:1/x.dtd'>{rss.format(item)}".encode(), kind=xml),
            "",
        ),
        "feed-many": (answer(rss.format(many).encode(), kind=xml), ""),
        "feed-author": (
            answer(rss.format(author + item.replace("</item>", author + "</item>")).encode(), kind=xml),
            "",
        ),
        "feed-html": (answer(page(), kind=xml), "not a feed"),
        "feed-json": (answer(b'{"error": "no"}', kind="application/json"), "not a feed"),
        "feed-garbage": (answer(bytes(range(256)) * 400, kind=xml), "not a feed"),
        "feed-empty": (answer(b"", kind=xml), "empty"),
    }


def one_item(origin: str, *paths: str) -> bytes:
    """Return a sound feed."""
    items = "".join(f"<item><title>خبر</title><link>{origin}{path}</link></item>" for path in paths)
    return answer(f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), kind="application/rss+xml")


ARTICLES = 10
"""Pages of the outlet that behaves."""


class Hostile:
    """All servers; an async context manager. `origins` says where each behaviour answers, `reasons` how it ends."""

    def __init__(self) -> None:
        self.origins: dict[str, str] = {}
        self.reasons: dict[str, str] = {}
        self._servers: list[asyncio.Server] = []

    async def __aenter__(self) -> Self:
        for name, (behaviour, reason) in network().items():
            await self._serve(name, reason, item=behaviour)
        for name, (data, reason) in parsers().items():
            await self._serve(name, reason, item=says(data))
        for name in feeds(""):
            await self._serve(name, "", feed=name)
        await self._serve("good", "", paths=tuple(f"/item{number}" for number in range(ARTICLES)))
        return self

    async def __aexit__(self, *error: object) -> None:
        for server in self._servers:
            server.close()

    async def _serve(
        self,
        name: str,
        reason: str,
        *,
        item: Behaviour | None = None,
        feed: str = "",
        paths: tuple[str, ...] = ("/item",),
    ) -> None:
        place = 1000 * (1 + len(self.origins))  # no two outlets have the same story

        def behaviour(path: str) -> Behaviour:
            if path == "/robots.txt":
                return says(answer(b"", status="404 Not Found"))
            if path == "/feed":
                return says(listing)
            if not path.startswith("/item"):
                return says(answer(b"", status="404 Not Found"))
            number = int("".join(filter(str.isdigit, path)) or 0)
            return item or says(answer(page(place + number)))

        async def handle(reader: asyncio.StreamReader, writer: Writer) -> None:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                request = await reader.readuntil(b"\r\n\r\n")
                path = request.split(b" ", 2)[1].decode()
                await behaviour(path)(writer)
            with contextlib.suppress(ConnectionError, RuntimeError):
                writer.close()

        server = await asyncio.start_server(handle, "127.0.0.1", 0)
        self._servers.append(server)
        origin = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        listing, ends = feeds(origin)[feed] if feed else (one_item(origin, *paths), reason)
        self.origins[name] = origin
        self.reasons[name] = ends


# ------------------------------------------------------------------------------------------------------ certificates


def certificates(folder: Path) -> dict[str, tuple[Path, str]]:
    """Make certificates on the spot: name → (file with key and chain, how it ends). The authority is `ca.pem`."""
    authority, signer = _certificate("Rabita test authority", None, None, ca=True)
    (folder / "ca.pem").write_bytes(authority.public_bytes(serialization.Encoding.PEM))
    kinds = {
        "tls-good": ("good.test", signer, 30, ""),
        "tls-expired": ("expired.test", signer, -1, "tls"),
        "tls-wrong-name": ("somebody-else.test", signer, 30, "tls"),
        "tls-self-signed": ("selfsigned.test", None, 30, "tls"),
    }
    made = {}
    for name, (host, by, days, reason) in kinds.items():
        certificate, key = _certificate(host, by, authority, days=days)
        path = folder / f"{name}.pem"
        private = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        path.write_bytes(private + certificate.public_bytes(serialization.Encoding.PEM))
        made[name] = path, reason
    return made


def _certificate(
    host: str,
    signer: ec.EllipticCurvePrivateKey | None,
    issuer: x509.Certificate | None,
    *,
    days: int = 30,
    ca: bool = False,
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(issuer.subject if issuer and signer else name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=60))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.SubjectAlternativeName([x509.DNSName(host), x509.IPAddress(ip_address("127.0.0.9"))]), critical=False
        )
    )
    return builder.sign(signer or key, hashes.SHA256()), key


async def serve_tls(folder: Path) -> dict[str, tuple[int, str]]:
    """Serve a sound page behind each certificate: name → (port, how it ends)."""
    ports = {}
    for name, (path, reason) in certificates(folder).items():
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)

        async def handle(reader: asyncio.StreamReader, writer: Writer) -> None:
            with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
                request = await reader.readuntil(b"\r\n\r\n")
                missing = b"/robots.txt" in request
                writer.write(answer(b"" if missing else page(), status="404 Not Found" if missing else "200 OK"))
                await writer.drain()
                writer.close()

        server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=context)
        ports[name] = server.sockets[0].getsockname()[1], reason
    return ports


async def main() -> None:
    """Serve until standard input ends."""
    with tempfile.TemporaryDirectory() as folder:
        asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)  # handshakes are meant to fail
        async with Hostile() as hostile:
            tls = await serve_tls(Path(folder))
            where = {
                "origins": hostile.origins,
                "reasons": hostile.reasons,
                "tls": tls,
                "ca": str(Path(folder) / "ca.pem"),
            }
            sys.stdout.write(json.dumps(where) + "\n")
            sys.stdout.flush()
            await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
