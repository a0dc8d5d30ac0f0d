"""What a page sets as block quotes, found again among the paragraphs of the piece: somebody else says it."""

from collections.abc import Iterator, Sequence

from lxml.html import HtmlElement

HALF = 0.5  # of a block quote: what of it the text has (a caption may go); less is other words that look alike
LAYOUT = 0.95  # of the text: block quotes with more lay the piece out. Of 482 real pages one has 1.00, the next 0.90
QUOTES, LARGEST = 500, 50_000  # block quotes looked at, and characters of them; the most on a real page are 16, 6,000
PARAGRAPHS = 2_000  # looked at; the longest real piece has 320


def block_quotes(tree: HtmlElement) -> list[str]:
    """Return the text of each block quote, without white space; to be asked for before the tree is cut up.

    One that is a paragraph outside of them too is left out: the author's own words, set out once more.
    """
    quotes = [quote for quote in tree.iter("blockquote") if not _is_in_one(quote)]
    if not quotes:
        return []
    own = {_packed("".join(paragraph.itertext())) for paragraph in tree.iter("p") if not _is_in_one(paragraph)}
    packed = (_packed("".join(quote.itertext())) for quote in quotes)
    return [quote for quote in packed if quote and quote not in own]


def quoted_paragraphs(body: str, quotes: Sequence[str]) -> tuple[int, ...]:
    """Return the paragraphs of the body, counted from 0, that stand in these block quotes.

    They are told by their text: whatever took the page apart, or paragraphs out of it, has kept no markup.
    """
    if not quotes:
        return ()
    paragraphs = [_packed(line.removeprefix("- ")) for line in body.split("\n")[:PARAGRAPHS]]
    left, found = LARGEST, set[int]()
    for quote in quotes[:QUOTES]:
        left -= len(quote)
        if left < 0:
            break
        for run in _runs(paragraphs, quote):
            if sum(len(paragraphs[at]) for at in run) >= HALF * len(quote):
                found.update(run)
    held = sum(len(paragraphs[at]) for at in found)
    return () if held > LAYOUT * sum(map(len, paragraphs)) else tuple(sorted(found))


def _runs(paragraphs: Sequence[str], quote: str) -> Iterator[list[int]]:
    """Yield each stretch of paragraphs that stand in the quote one after another, in its order."""
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


def _is_in_one(element: HtmlElement) -> bool:
    return next(element.iterancestors("blockquote"), None) is not None


def _packed(text: str) -> str:
    return "".join(text.split())
