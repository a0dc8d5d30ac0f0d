"""Separate paragraphs that an extractor joined, and drop the second copy of a run of paragraphs."""

import re
from collections.abc import Iterator, Mapping, Sequence

from transforms.page.visible_text import Block, make_key

MIN_PROSE_CHARACTERS = 80  # a paragraph of this length is prose
MIN_COPIED_PARAGRAPHS = 2  # different paragraphs of prose in a run that is there twice: one alone may be a refrain
EDGE_CHARACTERS = 24  # by which the beginning and the end of a block are recognised
_JOINT = re.compile(r"(?<=[.!?…:\"'”’»)])(?=[\"'“‘«(]?[A-ZÀ-Þ\d])")  # a sentence ends, and no blank follows


def split_joined_blocks(blocks: Sequence[Block], paragraphs: Sequence[str]) -> list[str]:
    """Return the paragraphs, each split where the page begins a new block and the extractor put no blank."""
    if not any(_JOINT.search(paragraph) for paragraph in paragraphs):  # as most
        return list(paragraphs)
    shown = [block.text for block in blocks if block.rule is None and len(block.text) >= EDGE_CHARACTERS]
    starts = {text[:EDGE_CHARACTERS] for text in shown}
    ends = {text[-EDGE_CHARACTERS:] for text in shown}
    return [part for paragraph in paragraphs for part in _split(paragraph, starts, ends)]


def _split(paragraph: str, starts: set[str], ends: set[str]) -> Iterator[str]:
    begin = 0
    for joint in () if paragraph.startswith("| ") else _JOINT.finditer(paragraph):
        at = joint.start()
        if paragraph[at : at + EDGE_CHARACTERS] in starts and paragraph[at - EDGE_CHARACTERS : at] in ends:
            yield paragraph[begin:at]
            begin = at
    yield paragraph[begin:]


def drop_copied_runs(paragraphs: Sequence[str], known: Mapping[str, str]) -> list[str]:
    """Return the paragraphs without later copies of the first ones: an article printed again for another screen.

    Lists of meals and answers to the same questions also repeat paragraphs, but not those with which a text begins.
    `known` are keys of paragraphs.
    """
    keys = [known.get(paragraph) or make_key(paragraph) for paragraph in paragraphs]
    if len(set(keys)) == len(keys):  # as most
        return list(paragraphs)
    first = next((at for at, key in enumerate(keys) if len(key) >= MIN_PROSE_CHARACTERS), len(keys))
    kept, at = list[str](), 0
    while at < len(keys):
        length = _measure_copy(keys, first, at)
        different = {key for key in keys[at : at + length] if len(key) >= MIN_PROSE_CHARACTERS}
        step = max(length, 1)  # one by one, a refrain of 10,000 lines would be compared 25 million times
        if len(different) < MIN_COPIED_PARAGRAPHS:
            kept += paragraphs[at : at + step]
        at += step
    return kept


def _measure_copy(keys: Sequence[str], first: int, at: int) -> int:
    """Return how many paragraphs from `at` on are those from `first` on."""
    length = 0
    while first + length < at and at + length < len(keys) and keys[first + length] == keys[at + length]:
        length += 1
    return length
