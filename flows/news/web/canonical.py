"""Canonical URLs: one form of an address to store and compare.

Parsing follows the WHATWG URL Standard for http and https, as browsers do; other schemes are not changed. An address of
more than LONGEST_URL characters counts as broken and is not parsed.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import AddressValueError, IPv6Address
from urllib.parse import unquote_to_bytes

import idna
import xxhash

LONGEST_URL = 4096
"""Characters of an address with its escapes; sitemaps.org allows 2,048, and browsers not much more."""

TOO_LONG = "too-long:"
"""Prefix of the names of longer addresses."""

_BEGINNING = 200

WEB = {"http": 80, "https": 443}
"""Schemes of the web and their default ports."""

TRACKING = re.compile(
    r"""(?: utm_\w* | at_\w+ | ns_(?:mchannel|source|campaign|linkname|fee) | _x_tr_\w+ | pk_\w+ | mtm_\w+
        | guce_\w+ | (?:fb|g|d|ms|y|ys|tw|tt|tb|ob)clid | gclsrc | gbraid | wbraid | ga[ad]_\w+ | _gcl_\w+
        | srsltid | msockid | li_fat_id | lipi | trk | trkcampaign | trackingid | tracking_id | rdt_cid | sccid
        | epik | irclickid | irgwc | ig(?:sh(?:id)?|_rid|_mid) | xmt | slof | rdid | mibextid | sfnsn? | extid
        | fb_\w+ | fbc_id | __tn__ | __xts__\[0\] | _branch_\w+ | tblci | taboola\w* | dicbo | ob_click_?id
        | outbrain\w* | cjevent | tduid | admitad_uid | ef_id | s_kwcid | mc_[ce]id | mkt_tok | ck_subscriber_id
        | _kx | _ke | dm_i | elq\w* | bsft_\w+ | sfmc_\w+ | _ga | _gl | _?hs(?:enc|mi|ctatracking)
        | __hs(?:tc|sc|fp) | hsa_\w+ | matomo_\w+ | piwik_\w+ | itm_\w+ | int_(?:source|medium|campaign|content)
        | sc_(?:channel|campaign|content|medium|country|geo|outcome|publisher) | __cf_chl_\w+ | phpsessid
        | jsessionid | is_copy_url | is_from_webapp | sender_device | isappinstalled | spm | _openstat | refsrc
        | ref_src | ref_url | __twitter_impression | hootpostid | soc_(?:src|trk) | traffic_source | ocid | xtor
        | xts | xtref | maca | s_cid | cmp | cmpid | smid | smtyp | ftag | ftcamp | mbid | wt[._]\w+ | ncid
        | guccounter | vero_(?:id|conv) | oly_\w+_id | zanpid | pnespid | amp | amp_\w+ | is_amp | usqp
        | withmediaplayer | nocache
    )""",
    re.VERBOSE | re.IGNORECASE,
)
"""Names of parameters that only track readers. BBC: at_…, ocid, xtor, ns_…; DW: maca; VOA: nocache; Google: gaa_…,
gad_…"""

AMP = frozenset({("outputtype", "amp"), ("output", "amp"), ("version", "amp"), ("view", "amp")})
"""Parameters that select the AMP copy of an article."""

REFERRERS = frozenset({"ref", "referrer", "source", "src", "from", "via", "share"})
_PLACES = """
    rss feed newsletter email social share push whatsapp facebook fb twitter telegram instagram linkedin pinterest
    reddit threads google googlenews flipboard chatgpt
