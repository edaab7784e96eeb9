"""The documentation and the docstrings of packages name files that exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
FILES = [path.relative_to(ROOT).as_posix() for path in ROOT.glob("[dftw]*/**/*.py")]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_module_that_a_page_names_exists(page: Path) -> None:
    named = set(re.findall(r"(?<![\w/.-])((?:[a-z_0-9]+/)*[a-z_0-9]+\.py)\b", page.read_text("utf-8")))
    missing = {name for name in named if not any(f"/{file}".endswith(f"/{name}") for file in FILES)}
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_of_a_page_leads_to_a_file(page: Path) -> None:
    linked = re.findall(r"\]\((?!https?:|mailto:|#)([^)\s#]+)", page.read_text("utf-8"))
    assert not [link for link in linked if not (page.parent / link).exists()]


@pytest.mark.parametrize(
    "package", [ROOT / file for file in FILES if file.endswith("/__init__.py")], ids=lambda path: path.parent.name
)
def test_every_module_that_a_package_lists_exists(package: Path) -> None:
    listed = set(re.findall(r"^([a-z_0-9]+) {2,}\S", package.read_text("utf-8"), re.MULTILINE))
    assert listed <= {path.stem for path in package.parent.iterdir()}
