"""Lines that repeat words of the same text: pull quotes, and summaries of what follows."""

from collections.abc import Sequence

from transforms.page.title_text import fold_line

LONGEST_QUOTE = 400  # characters
SEVERAL, SUMMED = 3, 0.5  # lines in one paragraph, and their share of it, by which it is a summary of them
MOST_LINES, MOST_QUOTES = 2_000, 100  # looked at; the longest of 482 real pieces has 320 lines
LONGEST_PIECE = 200_000  # characters in which a line is sought; beyond, it is a page without end


def repeats(paragraphs: Sequence[str]) -> dict[int, str]:
    """Return the rule by position of paragraphs whose words stand again inside another, longer one of the same text.

    Such a line is a pull quote; but a paragraph that holds several whole others sums them up, and goes in their place.
    """
    folded = [fold_line(paragraph) for paragraph in paragraphs[:MOST_LINES]]
    joined = "".join(f"\n {key} \n" for key in folded)[:LONGEST_PIECE]
    quotes = [position for position, key in enumerate(folded) if _is_repeated(paragraphs[position], key, joined)]
    rules = dict.fromkeys(quotes, "pull quote")
    if not SEVERAL <= len(quotes) <= MOST_QUOTES:
        return rules
    held = {
        at: [quote for quote in quotes if quote != at and f" {folded[quote]} " in f" {key} "]
        for at, key in enumerate(folded)
    }
    for at, inside in held.items():
        if len(inside) >= SEVERAL and len(" ".join(folded[quote] for quote in inside)) >= SUMMED * len(folded[at]):
            rules = {position: rule for position, rule in rules.items() if position not in inside} | {at: "summary"}
    return rules


def _is_repeated(paragraph: str, key: str, joined: str) -> bool:
    """Tell whether a line stands inside a longer one.

    Five words at least: a shorter line (a refrain, "No.") may repeat without being furniture.
    """
    if len(paragraph) > LONGEST_QUOTE or key.count(" ") < 4:
        return False
    return joined.count(f" {key} ") > joined.count(f"\n {key} \n")
