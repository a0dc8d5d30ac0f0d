"""Read JSON as pages write it by hand: with comments, unescaped quotation marks, missing commas or brackets."""

import json
import re
from collections.abc import Iterator
from html import unescape

MAX_REPAIRED_CHARACTERS = 200_000  # real scripts have some thousands
_WRAPPING = re.compile(r"^\s*(?:<!--|/\*.*?\*/|//\s*<!\[CDATA\[|<!\[CDATA\[)|(?:-->|//\s*\]\]>|\]\]>)\s*;?\s*$")
_WRAPPING_MARKS = ("<!", "/*", "-->", "]]>")  # one of them is in each text that _WRAPPING matches
_CONTROL = re.compile(r"[\x00-\x1f]+")
# Half of a character outside the basic plane, as a text cut in two has it: no encoding can write it.
_HALF = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}"
)
# An unclosed string is a token too, which no JSON has: so each text is read once, however often it is broken.
_STRING = r'"(?:[^"\\]|\\(?:.|\Z))*+(?:"|\Z)'
# Here a quotation mark ends a string only before what may follow a string.
_LOOSE_STRING = r'"(?:[^"\\]|\\(?:.|\Z)|"(?!\s*+(?:[,:}\]]|\Z)))*+(?:"|\Z)'
_OTHERS = r"|//[^\n]*|/\*.*?(?:\*/|\Z)|<!--|-->|<!\[CDATA\[|\]\](?:>|&gt;)|[^\s\"{}\[\],:;/\ufeff\u200b]+|[^\s]"
_TOKENS = tuple(re.compile(string + _OTHERS, re.DOTALL) for string in (_STRING, _LOOSE_STRING))
_LEFT_OUT = ("//", "/*", "<!", "-->", "]]", ";", "\ufeff", "\u200b")  # beginnings of tokens
_ESCAPE_OR_QUOTE = re.compile(r'\\(?:u[0-9a-fA-F]{4}|.)|"')
_CLOSERS = {"{": "}", "[": "]"}


def parse_json(text: str) -> object:
    """Return the value of a JSON text, repaired if it is not valid; raises ValueError if that does not help.

    Control characters become spaces. Several values one after another become a list. A repair makes up no value: it
    removes comments, false escapes, commas and brackets too many, adds missing commas and closing brackets, and takes
    quotation marks inside a string as part of it.
    """
    plain = _WRAPPING.sub("", text) if any(mark in text for mark in _WRAPPING_MARKS) else text
    try:
        return json.loads(_clean(plain))
    except ValueError:
        if len(text) > MAX_REPAIRED_CHARACTERS:
            raise
        if '"' not in text and "&quot;" in text:
            text = unescape(text)
        for tokens in _TOKENS:
            try:
                return _parse_values("".join(_repair(text, tokens)))
            except ValueError:
                continue
        raise


def _clean(text: str) -> str:
    text = _CONTROL.sub(" ", text)
    return _HALF.sub(r"\\ufffd", text) if "\\u" in text else text  # plain search takes a hundredth of the time


def _repair(text: str, tokens: re.Pattern[str]) -> Iterator[str]:
    """Yield the tokens of a JSON text with the commas and closing brackets that it should have."""
    opened, previous = list[str](), ""
    for match in tokens.finditer(text):
        token = match[0]
        if token.startswith(_LEFT_OUT):
            continue
        if token in ("}", "]"):
            if not opened:
                continue
            if _CLOSERS[opened.pop()] != token:
                raise ValueError(f"{token} closes another bracket")
            previous = previous if previous != "," else ""
        elif opened and previous not in ("", ",", ":", "{", "[") and token not in (",", ":"):
            previous += ","
        yield previous
        if token in _CLOSERS:
            opened.append(token)
        previous = _escape(token) if token.startswith('"') else token
    if opened and previous not in ("}", "]", ",") and not previous.endswith('"'):
        raise ValueError("the text ends within a value")
    yield previous if previous != "," else ""
    yield from (_CLOSERS[bracket] for bracket in reversed(opened))


def _escape(string: str) -> str:
    """Return a string token with its inner quotation marks escaped, and without escapes that JSON does not have."""
    return f'"{_ESCAPE_OR_QUOTE.sub(_correct, _clean(string[1:-1]))}{string[-1]}'


def _correct(escape: re.Match[str]) -> str:
    if escape[0] == '"':
        return '\\"'
    return escape[0] if len(escape[0]) > 2 or escape[0][1] in '"\\/bfnrt' else escape[0][1]


def _parse_values(text: str) -> object:
    decoder, values, position = json.JSONDecoder(), list[object](), 0
    while position < len(text):
        value, position = decoder.raw_decode(text, position)
        values.append(value)
        if text.startswith(",", position):
            position += 1
    if not values:
        raise ValueError("it has only comments")
    return values[0] if len(values) == 1 else values
