"""Recognise the lines that a collection of texts adds to a piece: a database of newspapers, a web archive, a reader's
list of saved pieces, a printer.
"""

import re

_FIELDS = (
    r"(?:(?-i:SESSION|HIGHLIGHT|GRAPHIC|DATELINE)|load-?date|publication-type|document-type|source type|"
    r"publication (?:info|title|subject|year)|(?:place|country) of publication|journal-code|issn|"
    r"proquest document id|document url)\s*:.{0,160}|"
    r"language\s*:\s*\w+(?:[;,] \w+)?|section\s*:\s*(?:[\w&-]+(?: [\w&-]+)?|[^.?!]{1,80}\b(?:pg|p|page)\b.{0,20})"
)
_COLLECTION_LINE = re.compile(
    rf"^\W*(?:{_FIELDS}|length\s*:\s*\d+ words?|\d+ words|"
    r"proquest document link|full text\s*:?|document \d+ of \d+|end of document|document [a-z0-9]{20,}|"
    r"(?:first|second|third|final|national|\d(?:st|nd|rd|th)|scotland|ireland|london) edition|"
    r"the wayback machine - .{1,200}|\d+ captures?|about this capture|collected by|timestamps|organization: .{1,60}|"
    r"printed from:? .{1,160}|view original|saved to (?:pocket|instapaper))\W*$",
    re.IGNORECASE,
)


def is_collection_line(line: str) -> bool:
    """Return whether a line is a field of a newspaper database (LexisNexis, ProQuest, Factiva), or what a web archive,
    a list of saved pieces or a printer adds.
    """
    return bool(_COLLECTION_LINE.match(line))
