"""Read the labels of a text capture: a line above the title, a trail, a list below the text."""

import re
from itertools import takewhile

from transforms.bylines.name_words import MONTHS
from transforms.dates.date_reader import DateReader
from transforms.page.title_text import fold_line, is_site_name
from transforms.text_captures.captions import is_caption
from transforms.text_captures.date_lines import DATE, is_badge, is_date_line
from transforms.text_captures.layout import Layout
from transforms.text_captures.lines import ends_in_seat, ends_sentence, is_furniture
from transforms.text_captures.name_lines import read_name, without_echo
from transforms.text_captures.text_end import LABEL_HEADS

MAX_LABEL = 60  # characters
MAX_LABEL_WORDS = 5
MAX_ABOVE = 3  # lines above the title: if there is a menu, the line above the title is the menu's last
MAX_LABELS = 12
_LED = re.compile(
    r"^\W*(?:categor(?:y|ies)|tags?|topics?|labels?|filed under|posted in|section)\s*:\s*(?P<labels>.+)$|"
    r"^\W*this entry was (?:posted|filed) (?:in|under) (?P<entry>[^.]{2,100}?)(?: (?:on|by) .*)?\.?$",
    re.IGNORECASE,
)
_TRAIL = re.compile(r"\s+(?:>|›|»|/|::)\s+")
_ARTICLES = frozenset({"the", "a", "an", "our", "your", "my"})
_MENU_HEADS = frozenset({"home", "menu", "skip to content"})  # lines that open a menu
_SECTIONS = frozenset({"comment", "communities"})  # labels that are menu entries and buttons too
_NO_LABELS = frozenset({"home", "homepage", "you are here", "back", "uncategorized", "uncategorised", "start", "blog"})


def find_labels(layout: Layout, sites: frozenset[str], reader: DateReader) -> dict[str, str]:
    """Return the labels, each with its source: below the text, in a trail, or in the line above the title."""
    for labels, source in (
        (_listed(layout.below), "listed below the text"),
        (_led((*layout.header, *layout.below, *layout.above[-MAX_ABOVE:])), "named as labels"),
        (_trail(layout, sites), "trail above the title"),
        (_above_title(layout, sites, reader), "the line above the title"),
    ):
        if labels:
            return dict.fromkeys(labels[:MAX_LABELS], source)
    return {}


def _listed(below: tuple[str, ...]) -> list[str]:
    for index, line in enumerate(below):
        if fold_line(line) in LABEL_HEADS:
            return list(dict.fromkeys(takewhile(_is_label, below[index + 1 :])))
    return []


def _led(lines: tuple[str, ...]) -> list[str]:
    for line in lines:
        if match := _LED.match(line):
            parts = (part.strip(" .") for part in re.split(r"\s*[,;|•·]\s*", match["labels"] or match["entry"]))
            return list(dict.fromkeys(part for part in parts if _is_label(part)))
    return []


def _trail(layout: Layout, sites: frozenset[str]) -> list[str]:
    title = fold_line(layout.lines[layout.title]) if layout.title >= 0 else ""
    for line in layout.above[-MAX_ABOVE:]:
        steps = [] if is_badge(line) or DATE.fullmatch(line) else _TRAIL.split(line)
        if len(steps) > 1:
            return [
                step for step in steps if _is_label(step) and fold_line(step) != title and not is_site_name(step, sites)
            ]
    return []


def _above_title(layout: Layout, sites: frozenset[str], reader: DateReader) -> list[str]:
    """Return the short line just above a title near the head of the capture; above it there is a menu or nothing."""
    if layout.above and _TRAIL.search(layout.above[-1]):
        return []
    if not 0 < layout.title <= MAX_ABOVE or any(fold_line(line) in _MENU_HEADS for line in layout.above):
        return []
    for line in (*reversed(layout.above),)[:2]:
        if is_date_line(line, reader, sites) or read_name(line, sites):
            continue
        head, bar, section = line.partition(" | ")
        label = section if bar and read_name(head, sites) else line  # "JANE ROE | COMMENT"
        is_title = fold_line(label) == fold_line(layout.lines[layout.title])
        return [label] if _is_section(label, sites) and not is_title else []
    return []


def _is_section(line: str, sites: frozenset[str]) -> bool:
    words = line.split()
    if not _is_label(line) or len(words) > MAX_LABEL_WORDS or is_site_name(line, sites) or without_echo(line) != line:
        return False
    if line.lower() in MONTHS or words[0].lower() in _ARTICLES or ". " in line or ": " in line:  # of a name or a slogan
        return False
    return not ends_in_seat(line) and words[0][0].isupper() and not any(map(str.isdigit, line))


def _is_label(line: str) -> bool:
    is_button = is_furniture(line) and fold_line(line) not in _SECTIONS
    if len(line) > MAX_LABEL or ends_sentence(line) or is_button or is_caption(line) or not any(map(str.isalpha, line)):
        return False
    return fold_line(line) not in _NO_LABELS
