"""Recognise the caption of a picture by its words: a credit, an agency, "pictured with"."""

import re

_AGENCY = (
    r"(?:getty(?: images)?|alamy(?: stock photo)?|shutterstock|pa (?:images|wire|archive|media)|reuters|afp|ap photo|"
    r"istock|unsplash|flickr|wikimedia commons|parliament(?:live)? ?tv|national world|bloomberg|epa|pexels|pixabay|"
    r"adobe stock)"
)
_CAPTION = re.compile(
    r"\((?!an? |the |his |her |my )[^()]{1,40}\b(?:photo|picture|image)s? by (?-i:[A-Z])[^()]{2,80}\)\W*$|"
    r"\(photograph(?:y|s)? (?:by|for)\b[^)]{0,80}\)\W*$|\(photographed by (?-i:[A-Z])[^)]{2,60}\)\W*$|"
    r"\((?:l|r|c|left|right|centre|center|standing|seated|pictured(?:[ ,][^)]{0,40})?)\)|"
    rf"\((?:(?:photo|picture|image|pic|credit|copyright|source|©)\b|{_AGENCY})[^)]{{0,160}}\)\W*$|"
    r"(?:^|[.)|–’”\"-]\s*)(?:(?:image|picture|photo) )?"
    r"(?:credits?|photo(?:graph)?s?|pictures?|images?)\s?:\s*\S.{0,80}$|"
    r"^image: https?://.{1,160}$|^credit\.{3}|^illustrat(?:ion|ed) by\b.{0,60}$|"
    r"^(?:©|\(c\)|copyright)\W{0,3}(?:[\w’'. -]{1,40}/ ?)[\w’'. -]{1,40}$|"
    rf"\[{_AGENCY}[^\]]{{0,60}}\]\W*$|^ap photo\b.{{0,60}}$|\S/ ?(?:ap|pa|epa|afp)\W*$|"
    r"^.{0,160}\b(?<!\ba )(?<!\bthe )(?:picture|photo|photograph|image) by "
    r"[A-Z][\w’'-]+ [A-Z][\w’'.-]+(?:,? \(?CC[ \w.-]*\)?)?\W*$|"
    rf"(?:^|[/(|:–-]\s*|\bvia ){_AGENCY}\W*(?:\[[^\]]*\])?\W*$|"
    r"\b(?:reuters|afp|ap|epa|pa|getty)\s?/\s?[\w.’'-]+ [\w.’'-]+[^.]{0,60}$|"
    r"^\W*(?:an? )?(?:screen ?(?:grab|shot) (?:of|from)|file (?:photo|picture|image)\b)|"
    # Not "A picture of despair emerges" or "This image of Britain is out of date": sentences of an opinion.
    r"^\W*(?:(?:an? |this )?photo(?:graph)?|picture|image|portrait|avatar) (?:of|shows|by|via)\b|"
    r"^.{0,200}\bpictured (?:above|below|left|right|with|at|in)\b.{0,80}$",
    re.IGNORECASE,
)


def is_caption(line: str) -> bool:
    """Return whether the words of a line show that it is a picture's caption."""
    return len(line) <= 300 and bool(_CAPTION.search(line))
