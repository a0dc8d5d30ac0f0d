"""What a text has inside quotation marks: its author quotes it, and need not say it."""

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


def quoted(text: pl.Expr) -> pl.Expr:
    """Return the quoted passages of a text, a line each; empty where it quotes nothing."""
    return text.str.extract_all(_PASSAGE).list.join("\n")
