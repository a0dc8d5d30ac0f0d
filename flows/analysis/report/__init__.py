"""The report: the corpus on one page that needs nothing from the network."""

from pathlib import Path

from flows.settings import Settings

__all__ = ["write_report"]


def write_report(settings: Settings, target: Path | None = None) -> Path:
    """Write the report on the published corpus, by default to `reports/report.html`, and return where it is.

    Raises BackbenchError where there is no corpus, OSError where the file cannot be written.
    """
    from flows.analysis.report.contents import read
    from flows.analysis.report.page import render
    from warehouse.store.atomic_file import write_atomically

    path = target or settings.reports / "report.html"
    page = render(read(settings.corpus), _beside(path))
    path.parent.mkdir(parents=True, exist_ok=True)
    with write_atomically(path) as part:  # whoever reads the page before keeps it whole
        part.write_text(page, encoding="utf-8")
    return path


def _beside(path: Path) -> frozenset[str]:
    """Return the names of the quality pages that lie where the report goes, for links that lead somewhere."""
    return frozenset(page.name for page in path.parent.glob("quality-*.html"))
