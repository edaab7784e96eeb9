"""What the public suites say of feeds, robots.txt and addresses; needs ../shared/suites beside the repository.

    python tests/benchmarks/public_parser_suites.py

Prints how many files of the feed suites were parsed or refused and the slowest of them, how many of the titles and
links that the feedparser suite states were read alike and which were not, the cases of Google's robots.txt suite that
come out otherwise, and what becomes of the WHATWG suite of addresses.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import time
from collections import Counter
from pathlib import Path
from types import ModuleType

from flows.news.listings.feeds import plain
from flows.news.sandbox import SandboxFailure
from flows.news.web.canonical import canonical, host_of

HERE = Path(__file__).parent
sys.path.append(str(HERE.parent / "news/listings"))  # as pytest does


def tests(name: str) -> ModuleType:
    """Load a test module of tests/news: it knows how the suites are written."""
    spec = importlib.util.spec_from_file_location(Path(name).name, HERE.parent / "news" / f"{name}.py")
    if spec is None or spec.loader is None:
        raise FileNotFoundError(name)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def feeds() -> None:
    """Print the figures of the feed suites."""
    module = tests("listings/test_feed_suites")
    kinds = {".xml", ".rss", ".atom", ".json", ".html"}
    files = [path for path in module.SUITES.rglob("*") if path.suffix in kinds]
    files = [
        path for path in files if path.parts[len(module.SUITES.parts)] in {"feedparser", "miniflux-data", "reader-data"}
    ]
    ends: Counter[str] = Counter()
    slowest = (0.0, "")
    for path in files:
        begun = time.process_time()
        found = module.feed(path.read_bytes())
        slowest = max(slowest, (time.process_time() - begun, path.name))
        ends[found.reason if isinstance(found, SandboxFailure) else "parsed"] += 1
    print(f"{len(files)} files: {dict(ends)}; slowest {slowest[0]:.3f} s ({slowest[1]})")
    stated, wrong = 0, []
    paths = [one for one in sorted((module.SUITES / "feedparser/tests").rglob("*.xml")) if "cdf" not in one.parts]
    for path in paths:
        items = module.read_suite_file(path)
        for number, field, value in module.stated(path.read_text("utf-8", "replace").partition("-->")[0]):
            stated += 1
            item = items[number] if not isinstance(items, SandboxFailure) and number < len(items) else None
            got = (item.title if field == "title" else item.address) if item else None
            same = {plain(value, markup=True), " ".join(value.split())} if field == "title" else {value}
            if (got or "") not in same:
                wrong.append(f"{path.name}: {field} {value!r} read as {got!r}")
    print(f"titles and links: {stated - len(wrong)} of {stated} as stated ({100 * (1 - len(wrong) / stated):.1f} %)")
    for line in wrong:
        print(f"  {line}")


def robots() -> None:
    """Print the figures of Google's robots.txt suite."""
    module = tests("web/test_robots")
    cases = json.loads(module.SUITE.read_text("utf-8"))
    missed = [one for one in cases if module.robots(one["robots"]).allows(one["url"], one["ua"]) is not one["allowed"]]
    print(f"robots.txt: {len(cases) - len(missed)} of {len(cases)}")
    for case in missed:
        print(
            f"  {case['ua']} at {case['url']} is to be {'' if case['allowed'] else 'dis'}allowed by {case['robots']!r}"
        )


def addresses() -> None:
    """Print the figures of the WHATWG URL suite."""
    module = tests("web/test_canonical")
    cases = [one for one in json.loads(module.SUITE.read_text("utf-8")) if isinstance(one, dict)]
    made = [(one, canonical(one["input"], one["base"])) for one in cases]
    web = [(one, url) for one, url in made if one.get("protocol") in {"http:", "https:"} and not one.get("failure")]
    again = sum(canonical(url) == url for _, url in made)
    same = sum(host_of(url) == one["hostname"] for one, url in web)
    print(f"addresses: none of {len(made)} raises, {again} are the same when done again")
    print(f"  {same} of {len(web)} web addresses keep their host")


def main() -> None:
    """Print all of it."""
    feeds()
    robots()
    addresses()


if __name__ == "__main__":
    main()
