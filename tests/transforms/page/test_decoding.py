"""Pages with some bytes that do not fit their charset are read, with a warning."""

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


def test_a_lone_letter_with_an_accent_is_left_alone() -> None:
    assert decode_with_warnings("Ã£".encode(), None) == ("Ã£", [])
