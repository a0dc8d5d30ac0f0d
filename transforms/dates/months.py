"""Names of the months in the languages pages come in, from dateparser's own tables."""

from functools import cache
from importlib import import_module

_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
# What pages are written in where we have met their like. A table a language is a small module without imports.
LANGUAGES = frozenset(
    {
        *("en", "de", "fr", "es", "it", "pt", "nl", "pl", "cs", "hu", "tr", "ru", "sv", "da", "nb", "fi", "cy", "ga"),
        *("gd", "ca", "gl", "eu", "ro", "el", "uk", "bg", "sk", "sl", "hr", "sr", "lt", "lv", "et", "is", "nn", "id"),
        *("ms", "sq", "mk", "be", "hy", "ka", "he", "ar", "fa", "sw", "af", "zu"),
    }
)
_NORWEGIAN = "no"


def get_month_number(name: str, language: str | None) -> int | None:
    """Return 1–12 for a month's name or abbreviation in that language or in English, or None."""
    folded = name.casefold().rstrip(".")
    language = "nb" if language == _NORWEGIAN else language
    return _table("en").get(folded) or (_table(language).get(folded) if language in LANGUAGES else None)


@cache
def _table(language: str | None) -> dict[str, int]:
    info = import_module(f"dateparser.data.date_translation_data.{language}").info
    names = {name.casefold().rstrip("."): n for n, key in enumerate(_MONTHS, 1) for name in info.get(key, ())}
    return {name: n for name, n in names.items() if len(name) > 2}
