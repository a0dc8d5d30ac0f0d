"""Compute what identifies a text: its digest, equal for equal texts, and the bands that near duplicates share.

Workers compute it along with the extraction, so it imports neither polars nor DuckDB.
"""

import hashlib

from transforms.records import Extraction, Fingerprint
from transforms.shingles import make_bands


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
