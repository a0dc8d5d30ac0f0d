"""Remove from a credit what surrounds the names: prefixes, dates, counters, buttons, other people's work."""

import re
from typing import Final

from transforms.bylines.credit_words import AGENCIES, BUTTONS, BY, BY_AFTER, KINDS, LABELS, OTHERS_WORK
from transforms.bylines.name_words import AFTER_NAMES, HONOURS, LETTERS

_ASIDE = re.compile(
    r"\([^()]*\)|\[[^\]]*\]|https?://\S+|\bwww\.\S+|\S+@\S+\.\S+|(?<!\w)@\w+|[\U0001F300-\U0001FAFF☀-➿]+"
)
_WIDE = str.maketrans({"：": ": ", "、": ", ", "，": ", ", "；": "; ", "／": "/", "（": "(", "）": ")", "｜": " | "})
# Offices of scripts that put no spaces between words, and a counter of the authors who are not shown.
_REST = re.compile(
    r"^(?:记者|記者|通讯员)[\s:]+(?=\S)|"
    r"(?<=\S)\s?(?:記者|记者|기자|특파원|논설위원|編集委員|論説委員|特派員)$|(?<=\w)\s*\+\s?\d{1,2}(?: more)?$"
)
# A name printed twice: as a link and as the alternative text of its picture.
_TWICE = re.compile(r"(?<!\w)(?P<name>[^\W\d_a-z][\w.'’-]*(?:\s[\w.'’-]+){1,3})\s(?P=name)(?!\w)")
# "Jane Roe Deputy Content Hub Director": an office that follows a name without a comma.
_GLUED_OFFICE = re.compile(
    r"(?<=[a-zà-ÿ])\s(?=(?:Deputy|Senior|Chief|Assistant|Associate|Executive|Managing|Junior|Head\sof)\s"
    r"(?:[A-Z&][\w&-]*\s?){1,5}(?:$|[|,•·–(]))"
)
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")  # soft hyphens, marks without width
_KIND: Final = "|".join(sorted(map(re.escape, KINDS), key=len, reverse=True))
_BY, _BY_AFTER = "|".join(BY), "|".join(BY_AFTER)
_AGENCY: Final = "|".join(sorted(map(re.escape, AGENCIES), key=len, reverse=True))
_LABEL: Final = "|".join(sorted(map(re.escape, LABELS), key=len, reverse=True))
# "By Jane Roe", "An opinion piece by Jane Roe"; of words that begin names too ("Van Roe", "Di Roe") two names follow.
PREFIX: Final = re.compile(
    rf"^(?i:(?:(?:{_KIND})\s+){{0,5}}by(?:\s*:\s*|\s+)(?=\S)|(?:(?:{_KIND})\s+){{1,5}}(?:{_BY_AFTER})(?:\s*:\s*|\s+)(?=\S)|"
    rf"(?:{_BY})(?:\s*:\s*(?=\S)|\s+(?=[^\W\d_][\w.'’-]*\s+(?:(?-i:[^\W\d_a-zà-ÿ])|(?:van|von|de|der|di|da|zu|ap|ab|ferch)\s)))|"
    rf"(?:{_BY})\s+(?=(?:{_AGENCY})\W*$)|"
    rf"(?:(?:{_KIND}|{_LABEL})\s+){{0,3}}(?:{_KIND}|{_LABEL})\s*:\s*(?=\S)|(?:{_LABEL})\s+(?=\S+\s+\S))"
)
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Mai|Okt|Dez)\w*\.?"
_WEEKDAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:s|nes|rs|ur)?(?:day)?,?\s+"
_WEEKDAY_ELSEWHERE = (
    r"(?i:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag|lundi|mardi|mercredi|jeudi|vendredi|"
    r"samedi|dimanche|lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo|luned[ìi]|marted[ìi]|mercoled[ìi]|"
    r"gioved[ìi]|venerd[ìi]|sabato|domenica|maandag|dinsdag|woensdag|donderdag|vrijdag|zaterdag|zondag),?\s+"
)
_WEEKDAY_NAME = re.compile(rf"\s*(?={_WEEKDAY_ELSEWHERE})(?P<day>[^\W\d_]+)")  # "Jörn Freitag 5. Mai": a surname
_STAMP = re.compile(
    rf"\s*(?:[•|,]|\b(?:on|at|am|le|el)\b)?\s*(?:\b(?:{_WEEKDAY})?"
    rf"(?:{_MONTH} \d|\d{{1,2}}(?:st|nd|rd|th)? {_MONTH}(?!\w))|"
    rf"\b(?:{_WEEKDAY_ELSEWHERE})?\d{{1,2}}(?:[./:]\d|\.? (?:de )?\w+,? (?:de )?\d{{4}})|"
    r"\b\d{4}-\d|\b\d+\+?\s?(?i:comments?|kommentare?|shares?|views?|"
    r"(?:min|minute|hour|day|week|month|year|hr|Stunde|Tag|Minute)(?:s|n|en)?|[hdw])\b|"
    r"(?:Updated|(?i:Last\s+updated)|Published|Posted|Stand|Publié|Mis à jour|Veröffentlicht|Aktualisiert|"
    r"Publicado|Pubblicato)\b).*$"
)
_DATE_BEFORE = re.compile(
    rf"^(?:{_WEEKDAY})?(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?),?\s+\d{{4}}"
    r"(?:,?\s+(?:at\s+)?\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\.?)?)?[\s|•·,–—-]+"
)
_LATE_MONTH = re.compile(r"(?<=\w \w)(.*) (?:January|February|July|September|October|November|December)$")
_OTHERS = re.compile(rf"(?:^|[\s,;|•·–-]+)(?:and\s+)?(?i:{'|'.join(OTHERS_WORK)})\s*(?:\b(?i:{_BY}|by)\b|:).*$")
_NOT_TEXT = re.compile(
    r"(?:^|[,;]|\b(?:and|und|et|y)\b)[^,;()]*\((?:photos?|photograph\w*|fotos?|bilder?|pictures?|images?|video|grafik|"
    r"illustrations?)\)",
    re.IGNORECASE,
)
# "writes Jane Roe", "He tells Jane Roe", "Jane Roe argues": a byline as a sentence's end or beginning.
_VERB_BEFORE = re.compile(
    r"^(?i:(?:he|she|they)\s+(?:tells?|told|talks? to|talked to|speaks? to|spoke to)|writes?|argues?|says|warns|"
    r"reports)\s+"
    r"(?=[^\W\d_a-z])"
)
_VERB_AFTER = re.compile(
    r"(?<=\w)\s+(?:writes?|argues?|says|warns?|reflects?|looks|explains?|asks?|addresses|fears|has|is|was)\b.*$"
)
_BUTTON: Final = "|".join(sorted(map(re.escape, BUTTONS), key=len, reverse=True))
_BEFORE = re.compile(rf"^(?:(?:{_BUTTON})\b[\s|:]*)+(?=\S+\s+\S)")
_AFTER = re.compile(rf"(?<=\w)[\s|]+(?:{_BUTTON})\b.*$")
_LATER_BY = re.compile(rf"\b(?i:by|{_BY})\s+(?=[^\W\d_a-z])")
_DOTTED = re.compile(r"(?<=[\w.] )(?:[A-Z]\.){2,4}(?=\s*(?:$|[,;|)(–—-]|and\b|&|for\b|[A-Z]\.[A-Z]\.))")
_PEERS = re.compile(
    r"(?P<by>(?:[Bb]y\s+)?)(?P<rank>Lords|Ladies|Baronesses)\s+(?P<first>[^\W\d_a-z][\w'’-]+(?:\s+of\s+[^\W\d_a-z][\w'’-]+)?)"
    r"\s+(?:and|&)\s+(?P<second>[^\W\d_a-z][\w'’-]+(?:\s+of\s+[^\W\d_a-z][\w'’ -]+)?)$"
)
_GLUED = re.compile(r"(?<=[a-z])(?=(?:MP|MSP|MLA)s?\b)")  # "Jane RoeMP": two elements without a space between them
_OF_SEVERAL = re.compile(r"(?<=\b(?:MP|MS|AM))['’]s(?=$|,)|(?<=\b(?:MSP|MLA|MEP))['’]s(?=$|,)")  # "and John Doe MP's"
_AMONG_OTHERS = re.compile(r"\s(?:and|&)\s")
_EITHER = re.compile(r"\b(MP|MS|AS)\s?/\s?(?:MP|MS|AS)\b")
_FOR_OTHER = re.compile(
    r"^(?:.{0,40}?\b(?i:admin|administrator|editor|team|staff|office)\s+)(?i:on behalf of)\s+(?=[A-Z])"
)
_ON_BEHALF = re.compile(r"(?<=\w),?\s+(?i:on behalf of)\s.*$")
_OUR_MEMBER = re.compile(r"^(?i:your|our)\s+(?i:local\s+|new\s+)?(?=(?:MP|MSP|MS|AS|MLA|(?i:councillor|cllr))\s)")
_CAPITALS_SENTENCE = re.compile(r"\b(?:FOR|OF|IN|THE|TO)\b")
_SMALL = frozenset({"AND", "BY", "FOR", "IN", "OF", "ON", "THE", "TO", "WITH"})
_ABBREVIATIONS = frozenset({"APPG", "CEO", "DUP", "EU", "NHS", "SDLP", "SNP", "TUV", "UK", "UKIP", "UUP", "US"})


