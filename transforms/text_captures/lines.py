"""Classify one line of a text capture by its form: prose, heading, caption, byline, or the site's furniture."""

import re
from collections.abc import Sequence

from transforms.boilerplate.line_patterns import match_rule
from transforms.bylines.affiliation_lines import is_affiliation_form
from transforms.bylines.byline_lines import read_names_alone
from transforms.bylines.name_words import MONTHS
from transforms.bylines.role_units import is_office_unit
from transforms.page.title_text import fold_line
from transforms.text_captures.captions import is_caption
from transforms.text_captures.collection_lines import is_collection_line

PROSE = 120  # characters: a line this long is a paragraph, not a title or a menu entry
MIN_SENTENCE_WORDS = 4
MAX_TITLE = 200  # characters
MAX_BYLINE_WORDS = 14  # of a byline with a full stop: "By Monday night the bank had gone, and with it the bridge."
MAX_SMALL_BYLINE = 5  # words, if "by" precedes a small letter or a number: "By the time I came, it had gone."
_STAMPED = re.compile(r"^\s*date\s+(?P<day>\d{4}-\d{2}(?:-\d{2}(?:T\S*)?)?)\s+(?P<rest>\S.*)$")
_MONTH = "|".join(f"{month}|{month[:3]}" for month in sorted(MONTHS))
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_DATE_BOX = re.compile(
    rf"^(?:{_DAY}(?: /)? (?:{_MONTH})|(?:{_MONTH})(?: /)? {_DAY})(?:,?(?: /)? (?:19|20)\d\d)?$", re.IGNORECASE
)
MAX_JOINED_NAME = 60  # characters of the name or date below a label
_BY_ALONE = re.compile(r"^(?:(?:words|written|posted) )?by\W*$", re.IGNORECASE)
_NAMELIKE = re.compile(r"^[^\W\d_a-z][\w.’'-]+(?: (?:(?:de|van|von|ap|of|and) )?[^\W\d_a-z][\w.’'-]*){1,5}$")
_DATE_LABEL = re.compile(r"^\W*(?:(?:first |last )?(?:published|updated|modified|posted))(?: on)?\W*$", re.IGNORECASE)
_DATED = re.compile(
    rf"^\W*(?:\w{{3,9}},? )?(?:{_DAY} (?:{_MONTH})|(?:{_MONTH}) {_DAY}|\d{{1,4}}[/.-]\d)", re.IGNORECASE
)
# The null character, the soft hyphen, spaces and joins without width, the byte order mark: no reader sees them.
_INVISIBLE = dict.fromkeys((0, 0xAD, 0x200B, 0x200C, 0x200E, 0x200F, 0x2060, 0xFEFF))
_CLOSERS = "\"'”’»)]"
_STOPS = (".", "!", "?", "…")
_WORD = re.compile(r"[^\W\d_][\w'’-]*")

