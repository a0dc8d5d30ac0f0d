"""Classify a text as opinion or report by its words, if neither outlet, label nor address shows the kind."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from transforms.bylines.more_given_names import MORE_GIVEN_NAMES
from transforms.page.title_text import fold_line
from transforms.urls import split_address

MIN_WORDS_A_FIGURE = 25  # words for each percentage or count, below which a text is a report of figures
SHORT_TEXT = 300  # words
MIN_PERSONAL = 3  # words as "I" and "my" of a column that is labelled as news
MIN_WEIGHT = 2.0  # two signals of one kind
MIN_UNOPPOSED = 1.0  # of opinion, if the writer says "I", nothing is reported and no one is quoted
_QUOTED = re.compile(r"[“\"][^”\"]{0,1000}[”\"]|[‘][^’]{20,600}[’](?!\w)|^[“\"‘].*$", re.MULTILINE)
_I = re.compile(r"\b(?:I(?:['’](?:m|ve|d|ll))?|my|myself|mine|me)\b")
_QUOTE = re.compile(r"[“\"]")
_WE = re.compile(r"\b(?:[Ww]e(?:['’](?:re|ve|d|ll))?|[Oo]ur|us|[Ll]et us|[Ll]et['’]s)\b")
_OUGHT = re.compile(r"\b(?:must(?: not| never)?|should(?:n['’]t| not)?|ought to|needs? to|cannot|it is time|time to)\b")
_ASKED = re.compile(r"\?(?=\s|$)")
_VERDICT = re.compile(
    r"\b(?:wrong|shame(?:ful)?|disgrace(?:ful)?|unethical|absurd|silly|sillier|outrageous|"
    r"betray\w*|fail(?:ed|ure|s)?|clutch|"
    r"hypocri\w+|sadly|of course|surely|extraordinary|nonsense|folly|brave|tragic\w*|with reason|so-called|cowardly|"
    r"scandal(?:ous)?|unacceptable|in truth|frankly|the truth is)\b",
    re.IGNORECASE,
)
_TITLE_OUGHT = re.compile(
    r"\b(?:must|should|needs? to|can['’]?t|cannot|will not|why|how (?:we|i|to)|wrong|right thing|time (?:to|for)|"
    r"let['’]?s|your|you['’](?:d|re|ll|ve)|my|our|we|i['’]?m?|enough|never|building)\b|\?",
    re.IGNORECASE,
)
_SAID = re.compile(
    r"\b(?:said|says|told|tells|asked|added|according to|announced|confirmed|pressed|urged|revealed|reported|claimed|"
    r"welcomed|replied|explained)\b"
)
_STATED = re.compile(
    r"\b(?:stated|warned|noted|continued|argued|insisted|expressed|underlined|stressed|contended|rebuked|wrote|accused|"
    r"condemned|condemns|deplores|urges|calls on|criticised|demanded|saying|responding)\b"
)
_TITLE_NEWS = re.compile(
    r"\b(?:urges?|calls? (?:for|on)|pushes|presses|welcomes?|backs?|launches|announces?|visits?|opens|joins|raises|"
    r"MPs (?:raise|call|warn|back|demand|accuse|condemn|voice|urge|sign|vote|withdraw)|"
    r"warns?|blasts?|ignores?|defends?|accuses?|demands?|condemns?|"
    r"mounts?|secures|meets|insists|reveals|says|slams|vows|ratings?|poll(?:s|ing)?|points|appointed|elected|wins|hails)\b",
    re.IGNORECASE,
)
_FIGURE = re.compile(r"(?<!\w)[-+]?\d+(?:[.,]\d+)?(?:%| (?:points|per ?cent|behind|ahead|seats|votes))")
_COLUMN = re.compile(
    r"\b(?:column(?:ist)?|my view|in my view|my week|notebook|diary|opinion|comment|op ed|viewpoint|letter from|"
    r"writes (?:his|her|their|a) (?:\w+ )?column|simon says)\b",
    re.IGNORECASE,
)
_SPEECH = re.compile(
    r"^part of the debate\b|^\W*in (?:the house of (?:commons|lords)|westminster hall) at \d|"
    r"^(?:my lords,|mr speaker,|madam (?:deputy )?speaker,)|\bquestion for short debate\b|"
    r"^hansard\b",
    re.IGNORECASE | re.MULTILINE,
)
_DELIVERED = re.compile(
    r"^\W*(?:check against delivery|delivered on\b)|"
    r"\b(?:transcript|text) of (?:the|a) (?:\w+ )?(?:speech|lecture)\b|\boriginal script, may differ\b|"
    r"\bspeech as (?:delivered|drafted)\b",
    re.IGNORECASE | re.MULTILINE,
)
_SPEECH_TITLE = re.compile(
    r"['’]s? (?:[\w-]+ ){0,3}(?:speech|keynote|lecture|remarks) (?:to|at|in|on)\b|^speech (?:to|at|by)\b", re.I
)
_GREETING = re.compile(
    r"\b(?:thank you|pleasure to (?:be|speak|join)|good (?:morning|afternoon|evening)|delighted to (?:be|join)|"
    r"(?:honou?r|privilege) to (?:be|speak))\b",
    re.IGNORECASE,
)
_RECORD_HOSTS = (
    "theyworkforyou.com",
    "hansard.parliament.uk",
    "publications.parliament.uk",
    "parallelparliament.co.uk",
    "edm.parliament.uk",
)
MIN_NAME_LETTERS = 3
_PLATFORMS = frozenset(
    {"wordpress", "blogspot", "laboursites", "substack", "medium", "typepad", "nationbuilder", "blog"}
)
_SUFFIX = re.compile(r"(?:mp|msp|mla|mep|lords?|forparliament|couk|blog|diary|sdiary)$")

_WORD_IN_MP = re.compile(r"(?:lamp|camp|stamp|swamp|champ|clamp|damp|trump|jump|pump|bump|stump|romp|pomp|temp)$")


@dataclass(frozen=True, slots=True)
class Voice:
    """A text with its title, its address and the lines of its header."""

    url: str
    title: str
    body: str
    header: Sequence[str] = ()
    names: Sequence[str] = ()
    """The persons who sign it."""


def find_record(voice: Voice) -> str | None:
    """Return the evidence that a text is a record of Parliament and not an article of an outlet, or None."""
    host = split_address(voice.url).hostname or ""
    if any(host == known or host.endswith(f".{known}") for known in _RECORD_HOSTS):
        return f"address: {host} keeps the record of Parliament"
    if match := _SPEECH.search("\n".join((voice.title, *voice.header, voice.body[:200]))):
        return f"a speech in Parliament: “{match[0]}”"
    if match := _DELIVERED.search("\n".join(voice.header)):
        return f"a speech: “{match[0].strip()}”"
    if (match := _SPEECH_TITLE.search(voice.title)) and _GREETING.search(voice.body[:400]):
        return f"a speech: “{match[0].strip()}” in the title"
    return None


def is_personal_site(url: str, names: Sequence[str]) -> bool:
    """Return whether a host is named after a person: a known given name and more letters, or a name and "mp".

    If the article has authors, the host must have a name of theirs: doncasterherald.example begins with "don" too.
    """
    host = (split_address(url).hostname or "").removeprefix("www.")
    labels = [label for label in host.split(".") if label not in _PLATFORMS]
    label = labels[0].replace("-", "") if labels else ""
    bare = _SUFFIX.sub("", label)
    if bare != label and len(bare) >= 4 and not _WORD_IN_MP.search(label) and re.search(r"(?:mp|msp|mla|mep)$", label):
        return True
    begins = any(bare.startswith(name) and len(bare) >= len(name) + 3 for name in MORE_GIVEN_NAMES if len(name) >= 3)
    own = [word for name in names for word in fold_line(name).split() if len(word) >= MIN_NAME_LETTERS]
    return begins and (not names or any(word in bare for word in own))


def weigh_voice(voice: Voice) -> tuple[str, str] | None:
    """Return opinion or news with the evidence, or None if the text does not show it.

    Quotations are left out, because the words of others in a report are not the writer's.
    """
    own = _QUOTED.sub(" ", voice.body)
    opinion, news = _weigh_opinion(voice, own), _weigh_news(voice, own)
    genre, signs = ("opinion", opinion) if sum(opinion.values()) >= sum(news.values()) else ("news", news)
    is_unopposed = not any(news.values()) and _is_own(voice, own) and bool(_I.search(own))
    if sum(signs.values()) < (MIN_UNOPPOSED if is_unopposed else MIN_WEIGHT):
        return None
    return genre, f"the text: {', '.join(what for what, weight in signs.items() if weight)}"


def find_personal_voice(voice: Voice) -> str | None:
    """Return the evidence that a text labelled as news is its writer's own: it says "I" often and quotes no one.

    Members' own sites and local papers print columns under "News".
    """
    own = _QUOTED.sub(" ", voice.body)
    count = _count(_I, own)
    if count < MIN_PERSONAL or sum(_weigh_news(voice, own).values()) > 1 or not _is_own(voice, own):
        return None
    return f"the text: the writer speaks as “I” {count} times and quotes no one"


def _is_own(voice: Voice, own: str) -> bool:
    """Return whether no one is quoted, in double or in single quotation marks."""
    return own == voice.body and not _QUOTE.search(own)


def _weigh_opinion(voice: Voice, own: str) -> dict[str, float]:
    column = _COLUMN.search(" ".join((_path_words(voice.url), voice.title, *voice.header)))
    reports = _SAID.search(own) and _QUOTE.search(voice.body)
    share = _get_share(own)
    return {
        "the writer speaks as “I”": min(6.0, 1.0 * share * _count(_I, own)),
        "“we” and “our”": min(3.0, 0.5 * share * _count(_WE, own)),
        "what must or should be": min(2.0, 0.5 * share * _count(_OUGHT, own)),
        "questions to the reader": min(2.0, 0.75 * share * _count(_ASKED, own)),
        "words of judgement": min(2.0, 0.75 * share * _count(_VERDICT, own)),
        "the headline argues": 1.0 * bool(_TITLE_OUGHT.search(voice.title)),
        f"“{column[0] if column else ''}”": 3.0 * bool(column),
        "a person signs it": 1.0 * bool(voice.names) * (not reports or share == 1),
        "it quotes no one": 1.0 * (bool(voice.names) and not reports),
        "a person's own site": 2.0 * is_personal_site(voice.url, voice.names),
    }


def _weigh_news(voice: Voice, own: str) -> dict[str, float]:
    reported = _get_share(own) * (_count(_SAID, own) + _count(_STATED, own))
    quotes = _count(_QUOTE, voice.body)
    headline = _TITLE_NEWS.search(voice.title) and not _TITLE_OUGHT.search(voice.title)
    filed = "/news/" in _path_words(voice.url) and not is_personal_site(voice.url, voice.names)
    return {
        "it reports what others said": min(3.0, 0.75 * reported) if quotes > 1 else min(1.0, 0.25 * reported),
        "the headline reports": 2.0 * bool(headline),
        "it is made of figures": 1.0 * (_count(_FIGURE, own) * MIN_WORDS_A_FIGURE > own.count(" ")),
        "the address files it under news": 1.0 * filed,
    }


def _get_share(own: str) -> float:
    """Return the factor that reduces a count in a text longer than SHORT_TEXT words."""
    return min(1.0, SHORT_TEXT / max(1, own.count(" ")))


def _count(pattern: re.Pattern[str], text: str) -> int:
    return len(pattern.findall(text))


def _path_words(url: str) -> str:
    return split_address(url).path.replace("-", " ")
