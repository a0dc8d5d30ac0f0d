"""Tell headlines of a text capture from the lines around them: standfirsts, bylines, buttons, trails."""

import re
from collections.abc import Sequence

from transforms.boilerplate.foot_patterns import is_appeal, is_rights_notice
from transforms.bylines.affiliation_lines import is_affiliation_form
from transforms.bylines.sentence_credits import read_speakers, read_standfirst_credits
from transforms.dates.date_reader import DateReader
from transforms.page.title_text import fold_line, is_site_name
from transforms.text_captures.address_words import MIN_TITLE_WORDS
from transforms.text_captures.captions import is_caption
from transforms.text_captures.date_lines import is_badge, is_date_line, is_section_label
from transforms.text_captures.lines import PROSE, is_byline, is_furniture, is_heading, is_prose, word_count
from transforms.text_captures.name_lines import MAX_AUTHOR_LINE, names_authors, read_name, without_echo

_SHARE = re.compile(
    r"^\W*(?:share(?: (?:on|via|by|this|to) .{1,30})?|tweet|post|copy link|link copied|e-?mail|print|facebook|twitter|"
    r"x|whatsapp|linkedin|bluesky|reddit|threads|save|bookmark|comments?|\d{1,5}|listen(?: .{1,30})?)\W*$",
    re.IGNORECASE,
)
NUMBERED = re.compile(r"^\d{1,2}[.)] ")  # an entry of a list
# The name of a site and its section, or a trail: "Chamber / Open data", "Home › Opinion".
_TRAIL = re.compile(r"^[\w’'&.,-]+(?: [\w’'&.,-]+){0,2}(?:\s+[/›»>]\s+[\w’'&.,-]+(?: [\w’'&.,-]+){0,2})+$")
_TEASERS = re.compile(
    r"^\W*(?:trending|most (?:read|viewed|popular)|latest|breaking|popular|related|don['’]t miss|more|also|recommended|"
    r"editor['’]?s picks?|top stories|(?:suggested|further) reading)\b.{0,20}$",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"^(?:(?P<first>[A-Z][^:.,]{4,40}): \S.*|\S.{8,160}? [-–—|] (?P<last>[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]*){1,4}))$"
)
_MAIL = re.compile(r"\w@\w[\w-]*\.\w")
_BY = re.compile(r"^\W*by:?\s+", re.IGNORECASE)
NEWSLETTER_HEAD = 14  # lines from "Subscribe" to the title, with the buttons that share it
NEAR_CREDIT = 8  # lines between a heading and its byline, with buttons, captions and a standfirst
MIN_ENTRIES = 2  # a row of a menu has more entries, each of no more words
LONGER = 1.4  # how much longer than its headline a standfirst is
MIN_STANDFIRST = 60  # characters
MIN_VIEW = 40  # characters of a sentence, and of the first half of a broken headline
_FIELD = re.compile(r"^(?:from|delivered on|location):$", re.IGNORECASE)  # above its value, on pages of a government
READING_TIME = re.compile(r"^\W*\d{1,2}[ -]?min(?:ute)?s?\b(?: read)?.{0,18}$", re.IGNORECASE)


def may_head(line: str, sites: frozenset[str], reader: DateReader) -> bool:
    """Return whether a line may be a headline: not a site's name, a date, an author, a section or a trail."""
    if not is_heading(line) or is_site_name(line, sites) or is_date_line(line, reader, sites):
        return False
    if " " not in line and re.search(r"[-_./@]", line):  # a file's name, an address's words, a handle
        return False
    is_link = line[0] in "«‹←" or line[-1] in "»›→"  # to the article before or after
    if is_link or _MAIL.search(line) or _is_menu(line) or is_rights_notice(line) or is_appeal(line):
        return False
    if NUMBERED.match(line) or _TRAIL.match(line) or is_badge(line) or is_section_label(line):
        return False
    return not names_authors(line, sites) and without_echo(line) == line


def _is_menu(line: str) -> bool:
    """Return whether a line is a trail or several entries of a menu: "You are here: …", "Home | About | Contact"."""
    parts = re.split(r"\s[|·•>]\s", line)
    is_row = len(parts) > MIN_ENTRIES and all(len(part.split()) <= MIN_ENTRIES for part in parts)
    return is_row or line.lower().startswith("you are here")


def is_headline(line: str, sites: frozenset[str], reader: DateReader) -> bool:
    """Return whether a line may be a headline and is as long as one."""
    return word_count(line) >= MIN_TITLE_WORDS and may_head(line, sites, reader)


