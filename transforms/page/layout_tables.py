"""Turn tables that lay a page out into plain blocks, so that their paragraphs are not table rows."""

from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from transforms.page.placement import count_characters, join_text

MIN_PROSE_CHARACTERS = 80  # a paragraph of this length is prose
MIN_CELL_SHARE = 0.3  # of the page's text, in one table cell: the table lays the page out
MIN_ROWS = 2  # of prose, in a table of one column
MAX_TABLES = 200


def turn_layout_tables_into_blocks(tree: HtmlElement) -> None:
    """Turn layout tables into blocks, and the tables of links around them; and lists in cells into lines of items."""
    tables = list(islice(tree.iter("table"), MAX_TABLES))
    if not tables:
        return
    whole, others = 0, list[HtmlElement]()
    for table in tables:
        if table.get("role") not in ("presentation", "none"):
            if table.find(".//th") is not None and table.find(".//table") is None:
                continue
            whole = whole or count_characters(tree)
            if not _is_layout(table, whole):
                others.append(table)
                continue
        _turn_into_blocks(table)
    if len(others) < len(tables):
        for table in others:
            if _is_menu(table):
                _turn_into_blocks(table)
    _flatten_lists_in_cells(tree)


def _turn_into_blocks(table: HtmlElement) -> None:
    for part in _own_parts(table):
        part.tag = "div"


def _own_parts(table: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the table, its rows and its cells, without those of tables in it."""
    yield table
    for part in list(table.iter("tbody", "thead", "tfoot", "tr", "td", "th", "caption", "colgroup")):
        if next(part.iterancestors("table"), table) is table:
            yield part


def _is_layout(table: HtmlElement, whole: int) -> bool:
    """Return whether a table contains the headline, a cell with paragraphs of prose or much of the page's text, or
    rows of one cell that are paragraphs.
    """
    if table.find(".//h1") is not None:
        return True
    for cell in table.iter("td"):
        paragraphs = [p for p in cell.iter("p") if count_characters(p) >= MIN_PROSE_CHARACTERS]
        if len(paragraphs) > 1:
            return True
        if count_characters(cell) >= MIN_CELL_SHARE * whole:
            return True
    return _is_column(table)


def _is_column(table: HtmlElement) -> bool:
    """Return whether each row has one cell at most, and some of these are prose."""
    rows = [part for part in _own_parts(table) if part.tag == "tr"]
    if len(rows) < MIN_ROWS or any(sum(1 for _ in row.iterchildren("td", "th")) > 1 for row in rows):
        return False
    return sum(count_characters(row) >= MIN_PROSE_CHARACTERS for row in rows) >= MIN_ROWS


def _is_menu(table: HtmlElement) -> bool:
    """Return whether the text of a table is that of its links."""
    linked = sum(len("".join(join_text(link).split())) for link in table.iter("a"))
    return 0 < linked == len("".join(join_text(table).split()))


def _flatten_lists_in_cells(tree: HtmlElement) -> None:
    """Turn a list in a table cell into a line of items: extractors drop it."""
    for cell in tree.iter("td", "th"):
        for items in list(cell.iter("ul", "ol", "dl")):
            entries = list(items.iterchildren("li", "dt", "dd"))
            for position, item in enumerate(entries):
                mark = ": " if item.tag == "dt" else "; "
                item.tag = "span"
                item.tail = mark if position < len(entries) - 1 else " "
            items.tag = "span"
