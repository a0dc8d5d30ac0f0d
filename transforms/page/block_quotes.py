"""Find which paragraphs of the body the page marks as block quotes."""

from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

from transforms.page.placement import join_text

MIN_FOUND_SHARE = 0.5  # of a block quote that the body has (a caption may be missing); less is a chance likeness
# Of the body: with more, block quotes are the page's layout. Of 482 real pages one has 1.00, the next 0.90.
MAX_QUOTED_SHARE = 0.95
MAX_QUOTES, MAX_QUOTED_CHARACTERS = 500, 50_000  # compared; the most on a real page are 16 and 6,000
MAX_PARAGRAPHS = 2_000  # compared; the longest real article has 320


def find_block_quotes(tree: HtmlElement) -> list[str]:
    """Return the text of each block quote, without white space. Call it before the tree is changed.

    A block quote that also occurs as an ordinary paragraph is left out: it is a pull quote of the author's own words.
    """
    quotes = [quote for quote in tree.iter("blockquote") if not _is_in_block_quote(quote)]
    if not quotes:
        return []
    own = {_remove_spaces(join_text(paragraph)) for paragraph in tree.iter("p") if not _is_in_block_quote(paragraph)}
    packed = (_remove_spaces(join_text(quote)) for quote in quotes)
    return [quote for quote in packed if quote and quote not in own]


def find_quoted_paragraphs(body: str, quotes: Sequence[str]) -> tuple[int, ...]:
    """Return the positions, from 0, of the body's paragraphs that occur in these block quotes.

    Paragraphs are compared by their text, because extraction keeps no markup.
    """
    if not quotes:
        return ()
    paragraphs = [_remove_spaces(line.removeprefix("- ")) for line in body.split("\n")[:MAX_PARAGRAPHS]]
    left, found = MAX_QUOTED_CHARACTERS, set[int]()
    for quote in quotes[:MAX_QUOTES]:
        left -= len(quote)
        if left < 0:
            break
        for run in _find_runs(paragraphs, quote):
            if sum(len(paragraphs[at]) for at in run) >= MIN_FOUND_SHARE * len(quote):
                found.update(run)
    quoted = sum(len(paragraphs[at]) for at in found)
    return () if quoted > MAX_QUOTED_SHARE * sum(map(len, paragraphs)) else tuple(sorted(found))


def _find_runs(paragraphs: Sequence[str], quote: str) -> Iterator[list[int]]:
    """Yield each sequence of consecutive paragraphs that occurs in the quote in the same order."""
    run, end = list[int](), 0
    for position, paragraph in enumerate(paragraphs):
        at = quote.find(paragraph, end) if paragraph else -1
        if at < 0 and run:
            yield run
            run, at = [], quote.find(paragraph) if paragraph else -1
        if at >= 0:
            run.append(position)
        end = at + len(paragraph) if at >= 0 else 0
    if run:
        yield run


def _is_in_block_quote(element: HtmlElement) -> bool:
    return next(element.iterancestors("blockquote"), None) is not None


def _remove_spaces(text: str) -> str:
    return "".join(text.split())
