"""General rules for what stands in the text and is not the piece; each removal is named."""

import re
from dataclasses import dataclass, field

from transforms.titles import fold

SHORT = 200  # characters: a line of furniture; a paragraph of prose is longer

_READING_TIME = re.compile(
    r"^\W*(?:estimated )?(?:reading time:?\s*)?(?:\d{1,3}|one|two|three|four|five)[ -]?(?:min(?:ute)?s?\.?|minuten|Min\.)[ -]?(?:read|reading time|lesezeit|to read)?\W*$|^lesezeit:?\s*\d+\s*min\w*\W*$",
    re.IGNORECASE,
)
_NEWSLETTER = re.compile(
    r"\b(?:sign[- ]?up|subscribe|register|newsletters?|jetzt anmelden|abonnieren|inscrivez-vous|suscr[ií]bete)\b.*"
    r"\b(?:newsletters?|morning email|e-?mail|inbox|updates?|alerts?|bulletin|briefing)\b|"
    r"^get the (?:inside track|latest|best|day's)\b.*\b(?:inbox|sign up|newsletter|email)\b|^[\w’' ]{0,40}newsletters?$",
    re.IGNORECASE,
)
_PROMPT = re.compile(
    r"^\W*(?:read (?:more|also|next|the full (?:story|article))|also read|see also|related(?: (?:articles?|stories|topics|posts))?|more (?:on|from|stories)\b.*|"
    r"share(?: this)?(?: (?:article|story|post|page))?|share on .*|follow us\b.*|click here\b.*|link copied!?|copy link|advertisement|anzeige|"
    r"lesen sie (?:auch|dazu|mehr)\b.*|mehr zum thema\b.*|lire aussi\b.*|à lire aussi\b.*|lea también\b.*|most (?:read|popular)|recommended(?: for you)?|"
    r"leave a (?:comment|reply)|comments?(?: \(\d+\))?|print(?: this)?|e-?mail(?: this)?|tweet|facebook|twitter|whatsapp|categories|tags?:?.*|topics:?|"
    r"story continues(?: below)?.*|article continues.*|skip (?:past|to) .*|loading\W*|skip advertisement|continue reading.*)\W*$",
    re.IGNORECASE,
)
_LED = re.compile(
    r"^\W*(?:read (?:more|also|next)|also read|see also|related|more on this|lesen sie auch|mehr zum thema|lire aussi|lea también|watch|listen)\s*[:|>»–-]\s*\S",
    re.IGNORECASE,
)
_RIGHTS = re.compile(r"^\W*(?:©|\(c\)|copyright\b).{0,160}$|\ball rights reserved\b.{0,80}$", re.IGNORECASE)
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)]*$")


@dataclass(slots=True)
class Cleaned:
    """Paragraphs that stay, and what was taken out, each with its rule."""

    paragraphs: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


def clean(paragraphs: list[str], title: str, standfirst: str | None) -> Cleaned:
    """Take out what is not the piece, by rules that hold on any outlet's pages."""
    result = Cleaned()
    sentences = _sentences(paragraphs)
    last = len(paragraphs) - 1
    for position, paragraph in enumerate(paragraphs):
        rule = _rule(paragraph, position, last, title, standfirst) or (_pull_quote(paragraph, position, sentences))
        if rule:
            result.removed.append(f"{rule}: {paragraph[:300]}")
        else:
            result.paragraphs.append(paragraph)
    return result


def _rule(paragraph: str, position: int, last: int, title: str, standfirst: str | None) -> str | None:
    key = fold(paragraph)
    if not key:
        return None if position and len(paragraph) > 3 else "marks alone"
    if position < 4 and key == fold(title):
        return "title"
    if len(paragraph) > SHORT * 2:
        return None
    if _READING_TIME.match(paragraph):
        return "reading time"
    if _PROMPT.match(paragraph) or (_LED.match(paragraph) and len(paragraph) <= SHORT):
        return "prompt"
    if _NEWSLETTER.search(paragraph) and len(paragraph) <= SHORT * 2 and "”" not in paragraph:
        return "newsletter"
    if _RIGHTS.search(paragraph) and position > last - 3:
        return "rights"
    return None


def _sentences(paragraphs: list[str]) -> list[str]:
    """Return the folded text of each paragraph, padded so that whole words are searched."""
    return [f" {fold(paragraph)} " for paragraph in paragraphs]


def _pull_quote(paragraph: str, position: int, folded: list[str]) -> str | None:
    """Name a paragraph that only repeats words of another, longer one: a pull quote.

    Five words at least: a shorter line (a refrain, "No.") may repeat without being furniture.
    """
    own = folded[position].strip()
    words = own.count(" ") + 1
    if words < 5 or len(paragraph) > SHORT * 2:
        return None
    for other, text in enumerate(folded):
        if other != position and len(text) > len(own) + 12 and f" {own} " in text:
            return "pull quote"
    return None
