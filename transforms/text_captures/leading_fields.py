"""Read the named fields before a text: the header of an e-mail, the front matter of Markdown, a converter's heading."""

import re
from typing import Final

MIN_MAIL_FIELDS: Final = 3  # "From:", "Date:", "Subject:"
MAX_FIELDS: Final = 40  # lines
_FIELD = re.compile(r"^(?P<key>[A-Za-z][\w -]{1,30}?)\s*:\s*(?P<value>.*)$")
_MAIL = frozenset({"from", "to", "date", "sent", "subject", "cc", "bcc", "reply-to"})
_CONVERTED = frozenset({"url source", "markdown content"})  # of a page that Jina's reader wrote as Markdown
_TITLES = ("title", "subject")
_AUTHORS = ("author", "authors", "from", "by", "byline")
_DATES = ("date", "sent", "published time", "published", "pubdate", "created")
_ADDRESS = re.compile(r"\s*<[^>]*>|\s*\([^)]*@[^)]*\)|^\S+@\S+$")
_ISO = re.compile(r"^(\d{4}-\d\d-\d\d)T\S*$")
_CLOCK = re.compile(r"\s+\d{1,2}:\d\d(?::\d\d)?(?:\s*[+-]\d{4})?(?:\s*\([A-Z]+\))?$")


def unfold_fields(text: str) -> str:
    """Return a text whose first lines are named fields with these as the lines that a page prints: other fields, the
    title, "By" and the author, the date; other texts unchanged.
    """
    lines = text.lstrip("\ufeff\n\r ").splitlines()
    is_front = bool(lines) and lines[0].strip() == "---"
    end = _find_end(lines, is_front)
    if end == 0:
        return text
    fields, others = dict[str, str](), list[str]()
    for line in lines[int(is_front) : end]:
        match = _FIELD.match(line.strip())
        if match and match["key"].casefold() in (*_TITLES, *_AUTHORS, *_DATES):
            fields.setdefault(match["key"].casefold(), match["value"].strip().strip("\"'[]"))
        elif line.strip(" -"):
            others.append(line)
    title, author, day = (_take(fields, keys) for keys in (_TITLES, _AUTHORS, _DATES))
    name = _ADDRESS.sub("", author).strip(" \"'")
    head = [title, f"By {name}" if name else "", _CLOCK.sub("", _ISO.sub(r"\1", day))]
    return "\n".join([*others, *filter(None, head), "", *lines[end + is_front :]])


def _find_end(lines: list[str], is_front: bool) -> int:
    """Return the index after the last field, or 0 if the text does not begin with fields."""
    if is_front:
        closing = (at for at in range(1, min(len(lines), MAX_FIELDS)) if lines[at].strip() in ("---", "..."))
        end = next(closing, 0)
        return end if any(line.casefold().startswith("title:") for line in lines[1:end]) else 0
    keys, end = set[str](), 0
    for at, line in enumerate(lines[:MAX_FIELDS]):
        match = _FIELD.match(line)
        key = match["key"].casefold() if match else ""
        if key in _MAIL or key in _CONVERTED or key in ("title", "published time"):
            keys.add(key)
            end = at + 1
        elif line.strip():
            break
    is_mail = len(keys & _MAIL) >= MIN_MAIL_FIELDS and bool(keys & {"subject", "from"})
    return end if is_mail or ("title" in keys and keys & _CONVERTED) else 0


def _take(fields: dict[str, str], keys: tuple[str, ...]) -> str:
    return next((fields[key] for key in keys if fields.get(key)), "")