def unify_letters(text: str) -> str:
    """Return a credit whose letters have one form, each rank with its name: "M.P." is MP, "MS/AS" is MS, "Lords Roe
    and Doe" is "Lord Roe and Lord Doe".
    """
    if "s " in text and (found := _PEERS.match(text)):
        rank = {"Lords": "Lord", "Ladies": "Lady", "Baronesses": "Baroness"}[found["rank"]]
        text = f"{found['by']}{rank} {found['first']} and {rank} {found['second']}"
    text = _GLUED.sub(" ", text)
    text = _OF_SEVERAL.sub("s" if _AMONG_OTHERS.search(text) else "", text)
    if "." in text:
        text = _DOTTED.sub(lambda found: _undot(found.group()), text)
    if "/" in text:
        text = _EITHER.sub(r"\1", text)
    return text


def recase_line(text: str) -> str:
    """Return a credit in capitals ("JANE ROE, MP FOR MARSH") with usual capitals; names alone are left as they are."""
    if text.isupper() and _CAPITALS_SENTENCE.search(text):
        text = re.sub(r"[^\W\d_][\w'’.]*", lambda found: _recase(found.group()), text)
    return text


def _undot(letters: str) -> str:
    plain = letters.replace(".", "")
    return plain if plain.casefold() in AFTER_NAMES else letters


