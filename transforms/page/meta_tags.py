"""Read a page's meta tags by name."""

import json
import re

from lxml.html import HtmlElement

from transforms.page.json_ld import clean_text, read_strings

Meta = dict[str, list[str]]

MAX_TAGS = 1000
MAX_VALUE_CHARACTERS = 5000
_WRITTEN_BY = re.compile(
    r"^(?:written by|verfasst von|geschrieben von|von|by|author|escrit[oa] por|[ée]crit par|geschreven door|"
    r"scritto da)\W*$",
    re.IGNORECASE,
)


def read_meta(tree: HtmlElement) -> Meta:
    """Return the contents of the page's meta tags by lower-case property, name or itemprop, in page order.

    Tags inside an element with its own microdata scope (a teaser, a publisher) are left out.
    """
    found: Meta = {}
    for count, tag in enumerate(tree.iter("meta")):
        if count >= MAX_TAGS:
            break
        value = tag.get("content") or tag.get("value")
        if not value or not value.strip():
            continue
        names = [tag.get("property"), tag.get("name")]
        if tag.get("itemprop") and not _in_other_scope(tag):
            names.append(tag.get("itemprop"))
        for name in {name.strip().lower() for name in names if name}:
            found.setdefault(name, []).append(clean_text(value[:MAX_VALUE_CHARACTERS]))
    _read_labelled(found)
    _read_parsely(found)
    return found


def _read_labelled(found: Meta) -> None:
    """Add the authors of link previews: twitter:label1 is "Written by", twitter:data1 is the name."""
    for number in ("1", "2"):
        for label, value in zip(
            found.get(f"twitter:label{number}", ()), found.get(f"twitter:data{number}", ()), strict=False
        ):
            if _WRITTEN_BY.match(label):
                found.setdefault("written by", []).append(value)


def _read_parsely(found: Meta) -> None:
    """Add the values of the older Parse.ly tag, which holds a JSON object."""
    for value in found.get("parsely-page", ()):
        try:
            data = json.loads(value)
        except ValueError:
            continue
        if isinstance(data, dict):
            for key, name in (
                ("pub_date", "parsely-pub-date"),
                ("author", "parsely-author"),
                ("authors", "parsely-author"),
            ):
                found.setdefault(name, []).extend(read_strings(data.get(key)))


def _in_other_scope(tag: HtmlElement) -> bool:
    scopes = [above for above in tag.iterancestors() if above.get("itemscope") is not None]
    if not scopes:
        return False
    kind = (scopes[0].get("itemtype") or "").lower()
    return scopes[0].get("itemprop") is not None or not ("article" in kind or "posting" in kind)


def get_first(meta: Meta, *names: str) -> str | None:
    """Return the first value of the first of these names that has one."""
    for name in names:
        for value in meta.get(name, ()):
            if value:
                return value
    return None
