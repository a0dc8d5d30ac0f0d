"""Identify an author in the register, and the seat held on the day; a claim alone or a guess is never enough."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TypedDict

from transforms.affiliations.evidence import (
    Claim,
    add_role,
    is_interview,
    is_interviewer,
    read_claim,
    select_own_sentences,
)
from transforms.affiliations.misspelt_names import find_misspelt
from transforms.affiliations.on_date import has_died_before, identify_on_day, identify_undated, identify_within
from transforms.affiliations.register import Register
from transforms.affiliations.register_checks import ArticleFacts, Identification, is_british_public_life
from transforms.bylines.names import StyledName, fold_name, parse_name, split_names
from transforms.records import Credit


class AuthorRow(TypedDict):
    """A row of `article_authors` without its keys."""

    position: int
    byline: str | None
    name: str | None
    person_id: str | None
    chamber: str | None
    party_id: str | None
    party_name: str | None
    party_group: str | None
    constituency: str | None
    affiliation_text: str | None
    resolution: str
    reason: str


def resolve_credits(  # noqa: PLR0913, PLR0917 - all inputs about an author
    credits: Sequence[Credit],
    affiliation_text: str | None,
    title: str | None,
    published_on: date | None,
    register: Register,
    text: str | None,
    is_political: bool = False,
    between: tuple[date, date] | None = None,
) -> list[AuthorRow]:
    """Return the rows of `article_authors`, without their keys, for an article's credits: one each, or one `no_byline`.

    An author is resolved if exactly one person in the register has the name and sat on `published_on`, and the page
    confirms it (letters, rank, party, seat) or the name is rare enough. If several persons have the name, the
    chamber, seat and party that the page names decide; otherwise the result is `ambiguous`, with the party that all
    share. If the outlet `is_political`, or without `text` (a bare byline), the page is assumed to be about British
    public life. Without a day, the author is resolved if the same holds on the first and the last day `between`
    which the article was published, and the seat did not change between them.
    """
    if not credits:
        return [
            _row(0, None, None, affiliation_text, Identification("no_byline", "the article names no author"), register)
        ]
    article = ArticleFacts(published_on, register, (text, title, affiliation_text), text or "", is_political, between)
    rows = []
    for position, credit in enumerate(credits):
        styled = _parse_credit_name(credit)
        finding = _find(credit, styled, affiliation_text, title or "", len(credits) == 1, article)
        name = styled.name if credit.kind == "person" else credit.name
        rows.append(_row(position, credit, name, affiliation_text, finding, register))
    return rows


def _parse_credit_name(credit: Credit) -> StyledName:
    """Split the credit's name, styles and letters into parts."""
    bare = parse_name(credit.name)
    printed = parse_name(credit.printed) if credit.printed else None
    if printed is None or fold_name(printed.name) != fold_name(bare.name):
        same = (parse_name(part) for part in split_names(credit.printed or credit.byline))
        printed = next((part for part in same if fold_name(part.name) == fold_name(bare.name)), bare)
    return replace(printed, name=bare.name)  # as it was read: "Jane Roe" of "By JANE ROE"


def _find(
    credit: Credit, styled: StyledName, affiliation: str | None, title: str, is_sole: bool, article: ArticleFacts
) -> Identification:
    if credit.kind != "person":
        return Identification(
            credit.kind, f"the credit is to {'a desk or its staff' if credit.kind == 'staff' else 'a body'}"
        )
    if article.register.is_empty:
        return Identification("not_in_register", "no register is loaded: run `backbench members refresh`")
    lines = "" if is_interviewer(credit.byline) else select_own_sentences(affiliation, styled, is_sole)
    if credit.role:
        lines = f"{credit.role}. {lines}"
    claim = read_claim(styled, lines, title, article.register.seats, credit.byline)
    if credit.role and claim.is_elsewhere == styled.is_elsewhere:
        claim = add_role(claim, credit.role, article.register.seats)
    ids, is_misspelt = _find_persons(styled, claim, article)
    if not ids:
        return Identification("not_in_register", "no person of that name in the register")
    if article.day is None:
        undated = identify_undated(ids, styled, claim, article)
        is_sure = undated.person_id and article.between and not is_interview(credit.byline)
        return (identify_within(styled, claim, article) or undated) if is_sure else undated
    finding = identify_on_day(ids, styled, claim, article)
    if finding.resolution == "resolved" and is_interview(credit.byline):
        return Identification("ambiguous", "the credit names the subject of the article, or does not say who asks")
    return _state_spelling(finding, article.register) if is_misspelt else finding


def _state_spelling(finding: Identification, register: Register) -> Identification:
    """Return the finding with a reason that also says how the register spells the name."""
    if finding.person_id is None:
        return finding
    return replace(finding, reason=f"{finding.reason}; the register spells it {register.name_of(finding.person_id)}")


def _find_persons(styled: StyledName, claim: Claim, article: ArticleFacts) -> tuple[list[str], bool]:
    """Return the persons of that name, and whether it has a letter wrong; of a shorter form of it, or with a letter
    wrong, only those who held what the page claims on the day.
    """
    ids = [one for one in article.register.find(styled, article.day) if not has_died_before(one, article)]
    if ids or article.day is None or styled.rank or claim.is_elsewhere:
        return ids, False
    chambers = claim.chambers | (frozenset({"commons"}) if claim.seats and not claim.chambers else frozenset())
    elected = chambers - {"lords"}
    if short := article.register.find_shortened(styled.name, article.day, elected):
        return list(short), False
    near = find_misspelt(styled.name, elected, claim, article) if is_british_public_life(article) else []
    return near, bool(near)


def _row(
    position: int,
    credit: Credit | None,
    name: str | None,
    affiliation: str | None,
    found: Identification,
    register: Register,
) -> AuthorRow:
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
