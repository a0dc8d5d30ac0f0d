"""Rules on the date of publication: it is possible, consistent and has evidence."""

from functools import partial

import polars as pl

from expectations.rule import NEVER, Between, Rule, flag_where

article = partial(Rule, subject="articles")
published_on = pl.col("published_on")
captured_on = pl.col("first_captured_at").dt.date()

DATE_RULES = (
    article(
        "published_before_web",
        sentence="The year of publication is not before the web was.",
        because="The first web page is of 1990: an earlier day is an epoch, a misread number or a day in the text.",
        measure=published_on.dt.year(),
        expects=Between(least=1990),
        detail="published_on is {published_on}",
    ),
    article(
        "published_after_capture",
        sentence="The article is not published after it was captured; counted in days.",
        because="One day is allowed: the capture's day is UTC's, and an outlet east of it may be a day ahead.",
        measure=(published_on - captured_on).dt.total_days(),
        expects=Between(most=1),
        detail="published_on is {published_on}, {value} days after the capture at {first_captured_at}",
    ),
    article(
        "published_out_of_bounds",
        sentence="The day of publication is between published_not_before and published_not_after; counted in days.",
        because="One day is allowed, for the time zones.",
        measure=pl.max_horizontal(
            (pl.col("published_not_before") - published_on).dt.total_days(),
            (published_on - pl.col("published_not_after")).dt.total_days(),
        ),
        expects=Between(most=1),
        detail="published_on is {published_on}, {value} days outside {published_not_before} to {published_not_after}",
    ),
    article(
        "date_bounds_crossed",
        sentence="published_not_before is not after published_not_after; counted in days.",
        because="One day is allowed, for the time zones.",
        measure=(pl.col("published_not_before") - pl.col("published_not_after")).dt.total_days(),
        expects=Between(most=1),
        detail="published_not_before is {published_not_before}, published_not_after {published_not_after}",
    ),
    article(
        "date_precision_disagrees",
        sentence="published_on is null if and only if date_precision is none.",
        measure=flag_where(published_on.is_null() != (pl.col("date_precision") == "none")),
        expects=NEVER,
        detail="published_on is {published_on} and date_precision {date_precision}",
    ),
    article(
        "date_basis_disagrees",
        sentence="published_on is null exactly where date_basis is unknown or archive-bound.",
        measure=flag_where(published_on.is_null() != pl.col("date_basis").is_in(["unknown", "archive-bound"])),
        expects=NEVER,
        detail="published_on is {published_on} and date_basis {date_basis}",
    ),
    article(
        "instant_disagrees",
        sentence="published_at is known exactly where date_precision is instant.",
        measure=flag_where(pl.col("published_at").is_not_null() != (pl.col("date_precision") == "instant")),
        expects=NEVER,
        detail="published_at is {published_at} and date_precision {date_precision}",
    ),
    article(
        "instant_on_another_day",
        sentence="published_at falls on published_on; counted in days.",
        because="One day is allowed: published_at is UTC, published_on the outlet's own day.",
        measure=(pl.col("published_at").dt.date() - published_on).dt.total_days().abs(),
        expects=Between(most=1),
        detail="published_at is {published_at}, published_on {published_on}",
    ),
    article(
        "date_without_evidence",
        sentence="A publication date is the day of a date candidate that was chosen for it.",
        measure=flag_where(published_on.is_not_null() & ~published_on.is_in(pl.col("chosen_days")).fill_null(False)),
        expects=NEVER,
        detail="published_on is {published_on}, the candidates chosen for it say {chosen_days}",
    ),
    article(
        "date_chosen_twice",
        sentence="At most one date candidate is chosen.",
        measure=pl.col("chosen_count"),
        expects=Between(most=1),
        detail="{value} date candidates are chosen",
    ),
)
