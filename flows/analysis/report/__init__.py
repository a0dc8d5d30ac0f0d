"""The report: the corpus on one self-contained HTML page.

In order: `contents` reads what it shows (`rows` are the types of its queries), `charts` draws the plots, and `page`
renders all of it.
"""

from pathlib import Path

from flows.settings import Settings

__all__ = ["REPORT_NAME", "write_report"]

REPORT_NAME = "report.html"


def write_report(settings: Settings, target: Path | None = None) -> Path:
    """Write the report on the published corpus, by default to `reports/report.html`, and return where it is.

    Raises BackbenchError if there is no corpus, OSError if the file cannot be written.
    """
    from flows.analysis.report.contents import read_contents
    from flows.analysis.report.page import render_page
    from warehouse.store.atomic_file import write_atomically

    path = target or settings.reports / REPORT_NAME
    page = render_page(read_contents(settings.corpus), _quality_pages(path))
    if target is None:
        path.parent.mkdir(parents=True, exist_ok=True)
    with write_atomically(path) as part:  # a reader of the page never sees half of it
        part.write_text(page, encoding="utf-8")
    return path


def _quality_pages(path: Path) -> frozenset[str]:
    """Return the names of the quality pages in the folder of the report, so that the report links to those alone."""
    return frozenset(page.name for page in path.parent.glob("quality-*.html"))
