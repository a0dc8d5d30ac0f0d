"""Print one inspected page for a reader: each chosen value with its evidence, rejected values, removed text."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from flows.inspection.page_object import CreditedAuthor, LabelObject, PageObject, TopicObject, UnreadPage
from flows.safe_text import one_line
from transforms.records import AuthorCandidate, DateCandidate, TitleCandidate

MAX_VALUE = 300  # characters
MAX_PARAGRAPH = 600  # characters
MAX_REMOVED = 60  # lines
_CHOSEN, _LOST, _KEPT = ("✓", "green"), ("–", "dim"), (" ", "")
_PLACES = {
    **{"h1": "heading (h1)", "h2": "heading (h2)", "json-ld": "JSON-LD", "meta": "meta tag", "title": "title element"},
    **{"time-tag": "time element", "url": "address", "text": "visible text", "feed": "feed", "sitemap": "sitemap"},
}


def explain_page(page: PageObject | UnreadPage) -> RenderableType:
    """Return the text to print, without any control character that the page may contain."""
    if "error" in page:
        return Group(*_explain_failure(page))
    return Group(_heading(page), *_sections(page), Text())


def _explain_failure(page: UnreadPage) -> Iterator[RenderableType]:
    yield Rule(style="dim")
    yield Text(shorten(page["url"], MAX_PARAGRAPH), "cyan")
    yield Text()
    yield Text(f"{page.get('fate') or 'unreadable'}: {page['error']}", "bold red")
    if page["detail"]:
        yield Text(shorten(page["detail"], MAX_PARAGRAPH))
    yield Text()


def shorten(value: object, max_length: int = MAX_VALUE) -> str:
    """Return a value on one line without control characters, cut to a length."""
    text = one_line(value.isoformat(" ") if isinstance(value, datetime) else str(value))
    return f"{text[:max_length]}…" if len(text) > max_length else text


def _heading(page: PageObject) -> RenderableType:
    about = (page["outlet_id"], f"captured {_instant(page['captured_at'])}", page["extractor_version"])
    return Group(
        Rule(style="dim"),
        Text(shorten(page["url"], MAX_PARAGRAPH), "cyan"),
        Text(" · ".join(shorten(part) for part in about if part), "dim"),
    )


def _sections(page: PageObject) -> Iterator[RenderableType]:
    yield from _section("Title", page["title"] or "none", _titles(page["title_candidates"]))
    if page["standfirst"]:
        yield from _section("Standfirst", page["standfirst"], ())
    yield from _section("Published", _describe_publication(page), _dates(page["date_candidates"]))
    yield from _section("Authors", _list_authors(page["authors"]), _authors(page["authors"], page["author_candidates"]))
    yield from _section("Genre", page["genre"], [(_CHOSEN, page["genre_reason"], "")])
    yield from _section("Categories", _count(len(page["categories"]), "label"), _labels(page["categories"]))
    yield from _section("Topics", _count(len(page["topics"]), "topic"), _topics(page["topics"]))
    yield from _section("Removed", _count(len(page["removed"]), "line"), _show_removed(page["removed"]))
    yield from _section("Warnings", _count(len(page["warnings"]), "warning"), _warnings(page["warnings"]))
    yield from _body(page)


Line = tuple[tuple[str, str], object, object]


def _section(name: str, value: str, lines: Iterable[Line]) -> Iterator[RenderableType]:
    """Yield a heading with the chosen value, and one line per item of evidence: mark, value, reason."""
    yield Text()
    yield Text.assemble((f"{name}: ", "bold magenta"), (shorten(value, MAX_PARAGRAPH), "bold"))
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(width=1)
    table.add_column(ratio=5, overflow="fold")
    table.add_column(ratio=3, overflow="fold")
    table.expand = True
    for (mark, style), what, why in lines:
        faint = "dim" if (mark, style) == _LOST else ""
        table.add_row(Text(mark, style), Text(shorten(what), faint), Text(shorten(why or ""), faint or "italic"))
    if table.row_count:
        yield Padding(table, (0, 0, 0, 2))


def _titles(candidates: Sequence[TitleCandidate]) -> Iterator[Line]:
    for one in candidates:
        place = _PLACES.get(one.source, one.source)
        yield _mark(one), f"{place}: {one.value}", one.reason


def _dates(candidates: Sequence[DateCandidate]) -> Iterator[Line]:
    for one in candidates:
        place = _PLACES.get(one.basis, one.basis)
        source = f" {one.source}" if one.source and one.source not in (one.basis, "time", "path") else ""
        day, value = str(one.parsed_on or ""), str(one.value)
        read = "" if value.startswith(day) or day.startswith(value) else f" = {day}"
        yield _mark(one), f"{place}{source}: {value}{read}", one.reason


def _mark(candidate: TitleCandidate | DateCandidate) -> tuple[str, str]:
    return _CHOSEN if candidate.is_chosen else _LOST


def _describe_publication(page: PageObject) -> str:
    if page["published_on"]:
        at = f" ({_instant(page['published_at'])})" if page["published_at"] else ""
        text = f"{page['published_on']}{at}, by {_PLACES.get(page['date_basis'], page['date_basis'])}"
    else:
        bounds = (("not before", page["published_not_before"]), ("not after", page["published_not_after"]))
        text = ", ".join(["no date", *(f"{word} {day}" for word, day in bounds if day)])
    return f"{text}; changed {_instant(page['modified_at'])}" if page["modified_at"] else text


def _list_authors(authors: Sequence[CreditedAuthor]) -> str:
    return ", ".join(one["name"] for one in authors if one["name"]) or "no author is named"


def _authors(authors: Sequence[CreditedAuthor], candidates: Sequence[AuthorCandidate]) -> Iterator[Line]:
    for one in authors:
        found = one["resolution"] == "resolved"
        yield (_CHOSEN if found else _LOST), ": ".join(filter(None, (one["name"], one["resolution"]))), one["reason"]
        seat = (one["person_id"], one["chamber"], one["party_name"] or one["party_group"], one["constituency"])
        if any(seat):
            yield _KEPT, ", ".join(str(part) for part in seat if part), "in the register"
        if one["byline"]:
            yield _KEPT, f"“{one['byline']}”", f"credited in {one['source']}" if one["source"] else "credited"
    for candidate in candidates:
        if not candidate.is_chosen:
            yield _LOST, f"{candidate.source}: {candidate.value}", candidate.reason
    line = authors[0]["affiliation_text"] if authors else None
    if line:
        yield _KEPT, f"“{line}”", "affiliation line"


def _labels(labels: Sequence[LabelObject]) -> Iterator[Line]:
    for one in labels:
        mapped = one["category_id"]
        yield (_CHOSEN if mapped else _LOST), f"{one['label']} → {mapped or 'no category of ours'}", one["source"]


def _topics(topics: Sequence[TopicObject]) -> Iterator[Line]:
    for one in topics:
        quoted = one["quoted_count"]
        quotations = f", {quoted} of them in quotation" if quoted else ""
        yield _CHOSEN, one["topic_id"], _count(one["mention_count"], "mention") + quotations


def _show_removed(removed: Sequence[str]) -> Iterator[Line]:
    for line in removed[:MAX_REMOVED]:
        rule, _, text = line.partition(": ")
        yield _LOST, text, rule
    if len(removed) > MAX_REMOVED:
        yield _KEPT, f"and {len(removed) - MAX_REMOVED} more, which --json lists", ""


def _warnings(warnings: Sequence[str]) -> Iterator[Line]:
    for line in warnings:
        about, _, detail = line.partition(": ")
        yield ("!", "yellow"), detail or about, about if detail else ""


def _body(page: PageObject) -> Iterator[RenderableType]:
    paragraphs = str(page["body"]).split("\n")
    words, language = len(str(page["body"]).split()), page["language"] or "unknown"
    size = f"{_count(words, 'word')} in {_count(len(paragraphs), 'paragraph')}, language {language}"
    agreed = page["agreement"]
    yield from _section("Body", size if agreed is None else f"{size}; a second extractor agrees to {agreed:.2f}", ())
    yield Padding(Text(shorten(paragraphs[0], MAX_PARAGRAPH)), (0, 0, 0, 4))
    if len(paragraphs) > 2:
        yield Padding(Text(f"… {_count(len(paragraphs) - 2, 'paragraph')} …", "dim"), (0, 0, 0, 4))
    if len(paragraphs) > 1:
        yield Padding(Text(shorten(paragraphs[-1], MAX_PARAGRAPH)), (0, 0, 0, 4))


def _count(number: int, word: str) -> str:
    return f"{number or 'no'} {word if number == 1 else f'{word}s'}"


def _instant(at: datetime | date) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
