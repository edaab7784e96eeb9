"""All headlines, one file for each month, and the spellings by which a search finds them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import xxhash

from dashboards.cache import FragmentCache
from dashboards.page_data import Month
from dashboards.site_files import write_file
from flows.alerts import wording
from flows.alerts.wording import Language
from flows.contacts import lexicon
from flows.news.urdu import fold
from flows.news.yaml_text import load_yaml

FOLDER = "search"


def month_file(month: Month) -> tuple[str, str]:
    """Return the path of a month's file in the site, and its text.

    The file is a script that calls one function with plain data: a page that is opened as a file can load nothing else.
    """
    return f"{FOLDER}/{month.month}.js", f'rabitaMonth("{month.month}",[{month.rows}]);\n'


def write_months(months: tuple[Month, ...], fresh: Path, last: Path) -> None:
    """Write a file for each month."""
    for month in months:
        path, text = month_file(month)
        write_file(fresh, last, path, text.encode())


def spellings(cache: FragmentCache) -> list[list[str]]:
    """Return groups of words for one name: its spellings in Urdu and in Latin letters, folded for comparison.

    They are cached from build to build, because loading the lexicon takes longer than anything made of it here.
    """
    return list(json.loads(cache.text(("spellings", _lexicon_version()), lambda: json.dumps(_spellings()))))


def _lexicon_version() -> str:
    files = resources.files("flows.contacts").joinpath("lexicon_data").iterdir()
    return xxhash.xxh3_64_hexdigest(b"".join(file.read_bytes() for file in sorted(files, key=lambda file: file.name)))


def _spellings() -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(dict.fromkeys(fold(word).text.strip().casefold() for word in group)) for group in _groups())


def _groups() -> Iterator[list[str]]:
    cues = lexicon.load().cues
    for leader in lexicon.leaders().leaders:
        yield [leader.id, *leader.spellings]
    for group, listed in (("places", cues.places), ("topics", cues.topics)):
        for name, words in listed.items():
            known = (wording.name(group, name, language) for language in (Language.UR, Language.EN))
            yield [name, *(word for word in known if word), *words]
    yield from load_yaml(resources.files(__package__).joinpath("search_spellings.yaml").read_text(encoding="utf-8"))