"""
PLACES = frozenset(_PLACES.split())
"""Parameters that can select an article, and the values with which they only track readers."""

_C0_OR_SPACE = "".join(map(chr, range(0x21)))
_TAB_OR_NEWLINE = re.compile(r"[\t\n\r]")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_ESCAPED = re.compile(r"%([0-9a-fA-F]{2})")
_UNRESERVED = re.compile(r"[A-Za-z0-9._~-]")
_NOT_IN_HOST = re.compile(r"[\x00-\x20#%/:<>?@\[\\\]^|\x7f]")
_PORTS = 0xFFFF
_NOT_IN_PATH = re.compile(r"[^A-Za-z0-9!$&'()*+,;=:@/%._~\[\]|-]+")
_NOT_IN_QUERY = re.compile(r"[^A-Za-z0-9!$&()*+,;=:@/?%._~\[\]|\\^`{}-]+")


def canonical(url: str, base: str | None = None) -> str:
    """Return the canonical form of a URL: absolute, no fragment, tracking, AMP or trailing slash, escapes normalised.

    The host of a valid URL and the case of its path never change. Anything but a valid http or https URL is only
    stripped. Never raises; canonical(canonical(x)) == canonical(x).
    """
    text = _clean(url)
    parsed = _parsed(text, base)
    if not parsed:
        return text
    scheme, _, rest = parsed.partition("://")
    address, _, query = rest.partition("?")
    host, _, path = address.partition("/")
    kept = _without_tracking(query)
    return f"{scheme}://{host}{_without_amp(path)}" + (f"?{kept}" if kept else "")


def absolute(url: str, base: str | None = None) -> str:
    """Return a web URL as a browser requests it, without fragment and credentials; anything else is only stripped."""
    text = _clean(url)
    return _parsed(text, base) or text


def too_long(url: str, base: str | None = None) -> bool:
    """Return whether an address has more than LONGEST_URL characters, as written or with its escapes."""
    return _parsed(_clean(url), base) == ""


def link_name(url: str, base: str | None = None) -> str:
    """Return the name under which a link is stored: its canonical address, or `too-long:…` if that is too long.

    The latter has the first 200 characters of the address and its hash, so that the link is recognised when it returns.
    """
    if not too_long(url, base):
        return canonical(url, base)
    text = _clean(url)
    return f"{TOO_LONG}{text[:_BEGINNING]}…{xxhash.xxh3_64_hexdigest(text.encode('utf-8', 'surrogatepass'))}"


def host_of(url: str) -> str | None:
    """Return the host of an http or https URL in ASCII lower case, or None."""
    parts = _parsed(_clean(url), None)
    if not parts:
        return None
    host = parts.split("/", 3)[2].partition("?")[0]
    return re.sub(r":\d+$", "", host)


def _clean(url: str) -> str:
    return _TAB_OR_NEWLINE.sub("", url.strip(_C0_OR_SPACE))


def _parsed(text: str, base: str | None) -> str | None:
    """Return `scheme://host[:port]/path[?query]` of a web URL, None if it is not one, "" if it is too long."""
    if len(text) > LONGEST_URL or (base and len(base) > LONGEST_URL):
        return ""  # not parsed, not cached
    found = _parse(text, _clean(base) if base else None)
    return "" if found and len(found) > LONGEST_URL else found


@lru_cache(maxsize=4096)  # a run parses each address a dozen times
def _parse(text: str, base: str | None) -> str | None:
    """Return `scheme://host[:port]/path[?query]` of a web URL, or None where the text is none or is broken."""
    text = text.partition("#")[0]
    match = _SCHEME.match(text)
    scheme = match[1].lower() if match else None
    rest = text[match.end() :] if match else text
    foundation = _parse(base, None) if base else None
    if scheme is None or (scheme in WEB and foundation and foundation.startswith(scheme + ":") and rest[:2] != "//"):
        return None if foundation is None else _join(rest, foundation)
    if scheme not in WEB:
        return None
    return _authority(scheme, rest.lstrip("/\\"))


def _join(reference: str, base: str) -> str | None:
    """Resolve a reference without a scheme against a parsed web URL."""
    scheme, _, rest = base.partition("://")
    address, _, base_query = rest.partition("?")
    host, _, base_path = address.partition("/")
    path, mark, query = reference.partition("?")
    path = path.replace("\\", "/")
    if path.startswith("//"):
        return _authority(scheme, reference.lstrip("/\\"))
    if not path:
        tail = base_path + ("?" + query if mark else "?" + base_query if base_query else "")
    else:
        folder = f"/{base_path}".rpartition("/")[0][1:]
        tail = path[1:] if path.startswith("/") else f"{folder}/{path}".removeprefix("/")
        tail += mark + query
    return _authority(scheme, f"{host}/{tail}")


def _authority(scheme: str, rest: str) -> str | None:
    """Parse what follows `scheme://` and return the normalised URL."""
    end = re.search(r"[/\\?]", rest)
    authority, tail = (rest[: end.start()], rest[end.start() :]) if end else (rest, "")
    host, port = _host_and_port(authority.rpartition("@")[2], WEB[scheme])
    if host is None:
        return None
    path, _, query = tail.partition("?")
    path = _escapes(_dots(_escapes(path.replace("\\", "/"), _NOT_IN_PATH)), _NOT_IN_PATH)
    query = _escapes(query, _NOT_IN_QUERY)
    return f"{scheme}://{host}{port}{path or '/'}" + (f"?{query}" if query else "")


def _host_and_port(text: str, default: int) -> tuple[str | None, str]:
    match = re.fullmatch(r"(\[[^\]]*\]|[^:\[\]]*)(?::([0-9]*))?", text)
    if not match or not match[1]:
        return None, ""
    port = int(match[2].lstrip("0")[:9] or 0) if match[2] else default
    if port > _PORTS:
        return None, ""
    return _host(match[1]), "" if port == default else f":{port}"


def _host(text: str) -> str | None:
    """Return a host in the form of the standard: lower case, IDNA in ASCII, usual IP addresses; None if invalid."""
    if text.startswith("["):
        try:
            address = IPv6Address(text[1:-1])
        except AddressValueError:
            return None
        return None if address.scope_id else f"[{_compressed(address)}]"
    host = _name(text)
    if not host or _NOT_IN_HOST.search(host):
        return None
    last = host.removesuffix(".").rpartition(".")[2]
    return _ipv4(host) if re.fullmatch(r"[0-9]+|0x[0-9a-f]*", last) else host


def _name(text: str) -> str | None:
    try:
        name = unquote_to_bytes(text).decode()
        name = name.lower() if name.isascii() else idna.uts46_remap(name, std3_rules=False, transitional=False)
        labels = [part if part.isascii() else "xn--" + part.encode("punycode").decode() for part in name.split(".")]
        readable = all(label[4:].encode().decode("punycode") for label in labels if label.startswith("xn--"))
    except (UnicodeError, idna.IDNAError):
        return None
    return ".".join(labels) if readable else None


def _compressed(address: IPv6Address) -> str:
    """Return an IPv6 address in the form of the standard, never with an IPv4 tail."""
    hextets = [int(part, 16) for part in address.exploded.split(":")]
    runs = [(n, s) for s in range(8) for n in range(2, 9 - s) if not any(hextets[s : s + n])]
    if not runs:
        return ":".join(f"{part:x}" for part in hextets)
    length = max(runs)[0]
    start = min(s for n, s in runs if n == length)
    left, right = hextets[:start], hextets[start + length :]
    return ":".join(f"{part:x}" for part in left) + "::" + ":".join(f"{part:x}" for part in right)


def _ipv4(host: str) -> str | None:
    """Return an IPv4 address in the usual form, given in any other (`127.1`, `0x7f.1`, `2130706433`)."""
    parts = host.removesuffix(".").split(".")
    numbers = [_number(part) for part in parts]
    if len(parts) > 4 or None in numbers:  # noqa: PLR2004
        return None
    values = [number or 0 for number in numbers]
    if any(value > 0xFF for value in values[:-1]) or values[-1] >= 256 ** (5 - len(values)):  # noqa: PLR2004
        return None
    total = values[-1] + sum(value << (8 * (3 - place)) for place, value in enumerate(values[:-1]))
    return ".".join(str(total >> shift & 0xFF) for shift in (24, 16, 8, 0))


def _number(part: str) -> int | None:
    """Return a part of an IPv4 address as a number: decimal, octal after 0, hexadecimal after 0x; None if invalid."""
    if not re.fullmatch(r"0x[0-9a-f]*|0[0-7]*|[1-9][0-9]*", part) or len(part) > 40:  # noqa: PLR2004
        return None
    if part.startswith("0x"):
        return int(part[2:] or "0", 16)
    return int(part, 8) if part.startswith("0") and len(part) > 1 else int(part)


def _escapes(text: str, others: re.Pattern[str]) -> str:
    """Normalise escapes: unreserved characters are not escaped, others in upper-case hexadecimal."""

    def one(match: re.Match[str]) -> str:
        character = chr(int(match[1], 16))
        return character if _UNRESERVED.fullmatch(character) else match[0].upper()

    text = re.sub(r"%(?![0-9a-fA-F]{2})", "%25", text)
    text = _ESCAPED.sub(one, text)
    return others.sub(lambda match: "".join(f"%{byte:02X}" for byte in match[0].encode("utf-8", "replace")), text)


def _dots(path: str) -> str:
    """Resolve `.` and `..`; the path begins with a slash or is empty."""
    kept: list[str] = []
    segments = path.split("/")[1:] if path else [""]
    for place, segment in enumerate(segments):
        last = place == len(segments) - 1
        if segment == "..":
            del kept[-1:]
        if segment in {".", ".."}:
            if last:
                kept.append("")
        else:
            kept.append(segment)
    return "/" + "/".join(kept)


def _without_amp(path: str) -> str:
    """Return the path with a slash at its start and none at its end, without marks of an AMP copy."""
    segments = [segment for segment in path.split("/") if segment != "amp"]
    while segments:
        while segments[-1].endswith(".amp") and segments[-1][-5:-4] not in {"", "."}:
            segments[-1] = segments[-1].removesuffix(".amp")
        if segments[-1] not in {"", "amp"}:
            break
        segments.pop()
    return "/" + "/".join(segments)


def _without_tracking(query: str) -> str:
    """Return the parameters that select the article, ordered by name."""
    kept = []
    for part in query.replace("&amp;", "&").split("&"):
        name, _, value = part.partition("=")
        pair = name.lower(), value.lower()
        is_referrer = pair[0] in REFERRERS and pair[1] in PLACES
        if part and not TRACKING.fullmatch(name) and pair not in AMP and not is_referrer:
            kept.append((name, part))
    return "&".join(part for _, part in sorted(kept, key=lambda pair: pair[0]))
