import re
import shutil
import subprocess
import sys
import tomllib
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import unquote

import click
import pytest

from cli import main

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FIGURE = re.compile(r"\d+(?:\.\d+)?%|\d+ of \d+")
named = pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)


def prose(page):
    """Return a page without its code."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"^(?: {4,}|\t).*$", "", text, flags=re.MULTILINE)
    return re.sub(r"`[^`\n]*`", "", text)


def anchors(page):
    """Return the anchors that a page's headings get."""
    heads = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[\s-]+", "-", re.sub(r"[^\w\s-]", "", head).strip().lower()) for head in heads}


@named
def test_every_relative_link_leads_to_a_file_and_a_heading(page):
    for link in LINK.findall(prose(page)):
        path, _, anchor = link.partition("#")
        if re.match(r"[a-z]+:", link):
            continue
        target = (page.parent / unquote(path)).resolve() if path else page
        assert target.exists(), f"{page.name}: {link}"
        assert target.is_relative_to(ROOT), f"{page.name}: {link}"
        assert not anchor or anchor in anchors(target), f"{page.name}: {link}"


@named
def test_every_command_that_is_told_of_exists(page):
    code = re.findall(r"^ {4}\$? ?askboard .*$|`askboard [^`\n]+`", page.read_text(encoding="utf-8"), re.MULTILINE)
    for line in code:
        words = re.sub(r"--data \S+ |[`$]", "", line).split()[1:]
        if words[0].startswith("-") or not words[0].isalpha():
            continue
        assert words[0] in main.commands, f"{page.name}: {line}"
        group = main.commands[words[0]]
        if isinstance(group, click.Group) and len(words) > 1:
            assert words[1] in group.commands, f"{page.name}: {line}"


def test_the_figures_of_the_transparency_record_are_those_that_were_measured():
    known = FIGURE.findall("\n".join(prose(ROOT / name) for name in ("README.md", "docs/measured.md")))
    told = FIGURE.findall(prose(ROOT / "docs" / "transparency.md"))
    assert len(told) > 15
    assert not [figure for figure in told if figure not in known]


def test_every_page_of_docs_stands_in_the_site():
    told = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    for page in (ROOT / "docs").glob("*.md"):
        assert f": {page.name}\n" in told


class Fetched(HTMLParser):
    """Collects what a browser would fetch to draw a page, links to follow left out."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "link" and given.get("rel") not in {"canonical", "next", "prev"}:
            self.found.append(given.get("href"))
        if tag in {"script", "img", "iframe", "source"} and "src" in given:
            self.found.append(given["src"])


@pytest.mark.skipif(find_spec("mkdocs") is None, reason="mkdocs is not installed: the extra `docs`")
def test_the_site_is_made_without_a_warning_and_asks_nothing_of_any_network(tmp_path):
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    made = sorted((tmp_path / "site").glob("*.html"))
    assert {path.stem for path in made} >= {path.stem for path in (ROOT / "docs").glob("*.md")}
    for path in made:
        reader = Fetched()
        reader.feed(path.read_text(encoding="utf-8"))
        assert not [url for url in reader.found if re.match(r"(https?:)?//", url or "")], path.name
    for sheet in (tmp_path / "site").rglob("*.css"):
        assert not re.search(r"(?:@import|url\()\s*['\"]?(?:https?:)?//", sheet.read_text(encoding="utf-8")), sheet.name
    assert not list((tmp_path / "site").glob("*.py"))
    shutil.rmtree(tmp_path / "site")


def test_the_docs_extra_brings_what_builds_the_site():
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    assert any(one.startswith("mkdocs") for one in extras["docs"])
