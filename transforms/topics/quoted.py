"""What a text has inside quotation marks or block quotes: its author quotes it, and need not say it."""

import polars as pl

# Double or single, curly or straight, each within its paragraph: a quotation that runs over several opens anew in each
# and is closed in the last. A single mark opens after a space or bracket and closes before what is no letter, so that
# neither "don't" nor "the MPs' pay" opens or closes one; what begins with an apostrophe ('90s) may.
_PASSAGES = (
    r"“[^”\n]*(?:”|\n|$)",
    r'"[^"\n]*(?:"|\n|$)',
    r"(?:^|[\s(\[—–“\"])[‘'][^\s'‘’][^\n]*?[’'](?:[^\w\n]|\n|$)",
)
_PASSAGE = f"(?m){'|'.join(_PASSAGES)}"
_APART = "\n_\n"  # a word of its own: no phrase begins in one passage and ends in the next


def quoted(texts: pl.DataFrame) -> pl.DataFrame:
    """Return row and text, the quoted passages of each text that has any.

    `texts` has row, text (the title, then the body's paragraphs, a line each) and quoted_paragraphs (of the body).
    """
    has_blocks = (pl.col("quoted_paragraphs").list.len() > 0).fill_null(False)
    marked = texts.filter(~has_blocks).select("row", text=_in_marks(pl.col("text")))
    passages = pl.concat([marked, _by_paragraph(texts.filter(has_blocks))])
    return passages.filter(pl.col("text") != "")


def _in_marks(text: pl.Expr) -> pl.Expr:
    return text.str.extract_all(_PASSAGE).list.join(_APART)


def _by_paragraph(texts: pl.DataFrame) -> pl.DataFrame:
    """Return row and text of texts with block quotes: these whole, of the other paragraphs what stands in marks."""
    lines = pl.col("text").str.split("\n")
    paragraphs = texts.select(
        "row", "quoted_paragraphs", text=lines, number=pl.int_ranges(-1, lines.list.len().cast(pl.Int64) - 1)
    ).explode("text", "number")
    is_block = pl.col("number").is_in(pl.col("quoted_paragraphs"))
    passages = paragraphs.select("row", text=pl.when(is_block).then("text").otherwise(_in_marks(pl.col("text"))))
    passages = passages.filter(pl.col("text") != "")
    return passages.group_by("row", maintain_order=True).agg(pl.col("text").str.join(_APART))
