"""The documentation site builds without a warning, loads nothing from other hosts, and names files that exist."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from flows.settings import CHECKOUT

pytest.importorskip("mkdocs", reason="the group `docs` of pyproject.toml is not installed")

# Links may lead elsewhere; what a page loads must be its own.
_LOADED = re.compile(r"""<(?:script|img|iframe|source)[^>]+src="(?:https?:)?//|<link[^>]+href="(?:https?:)?//""")
_PATH = re.compile(r"`((?:flows|transforms|expectations|warehouse|seeds|tests|benchmarks|docs)/[\w./-]*)`")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "-f", "docs/site/mkdocs.yml", "-d", str(folder)]
    # mkdocs-material prints a notice about its successor, which is no warning about our pages.
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    done = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    assert "WARNING" not in done.stderr, done.stderr
    return folder


def test_every_guide_and_decision_has_a_page(site: Path) -> None:
    for path in (CHECKOUT / "docs").glob("*.md"):
        assert (site / f"{path.stem}.html").exists(), path.name
    for path in (CHECKOUT / "docs" / "decisions").glob("0*.md"):
        assert (site / "decisions" / f"{path.stem}.html").exists(), path.name


def test_pages_load_nothing_from_elsewhere(site: Path) -> None:
    pages = list(site.rglob("*.html"))
    assert len(pages) > 40
    assert [path.name for path in pages if _LOADED.search(path.read_text("utf-8"))] == []
    styles = [
        path for path in site.rglob("*.css") if re.search(r"(?:@import|url\()\s*['\"]?https?:", path.read_text("utf-8"))
    ]
    assert styles == []


def test_the_diagrams_are_drawn(site: Path) -> None:
    page = (site / "architecture.html").read_text("utf-8")
    drawn = re.findall(r'src="(assets/diagram-\w+\.svg)"', page)
    assert len(drawn) == 2
    assert all((site / name).read_text("utf-8").startswith("<svg") for name in drawn)


@pytest.mark.parametrize(
    "name", ["README.md", "CONTRIBUTING.md", *sorted(f"docs/{path.name}" for path in (CHECKOUT / "docs").glob("*.md"))]
)
def test_every_file_that_a_guide_names_exists(name: str) -> None:
    named = _PATH.findall((CHECKOUT / name).read_text("utf-8"))
    assert [path for path in named if not (CHECKOUT / path).exists() and "<" not in path] == []


def test_the_index_of_decisions_names_each(site: Path) -> None:
    index = (CHECKOUT / "docs" / "decisions" / "README.md").read_text("utf-8")
    files = sorted(path.name for path in (CHECKOUT / "docs" / "decisions").glob("0*.md"))
    assert re.findall(r"\]\((0[\w-]+\.md)\)", index) == files
