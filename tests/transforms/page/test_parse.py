"""Bytes become text that can be stored as UTF-8, also with a wrong charset."""

import pytest

from transforms.page.decoding import decode


@pytest.mark.parametrize(
    ("payload", "charset"), [(b"caf\xe9 \\ud83d b", "unicode_escape"), (b"\xe9 \\ud83d", "raw_unicode_escape")]
)
def test_no_charset_gives_a_lone_surrogate(payload: bytes, charset: str) -> None:
    decode(payload, charset).encode("utf-8")


def test_a_declared_charset_is_read() -> None:
    assert decode(b"caf\xe9", "iso-8859-1") == "caf\u00e9"
