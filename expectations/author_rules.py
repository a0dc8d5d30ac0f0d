"""Rules on authors: an affiliation is that of the register on the day, or it is null with a reason."""

from functools import partial

import polars as pl

from expectations.rule import NEVER, Between, Rule, flag_where

author = partial(Rule, subject="article_authors")
resolved = pl.col("resolution") == "resolved"

AUTHOR_RULES = (
    Rule(
        "authors_missing",
        subject="articles",
        sentence="Every article has a row of authors, even if it only says no_byline.",
        measure=pl.col("author_count"),
        expects=Between(least=1),
        detail="no row of article_authors",
    ),
    author(
        "author_resolved_without_register",
        sentence="A resolved author is a person in the register, with a party or a chamber.",
        measure=flag_where(
            resolved
            & (pl.col("person_id").is_null() | pl.all_horizontal(pl.col("party_id", "party_name", "chamber").is_null()))
        ),
        expects=NEVER,
        detail="'{byline}' is resolved with person_id {person_id}, party_id {party_id} and chamber {chamber}",
    ),
    author(
        "author_resolved_without_date",
        sentence="An author is resolved as of the day of publication, or of every day between two bounds.",
        measure=flag_where(
            resolved
            & pl.col("published_on").is_null()
            & pl.any_horizontal(pl.col("published_not_before", "published_not_after").is_null())
        ),
        expects=NEVER,
        detail="'{byline}' is resolved as {person_id}, but neither published_on nor both bounds are known",
    ),
    author(
        "author_person_unproven",
        sentence="Only an author who is resolved, not serving or undated is a person of the register.",
        measure=flag_where(
            ~pl.col("resolution").is_in(["resolved", "not_serving", "date_unknown"]) & pl.col("person_id").is_not_null()
        ),
        expects=NEVER,
        detail="'{byline}' is {resolution}, yet has person_id {person_id}",
    ),
    author(
        "author_seat_unproven",
        sentence="Only a resolved author has a chamber or a seat: neither is ever only claimed.",
        measure=flag_where(~resolved & pl.any_horizontal(pl.col("chamber", "constituency").is_not_null())),
        expects=NEVER,
        detail="'{byline}' is {resolution}, yet has chamber {chamber} and seat {constituency}",
    ),
    author(
        "author_party_unproven",
        sentence="A party is in the register: the author's own, the last, or the one all possible persons share.",
        measure=flag_where(
            ~pl.col("resolution").is_in(["resolved", "not_serving", "ambiguous"])
            & pl.any_horizontal(pl.col("party_id", "party_name", "party_group").is_not_null())
        ),
        expects=NEVER,
        detail="'{byline}' is {resolution}, yet has party {party_id}",
    ),
    author(
        "author_reason_missing",
        sentence="An author who is named and not resolved has the reason.",
        measure=flag_where(~resolved & (pl.col("resolution") != "no_byline") & pl.col("reason").is_null()),
        expects=NEVER,
        detail="'{byline}' is {resolution} without a reason",
    ),
)