def touches_credit(line: str, sites: frozenset[str], reader: DateReader) -> bool:
    """Return whether a line is a byline, a date or an author, as they stand next to a headline."""
    if not line:
        return False
    is_credit = is_byline(line) or is_date_line(line, reader, sites) or names_authors(line, sites)
    return is_credit or is_badge(line) or bool(_FIELD.match(line))


def is_view(line: str) -> bool:
    """Return whether a line says whose view a text gives: "Jane Roe MP explains why the mill matters"."""
    return len(line) >= MIN_VIEW and bool(read_speakers(line, "") or read_standfirst_credits(line))


def is_below_byline(lines: Sequence[str], index: int, sites: frozenset[str], reader: DateReader) -> bool:
    """Return whether a line is a standfirst: a heading and a name are above it, a date or the text is below."""
    if index < 2 or len(lines[index]) < MIN_STANDFIRST or not is_headline(lines[index - 2], sites, reader):
        return False
    above, below = lines[index - 1], lines[index + 1] if index + 1 < len(lines) else ""
    is_above_text = is_date_line(below, reader, sites) or is_prose(below) or is_affiliation_form(below)
    return read_name(above, sites) is not None and is_above_text


def skip_buttons(line: str, after: Sequence[str]) -> list[str]:
    """Return the three lines after one, without captions; below a line as long as a headline, without the buttons that
    share a page.
    """
    others = [other for other in after if not is_caption(other)]
    if not others or word_count(line) < MIN_TITLE_WORDS or not _SHARE.match(others[0]):
        return others[:3]
    return [other for other in others if not _SHARE.match(other)][:3]


def heads_standfirst(lines: Sequence[str], index: int, sites: frozenset[str], reader: DateReader) -> bool:
    """Return whether a line is the first of two headings above a byline or a date, of which the second is a standfirst
    or a caption; a heading above both would belong to a list of teasers.
    """
    if index + 2 >= len(lines) or not is_headline(lines[index], sites, reader):
        return False
    below = skip_buttons(lines[index], lines[index + 1 : index + NEAR_CREDIT])
    is_pair = len(below) > 1 and is_headline(below[0], sites, reader) and touches_credit(below[1], sites, reader)
    above = lines[index - 1] if index else ""
    if is_pair and fold_line(below[0]) in fold_line(lines[index]):
        return False  # a trail, or the title with the site's name
    return is_pair and not is_headline(above, sites, reader) and not _TEASERS.match(above)


def follows_credited_heading(lines: Sequence[str], index: int, sites: frozenset[str], reader: DateReader) -> bool:
    """Return whether a heading and its byline or date are above a line, before any prose: the line is a caption or a
    standfirst.
    """
    is_credited = False
    for above in range(index - 1, max(-1, index - NEAR_CREDIT), -1):
        line = lines[above]
        if len(line) >= PROSE or _TEASERS.match(line):
            return False
        if touches_credit(line, sites, reader):
            is_credited = True
        elif is_credited and is_headline(line, sites, reader):
            return True
    return False


def is_newsletter_title(lines: Sequence[str], index: int, sites: frozenset[str], reader: DateReader) -> bool:
    """Return whether a line is the first of title, subtitle, name and date below "Subscribe" and "Sign in"."""
    above = {fold_line(other) for other in lines[max(0, index - NEWSLETTER_HEAD) : index]}
    below = [*lines[index + 1 : index + 4], "", "", ""]
    return (
        {"subscribe", "sign in"} <= above
        and may_head(below[0], sites, reader)
        and read_name(below[1], sites) is not None
        and is_date_line(below[2], reader, sites)
    )


def is_standfirst(line: str, title: str) -> bool:
    """Return whether a line below a title may be its standfirst: long enough, and longer than the title or a sentence
    with its full stop.
    """
    if is_caption(line) or is_furniture(line) or len(line) < MIN_STANDFIRST:
        return False
    return len(line) > LONGER * len(title) or not is_heading(line)


def names_own_author(line: str, below: Sequence[str]) -> str | None:
    """Return the name at either end of a title that a line below it consists of: "Jane Roe: the mill must stay", "The
    mill must stay - Jane Roe".
    """
    match = _NAMED.match(line)
    ends = [match["first"] or "", match["last"] or ""] if match else []
    names = [fold_line(end) for end in ends if " " in end]
    lines = {fold_line(_BY.sub("", other)) for other in below if len(other) <= MAX_AUTHOR_LINE}
    return next((name for name in names if name in lines), None)
