"""Find the names of a capture's site; a line that is one of them is the outlet's name, not a title or a person."""

from transforms.page.title_text import fold_line
from transforms.records import Capture
from transforms.urls import split_address

_LABELLESS = frozenset(
    {"www", "co", "com", "org", "net", "uk", "eu", "ie", "scot", "wales", "news", "blog", "m", "blogs"}
)


def find_site_names(capture: Capture) -> frozenset[str]:
    """Return the outlet's name, its marks and the labels of its host, folded and without spaces."""
    host = split_address(capture.url).hostname or ""
    labels = [label for label in host.split(".") if label not in _LABELLESS]
    folded = (fold_line(name).replace(" ", "") for name in (capture.outlet.name, *labels))
    return frozenset(name for name in folded if len(name) > 1)
