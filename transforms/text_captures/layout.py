"""Where the piece stands among the lines of a text capture: its title, its last line, the labels after it."""

import re
from itertools import takewhile

from transforms.boilerplate.line_patterns import match_rule
from transforms.page.addresses import split_address
from transforms.page.title_text import fold_line

PROSE = 120  # characters: a line this long is a paragraph, not a title or a menu entry
LIKE = 0.5  # share of the address's letters that the title's words cover; teasers of other pieces stay far below
NEAR = 6  # lines within which prose follows a title: reading time, byline and standfirst stand between
AFTER = 0.35  # share of the prose that may follow a heading such as "Related": more than that is the piece going on
_LABELS = frozenset({"categories", "category", "tags", "topics", "filed under", "kategorien", "themen"})
_TAIL = re.compile(
    r"^(?:(?:[\w’']+ )?newsletters?|sign up\b.*|subscribe\b.*|related(?: \w+)?|most read|read (?:more|next)|"
    r"more from .*|share this.*|comments?|get the inside track\b.*|partner content|latest\b.{0,30})$",
    re.IGNORECASE,
)


def lines_of(text: str) -> list[str]:
    """Return the lines that have text, white space folded."""
    folded = (" ".join(line.split()) for line in text.replace("\x00", "").splitlines())
    return [line for line in folded if line]


def find_title(lines: list[str], url: str, hint: str | None) -> int | None:
    """Return the index of the title's line, or None where no line can be told to be it.

    It is the feed's title, or else the line whose words best cover those of the address's last part, written apart or
    run together (`tehran-russiaheap-more-pain-ukraine`). Printed twice, the later one before the prose is taken:
    everything above it belongs to other pieces.
    """
    slug = fold_line(_last_part(url).replace("-", " ").replace("_", " "))
    wanted = fold_line(hint or "")
    scored = [
        (1.0 if wanted and fold_line(line) == wanted else _likeness(fold_line(line), slug), index)
        for index, line in enumerate(lines)
        if len(line) < 2 * PROSE and any(len(after) >= PROSE for after in lines[index + 1 : index + 1 + NEAR])
    ]
    best, index = max(scored, default=(0.0, 0))
    return index if best >= LIKE else None


def _last_part(url: str) -> str:
    return split_address(url).path.rstrip("/").rpartition("/")[2].partition(".")[0]


def _likeness(line: str, slug: str) -> float:
    """Return the share of the address's letters that the line's words cover, less what the line has besides."""
    words = dict.fromkeys(word for word in line.split() if len(word) > 2)
    joined = slug.replace(" ", "")
    if len(words) < 2 or len(joined) < 8:
        return 0.0
    covered = sum(len(word) for word in words if word in joined)
    return covered / len(joined) * min(1.0, 2 * covered / sum(map(len, words)))


def last_line(lines: list[str], title: int) -> int:
    """Return the index of the piece's last line: before the heading that opens what follows pieces."""
    prose = [len(line) if len(line) >= PROSE and not match_rule(line) else 0 for line in lines]
    total = sum(prose[title + 1 :]) or 1
    for index in range(title + 1, len(lines)):
        heads = fold_line(lines[index]) in _LABELS or _TAIL.match(lines[index])
        if heads and sum(prose[index:]) <= AFTER * total:
            return index - 1
    return len(lines) - 1


def labels_after(tail: list[str]) -> tuple[str, ...]:
    """Return the labels listed under a heading such as "Categories" after the piece."""
    for index, line in enumerate(tail):
        if fold_line(line) in _LABELS:
            listed = takewhile(lambda label: len(label) <= 60 and not _TAIL.match(label), tail[index + 1 :])
            return tuple(dict.fromkeys(listed))
    return ()