def _recase(word: str) -> str:
    plain = word.casefold()
    if word in _SMALL:
        return plain
    keeps = word in _ABBREVIATIONS or plain in AGENCIES or (plain != "as" and plain in LETTERS.keys() | HONOURS)
    return word if keeps else re.sub(r"[^\W\d_]+", lambda part: part[0].capitalize(), word)


def remove_asides(byline: str) -> str:
    """Return a credit without brackets, addresses, handles, emoji and "+2", and without names of which a bracket says
    that they did not write: "Jane Roe (text), John Doe (photos)".
    """
    plain = byline if byline.isascii() else _UNSEEN.sub("", byline).translate(_WIDE)
    plain = _GLUED_OFFICE.sub(", ", _TWICE.sub(r"\g<name>", plain))
    return _REST.sub("", " ".join(_ASIDE.sub(" ", _NOT_TEXT.sub(" ", plain)).split()))


def remove_prefix(text: str) -> str:
    """Return a credit without the words that introduce the name: "By", "Words:", "Ein Gastbeitrag von", "writes"."""
    plain = PREFIX.sub("", text)
    if plain != text:
        plain = PREFIX.sub("", plain)
    if plain[:4] in ("your", "Your", "our ", "Our "):
        plain = _OUR_MEMBER.sub("", plain)
    if "behalf" in plain:
        plain = _ON_BEHALF.sub("", _FOR_OTHER.sub("", plain))
    return _VERB_AFTER.sub("", _VERB_BEFORE.sub("", plain))


def remove_furniture(text: str) -> str:
    """Return a credit without page buttons ("Follow", "Link copied") and without people who did not write it."""
    return _AFTER.sub("", _BEFORE.sub("", _OTHERS.sub("", text)))


def remove_date_before(text: str) -> str:
    """Return a credit without a full date that precedes the name: "Tue 5 Mar 2019 Jane Roe", "5 March 2019 | Jane
    Roe".
    """
    rest = _DATE_BEFORE.sub("", text)
    return rest if rest != text and re.match(r"[^\W\d_a-z]\S*\s+\S", rest) else text


def remove_stamp(text: str) -> str:
    """Return a part of a credit without a date or counter and everything after it. If the part begins with a date,
    return what follows its "by", or an empty text.
    """
    stamp = _STAMP.search(text)
    if stamp is None:
        return _LATE_MONTH.sub(r"\1", text)
    before = text[: stamp.start()]
    if before.strip(" ,|"):
        is_short = " " not in before.strip() and before.strip().casefold() not in AGENCIES
        surname = _WEEKDAY_NAME.match(stamp[0]) if is_short else None
        return f"{before} {surname['day']}" if surname else before
    later = _LATER_BY.search(text)
    return remove_stamp(text[later.end() :]) if later else ""
