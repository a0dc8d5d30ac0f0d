"""Hooks of `make site`: pages from outside docs/, a reference page per package, and diagrams drawn at build time."""

import re
from hashlib import sha256
from pathlib import Path, PurePosixPath
from posixpath import normpath

import mermaidx
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("flows", "transforms", "expectations", "warehouse")
# Pages that lie outside docs/, and what they are called in the site.
OUTSIDE = {
    "README.md": "index.md",
    "CONTRIBUTING.md": "contributing.md",
    "CHANGELOG.md": "changelog.md",
    "SECURITY.md": "security-policy.md",
    "seeds/README.md": "seeds.md",
}
GUIDES = ("architecture.md", "analysts.md", "operating.md", "data-dictionary.md")  # first, in this order
_FENCE = re.compile(r"^```mermaid\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<!!)\[([^\]\n]+)\]\(([^)\s]+)\)")
_IMAGE = re.compile(r"!\[([^\]\n]*)\]\(docs/([^)\s]+)\)")
_STYLE = "img.diagram { background: #fff; border-radius: 4px; padding: 0.5rem; width: 100%; }\n"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Declare the navigation: guides first, then decisions and the code reference."""
    docs = ROOT / "docs"
    others = sorted({path.name for path in docs.glob("*.md")} - set(GUIDES))
    decisions = sorted(path.name for path in (docs / "decisions").glob("0*.md"))
    outside = [target for source, target in OUTSIDE.items() if (ROOT / source).exists()]
    config.nav = [
        outside[0],
        *GUIDES,
        *others,
        *outside[1:],
        {"Decisions": ["decisions/README.md", *(f"decisions/{name}" for name in decisions)]},
        {"Code reference": [{_dotted(folder): _reference(folder)} for folder in _modules()]},
    ]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages from outside docs/, the diagrams, and one reference page per package."""
    files.append(File.generated(config, "assets/site.css", content=_STYLE))
    for source, target in OUTSIDE.items():
        if (ROOT / source).exists():
            files.append(File.generated(config, target, content=(ROOT / source).read_text("utf-8")))
    for folder, modules in _modules().items():
        content = f"# `{_dotted(folder)}`\n\n" + "\n\n".join(f"::: {module}" for module in modules)
        files.append(File.generated(config, _reference(folder), content=content))
    for page in list(files.documentation_pages()):
        for text in _FENCE.findall(page.content_string):
            files.append(File.generated(config, _diagram(text), content=mermaidx.render(text).svg()))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Put the drawn diagrams in their places, and point links to where their targets are in the site."""
    name = page.file.src_uri
    source = next((source for source, target in OUTSIDE.items() if target == name), f"docs/{name}")
    markdown = _FENCE.sub(lambda match: f"![Diagram]({_diagram(match[1])}){{ .diagram }}", markdown)
    if source in OUTSIDE:
        markdown = _IMAGE.sub(r"![\1](\2)", markdown)
    return _LINK.sub(lambda match: _link(match, PurePosixPath(source).parent, name), markdown)


def _modules() -> dict[PurePosixPath, list[str]]:
    """Return the modules of the code by the folder they lie in."""
    found: dict[PurePosixPath, list[str]] = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            place = PurePosixPath(path.relative_to(ROOT).as_posix())
            if path.name != "__init__.py":
                found.setdefault(place.parent, []).append(_dotted(place.with_suffix("")))
    return dict(sorted(found.items()))


def _dotted(path: PurePosixPath) -> str:
    return ".".join(path.parts)


def _reference(folder: PurePosixPath) -> str:
    return f"reference/{_dotted(folder)}.md"


def _diagram(text: str) -> str:
    return f"assets/diagram-{sha256(text.encode()).hexdigest()[:12]}.svg"


def _link(match: re.Match[str], folder: PurePosixPath, page: str) -> str:
    """Return a link with its target in the site, or its text alone where the target is a file of the code."""
    text, target = match[1], match[2]
    if re.match(r"[a-z]+:|#", target):
        return match[0]
    path, mark, anchor = target.partition("#")
    place = normpath(str(folder / path))
    where = OUTSIDE.get(place) or (place.removeprefix("docs/") if place.startswith("docs/") else "")
    if not where.endswith((".md", ".png")):
        return text
    return f"[{text}]({'../' * page.count('/')}{where}{mark}{anchor})"