_MENU = re.compile(
    r"^\W*(?:menu|home(?:\s(?:news|articles?|opinions?|comment|politics|blogs?|sport|local|latest|features?|columns?|"
    r"columnists?|business|uk|world|culture|letters))*|(?:top|bottom) of page|author-image|new|article source|"
    r"(?:\w+ )?logo|"
    r".{0,30}?\d+ (?:minute|hour|day|week|month|year)s? ago|"
    r"comments? (?:are|is)(?: now)? "
    r"closed|powered by automated translation|embed from .{1,30}|"
    r"search|close|skip to .{1,40}|communities|press releases?|log ?(?:in|out)|sign (?:in|out)|"
    r"my account|become a (?:member|supporter).{0,20}|(?:join|donate|contact|about|volunteer)(?: (?:us|now|today|me))?|"
    r"newsletter sign-?up|subscribe(?: .{1,30})?|follow(?: (?:us|me).{0,20})?|category: .{1,40}|"
    r"\d{1,2}(?:st|nd|rd|th)? (?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)\w{0,6}|"
    r"accept(?: all)?(?: cookies)?|"
    r"cookie (?:policy|settings)|privacy policy|hide ads?|remove ads?|advertisements?|ads? by .{1,20}|sponsored|"
    r"(?:comments?|views?|hits?|likes?|shares?|replies)\W*\d*|"
    r"(?:\d[\d,.]*k? (?:comments?|views?|hits?|likes?|shares?|"
    r"replies)\W*)+|no comments|"
    r"print this (?:page|article|story)|"
    r"e?-?mail (?:this(?: page| article| story)?|to a friend)|"
    r"play|pause|mute|listen(?: to this .{1,20})?|read aloud|save|copy|print|email|share|tweet|"
    r"bookmark|get alerts|alert me about .{1,40}|gift (?:this )?article|reuse this content|"
    r"(?:previous|next|older|newer)(?: (?:post|article|page|story))?|back to .{1,40}|more|or|image|video|photo|"
    r"fill in your details below\b.{1,80}|you are commenting using\b.{1,80}|connecting to %s|view all posts by .{1,60}|"
    r"view (?:this )?(?:e-?mail|newsletter|message )?\s?(?:in|on) (?:your |a )?(?:web )?browser|"
    r"unsubscribe(?: .{1,60})?|(?:we (?:value|respect|care about) )?your privacy(?: .{1,30})?|check against delivery|"
    r"the following links open in a new tab|cookies on .{1,40}|"
    r"(?:reject|accept) additional cookies|view cookies|reject all|manage (?:cookies|preferences|options)|"
    r"columnists?|staff writer|guest (?:author|writer|contributor)|published|"
    r"(?:\w+ ){0,5}(?:issue|volume|vol\.) \d{1,4}(?:[,:] .{1,40})?|"
    r"\d{1,3} ?/ ?\d{1,3}|page \d{1,3}(?: of \d{1,3})?|(?:open|close) menu(?: close menu)?|"
    r"download text|share this debate|link to this speech(?: in context)?(?: individually)?|"
    r"(?:previous|next) (?:debate|section|speech)|"
    r"learn more|partners|cc by[ \w.-]{0,12}|we believe in the free flow of information|"
    r"republish (?:our|this) articles?.{0,120}|"
    r"academic rigou?r, journalistic flair|view all partners|"
    r"pic\.twitter\.com/\w+|[—–-] .{2,60}\(@\w{2,30}\) .{4,20}\d{4}|"
    r"(?:a )?(?:post|tweet) (?:shared )?by .{0,40}@\w+.{0,20}|"
    r"this article is brought to you by .{1,160}|(?:watch|read|see|listen to) .{3,60} (?:here|below):|"
    r"register|expand|zoom|open in .{1,20}|subscription notification|the house live all|partner content|"
    r"this (?:site|website) (?:uses|requires) (?:.{1,120} )?(?:cookies?|javascript|akismet|scripts?)\b.{0,160}|"
    r"\[?missing credit\]?|view (?:comments|all).{0,20}|"
    r"\d{1,2}[:.]\d{2}(?:\s?[ap]\.?m\.?)?(?: (?:gmt|bst|est|edt))?)\W*$",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(r"^\{{1,2}[^{}]{1,60}\}{1,2}$")  # of a content system: "{mosads}"
_ELSEWHERE = re.compile(r"\bread (?:more|on)(?: here)?\W*$|^\W*continue reading\b", re.IGNORECASE)
_BYLINE = re.compile(
    r"^\W*(?:byline|(?:primary|lead|main) sponsor|(?:tabled|moved|proposed) by)\s*:\s*\S|"
    r"^\W*(?:(?:words|written|posted|submitted|published|report(?:ed)?|authored|story|text|column|comment|opinion|blog|"
    r"(?:an? )?\w+ (?:column|article|blog|post|piece))\s+)?by\b:?\s+(?=\S)|^\W*(?:author|writer|words|awdur)\s*:\s*\S|"
    r"^(?:ysgrifennwyd )?gan\s+(?-i:[A-Z])",
    re.IGNORECASE,
)
# Ends of standfirsts, and some beginnings.
_WRITER = re.compile(
    r"[,–-] writes [A-Z][\w’'-]+ [A-Z][^.]{2,60}$|"
    r"^(?:Cllr |Councillor |Dr |Sir |Dame )?[A-Z][\w’'-]+ [A-Z][\w’'-]+(?: MP| MSP| MS)? writes\b"
)
_OFFICE_WORD = re.compile(
    r"\b(?:MPs?|MSPs?|MSs?|MLAs?|MEPs?|[Mm]inister|[Ss]ecretary|[Dd]irector|[Cc]hair(?:man|woman)?|[Ll]eader|"
    r"[Ss]pokes(?:person|man|woman)|[Cc]ouncillor|[Cc]hief [Ee]xecutive|[Pp]resident|[Pp]eer|"
    r"[Cc]andidate)\b"
)
# "Prime Minister's speech at the Guildhall" is a title.
_SPOKEN = re.compile(
    r"['’]s? (?:[\w-]+ ){0,3}(?:speech|remarks|statement|address|lecture|letter|message|article|column|"
    r"diary|response)\b",
    re.IGNORECASE,
)


# "The Minister for Ports will see you now" is a title.
_VERB = re.compile(r"\b(?:is|are|was|has|have|had|must|should|will|would|can(?:not)?|could|may|needs?|says|wants?)\b")


def read_lines(text: str) -> tuple[list[str], str | None]:
    """Return the lines that have text, white space folded, and the day of a stamp "date 2024-05-06" before the first.

    Collections of captures put such a stamp before the first line; it is not part of the page.
    """
    folded = (" ".join(line.split()) for line in text.translate(_INVISIBLE).splitlines())
    lines = _join_labels(_join_dates([line for line in folded if line]))
    stamp = _STAMPED.match(lines[0]) if lines else None
    if stamp is None:
        return lines, None
    return [stamp["rest"], *lines[1:]], stamp["day"]


def _join_dates(lines: list[str]) -> list[str]:
    """Return the lines; a date box that is printed over several, "06", "March", "2019", is one line."""
    joined, position = list[str](), 0
    while position < len(lines):
        boxes = (lines[position : position + count] for count in (3, 2))
        box = next((box for box in boxes if _DATE_BOX.match(" ".join(box))), lines[position : position + 1])
        joined.append(" ".join(box))
        position += len(box)
    return joined


def _join_labels(lines: list[str]) -> list[str]:
    """Return the lines; "By" or "Updated:" alone is on one line with the name or the date below it."""
    joined = list[str]()
    for line in lines:
        label = joined[-1] if joined else ""
        is_name = bool(_BY_ALONE.match(label)) and len(line) <= MAX_JOINED_NAME and bool(_NAMELIKE.match(line))
        if is_name or (_DATE_LABEL.match(label) and _DATED.search(line) and len(line) <= MAX_JOINED_NAME):
            joined[-1] = f"{label} {line}"
        else:
            joined.append(line)
    return joined


def word_count(line: str) -> int:
    """Return the number of words that begin with a letter."""
    return len(_WORD.findall(line))


def ends_sentence(line: str) -> bool:
    """Return whether a line ends like a sentence, perhaps in quotation marks or brackets."""
    return line.rstrip(_CLOSERS + " ").endswith(_STOPS)


def is_furniture(line: str) -> bool:
    """Return whether a line is a menu's entry, a button, a counter, a prompt or a link to another article."""
    if _MENU.match(line) or match_rule(line) or is_collection_line(line) or _is_menu_row(line):
        return True
    return len(line) <= 2 * MAX_TITLE and bool(_ELSEWHERE.search(line) or _PLACEHOLDER.match(line))


def _is_menu_row(line: str) -> bool:
    """Return whether a line is several entries of a menu with bars between them: "Print this page | Email"."""
    parts = line.split("|") if "|" in line else ()
    return len(parts) > 1 and all(_MENU.match(part) for part in parts)


def is_byline(line: str) -> bool:
    """Return whether a short line begins like a byline: "By …", "Posted by …", "Author: …"."""
    match = _BYLINE.match(line) if len(line) <= MAX_TITLE else None
    if match is None:
        return False
    first = line[match.end() :][:1]
    most = MAX_SMALL_BYLINE if first.islower() or first.isdigit() else MAX_BYLINE_WORDS
    return not ends_sentence(line) or word_count(line) <= most


def is_prose(line: str) -> bool:
    """Return whether a line is a paragraph of running text: long, or a sentence; not a caption or furniture."""
    if is_furniture(line) or is_caption(line) or is_byline(line):
        return False
    if len(line) >= PROSE:
        return True
    return word_count(line) >= MIN_SENTENCE_WORDS and (ends_sentence(line) or line.endswith((":", ",")))


def is_heading(line: str) -> bool:
    """Return whether a line may be a headline by its form: short, and not a sentence that ends in a full stop."""
    if not word_count(line) > 0 or len(line) > MAX_TITLE or not line[0].isprintable():
        return False
    if line[0] == "[" and line[-1] == "]":
        return False  # a picture, in what a browser without pictures shows
    if line.endswith((",", ";", ":", "…", "...")) or line.rstrip(_CLOSERS).endswith(".") or line.startswith(("•", "*")):
        return False
    if _WRITER.search(line):
        return False
    if _OFFICE_WORD.search(line) and not _SPOKEN.search(line) and _is_credit(line):
        return False
    return not (is_furniture(line) or is_caption(line) or is_byline(line) or ends_in_seat(line))


def is_office(line: str) -> bool:
    """Return whether a line is an office alone: "Shadow Minister for Ports"; a minister's speech is none."""
    return is_office_unit(line) and not _SPOKEN.search(line) and not _VERB.search(line)


def _is_credit(line: str) -> bool:
    """Return whether a line is an office ("Shadow Minister for Ports"), a name with one, or says who the author is."""
    if is_office(line) or is_affiliation_form(line):
        return True
    found = read_names_alone(line, frozenset())
    return bool(found) and all(credit.role for credit in found)


def ends_in_seat(line: str) -> bool:
    """Return whether a short line ends in a member's letters: "Jane Roe MP", "Chair Jane Roe MSP"."""
    words = line.split()
    return 2 <= len(words) <= 7 and words[-1] in ("MP", "MSP", "MS", "AM", "MLA", "MEP") and "’s" not in line


def repeated_lines(lines: Sequence[str]) -> frozenset[str]:
    """Return the short lines, folded, that occur at least twice in a capture and are not sentences: buttons, labels."""
    counts: dict[str, int] = {}
    for line in lines:
        if len(line) <= 60 and not ends_sentence(line):
            counts[fold_line(line)] = counts.get(fold_line(line), 0) + 1
    return frozenset(key for key, count in counts.items() if key and count > 1)
