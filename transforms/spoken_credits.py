"""Credits in the outlet's own sentence under the headline: "writes …", "He tells …"."""

import re

from transforms.names import split_names, styles
from transforms.records import Credit

_NAME = r"(?:[A-Z][\w.’'-]+ ){1,4}[A-Z][\w.’'-]+"
_WRITES = re.compile(rf"(?:,|–|—|-)?\s*writes?\s+(?P<names>[A-Z].{{2,120}}?)\W*$|^(?P<first>{_NAME})(?: MP)? writes\b")
_TELLS = re.compile(
    rf"\b(?:[Hh]e|[Ss]he|[Tt]hey)\s+(?:tells?|told|talks? to|talked to|speaks? to|spoke to)\s+(?P<names>{_NAME})"
)


def spoken_credits(standfirst: str | None) -> list[Credit]:
    """Return whom a standfirst credits, or nobody.

    "…, writes Jane Roe" names the author. "He tells Jane Roe" names the journalist: the other, named before, is whom
    the piece is about. "A talks to B" may be either, and credits nobody.
    """
    if not standfirst:
        return []
    for pattern in (_TELLS, _WRITES):
        if match := pattern.search(standfirst):
            written = match.groupdict().get("first") or match["names"]
            names = [styles(name).name for name in split_names(written)]
            said = match[0].strip(" ,–—-")
            return [Credit(name, said, source="standfirst") for name in names if " " in name]
    return []
