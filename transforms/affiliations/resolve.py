"""Who an author is in the register, and what they held on the day; never only claimed, never guessed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from transforms.affiliations.evidence import claim_of, is_interview, is_of_subject, own_lines
from transforms.affiliations.name_rarity import Finding, Page
from transforms.affiliations.on_date import died_before, on_day, undated
from transforms.affiliations.register import Register
from transforms.bylines.names import Styled, fold_name, split_names, styles
from transforms.records import Credit

Row = dict[str, object]


def resolve(
    credits: Sequence[Credit],
    affiliation_text: str | None,
    title: str | None,
    published_on: date | None,
    register: Register,
    text: str | None,
    is_political: bool = False,
) -> list[Row]:
    """Return the rows of `article_authors`, without their keys, for a piece's credits: one each, or one `no_byline`.

    An author is resolved where the register has one person who may be meant and sat on `published_on`, and the page
    says so (letters, rank, party, seat) or the name is rare enough. Several who may be meant are told apart by chamber,
    seat and party named; otherwise `ambiguous`, with the party that all share. Where the outlet `is_political`, or
    without `text` (a bare byline), the page is taken to be about British public life.
    """
    if not credits:
        return [_row(0, None, None, affiliation_text, Finding("no_byline", "the piece names no author"), register)]
    page = Page(published_on, register, (text, title, affiliation_text), text or "", is_political)
    rows = []
    for position, credit in enumerate(credits):
        styled = _styled(credit)
        finding = _find(credit, styled, affiliation_text, title or "", len(credits) == 1, page)
        rows.append(_row(position, credit, styled.name, affiliation_text, finding, register))
    return rows


def _styled(credit: Credit) -> Styled:
    """Take the credit's name apart, with the styles that stand with it in the byline."""
    bare = styles(credit.name)
    same = (styles(part) for part in split_names(credit.byline))
    found = next((part for part in same if fold_name(part.name) == fold_name(bare.name)), bare)
    return replace(found, name=bare.name)  # as it was read: "Jane Roe" of "By JANE ROE"


def _find(credit: Credit, styled: Styled, affiliation: str | None, title: str, is_sole: bool, page: Page) -> Finding:
    if credit.kind != "person":
        return Finding(credit.kind, f"the credit is to {'a desk or its staff' if credit.kind == 'staff' else 'a body'}")
    if page.register.is_empty:
        return Finding("not_in_register", "no register is loaded: run `backbench members refresh`")
    ids = [one for one in page.register.find(styled, page.day) if not died_before(one, page)]
    if not ids:
        return Finding("not_in_register", "nobody of that name")
    lines = "" if is_of_subject(credit.byline) else own_lines(affiliation, styled, is_sole)
    claim = claim_of(styled, lines, title, page.register.seats)
    if page.day is None:
        return undated(ids, styled, claim, page)
    finding = on_day(ids, styled, claim, page)
    if finding.resolution == "resolved" and is_interview(credit.byline):
        return Finding("ambiguous", "the credit names whom the piece is about, or does not say who asks")
    return finding


def _row(
    position: int, credit: Credit | None, name: str | None, affiliation: str | None, found: Finding, register: Register
) -> Row:
    party = register.party(found.party_id)
    return {
        "position": position,
        "byline": credit.byline if credit else None,
        "name": name,
        "person_id": found.person_id,
        "chamber": found.spell.chamber if found.spell else None,
        "party_id": found.party_id,
        "party_name": party.name if party else None,
        "party_group": party.group if party else found.party_group,
        "constituency": found.spell.constituency if found.spell else None,
        "affiliation_text": affiliation,
        "resolution": found.resolution,
        "reason": found.reason,
    }
