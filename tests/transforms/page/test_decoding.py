"""Pages with some bytes that do not fit their charset are read, with a warning."""

import pytest

from transforms.page.decoding import decode_with_warnings

TEXT = "The council’s café in Skéll closed at a cost of £4,000. " * 30


def test_valid_utf8_has_no_warning() -> None:
    assert decode_with_warnings(TEXT.encode(), "iso-8859-1") == (TEXT, [])


def test_some_bytes_of_another_charset_in_utf8_are_read_as_cp1252() -> None:
    payload = TEXT.encode() + "“Nobody told us,” he said.".encode("cp1252")
    text, warnings = decode_with_warnings(payload, "utf-8")
    assert text == TEXT + "“Nobody told us,” he said."
    assert warnings == ["encoding: 2 places are not UTF-8, as the page declares, and are read as cp1252"]


def test_text_that_was_encoded_twice_is_repaired() -> None:
    text, warnings = decode_with_warnings(TEXT.encode().decode("cp1252").encode(), None)
    assert text == TEXT
    assert warnings[0].startswith("encoding: ")


def test_control_characters_are_read_as_cp1252() -> None:
    text, warnings = decode_with_warnings("The council\x92s quay \x96 shut.".encode(), None)
    assert (text, warnings) == ("The council’s quay – shut.", ["encoding: 2 control characters are read as cp1252"])


def test_a_single_accented_letter_is_unchanged() -> None:
    assert decode_with_warnings("Ã£".encode(), None) == ("Ã£", [])


@pytest.mark.parametrize(
    "head",
    [
        "<html><script>" + "x" * 90_000 + "</script><meta charset='windows-1250'>",
        "<html><!--" + "x" * 9_000 + "--><META content='text/html; charset=windows-1250' http-equiv='Content-Type'>",
        "<?xml version='1.0' encoding='windows-1250'?><html>",
        "<html><meta charset='no-such-charset'><meta charset='windows-1250'>",
    ],
    ids=["after a long script", "after a long comment", "XML declaration", "second tag"],
)
def test_a_declared_charset_is_found_in_each_place(head: str) -> None:
    text = head + "Skěll – the café’s šalina"
    assert decode_with_warnings(text.encode("cp1250"), None) == (text, [])
