"""Open the templates of the HTML pages that Backbench writes: the quality page, the report and mentions in context."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from flows.safe_text import html_text, is_web_url


def open_templates(folder: Path) -> Environment:
    """Return the templates of a folder. Every value is escaped, and a variable that is not given is an error.

    The test `web` says whether an address may become a link.
    """
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        finalize=html_text,
    )
    environment.tests["web"] = is_web_url
    return environment
