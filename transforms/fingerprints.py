"""Compute what identifies a text: its digest, equal for equal texts, and the bands that near duplicates share.

The bands are of MinHash: two texts that share a band may be near duplicates, even with different furniture.

Workers compute it along with the extraction, so it imports neither polars nor DuckDB.
"""

import hashlib
import re
from collections.abc import Sequence

from rensa import RMinHash

from transforms.records import Extraction, Fingerprint

RUN = 5  # words of a shingle
MIN_WORDS = 50  # of a body; shorter bodies share their few shingles by chance
# 8 bands of 4: of the pairs that share 0.8 of their shingles, 0.98 have a common band; of those that share 0.3, 0.06
# do.
PERMUTATIONS = 32
ROWS = 4
_SEED = 1  # stored bands are comparable only under one seed and one version of rensa
_WORD = re.compile(r"[^\W_]+")


def make_bands(body: str) -> list[int] | None:
    """Return the bands of a text, as positive 63-bit numbers; None if it has fewer than MIN_WORDS words."""
    words = _WORD.findall(body.lower())
    if len(words) < MIN_WORDS:
        return None
    sketch = RMinHash(num_perm=PERMUTATIONS, seed=_SEED)
    runs = zip(*(words[start:] for start in range(RUN)), strict=False)  # words 1 to 5, 2 to 6 and so on
    sketch.update(list(map(" ".join, runs)))
    values = sketch.digest()
    return [_digest(values[start : start + ROWS]) for start in range(0, PERMUTATIONS, ROWS)]


def _digest(values: Sequence[int]) -> int:
    packed = b"".join(value.to_bytes(8, "big") for value in values)
    return int.from_bytes(hashlib.blake2b(packed, digest_size=8).digest(), "big") >> 1


def make_fingerprint(extraction: Extraction) -> Fingerprint:
    """Return the digest and the bands of an extraction's text."""
    return Fingerprint(hash_content(_get_printed_title(extraction), extraction.body), make_bands(extraction.body))


def hash_content(title: str, body: str) -> str:
    """Return the SHA-256, in hex, of title and body with white space folded: equal digests are one text."""
    folded = "\n".join(" ".join(part.split()) for part in (title, body))
    return hashlib.sha256(folded.encode()).hexdigest()


def _get_printed_title(extraction: Extraction) -> str:
    """Return the title if the article prints it, so that one text has one digest, whatever its addresses."""
    return "" if extraction.title_basis == "address" else extraction.title or ""
