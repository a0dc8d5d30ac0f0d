"""Rules on a run as a whole. Of the outlets that break one by themselves, nothing is loaded: the fault is then in a
template or in the code, and not in a page. If no outlet alone breaks it, nothing of the batch is loaded.
"""

from functools import partial

import polars as pl

from expectations.rule import RUN, Between, Rule

run = partial(Rule, subject=RUN)


def share(part: pl.Expr, whole: pl.Expr, batch: int) -> pl.Expr:
    """Return part / whole, from 0 to 1; null if the whole is smaller than `batch`, because it is then not
    significant.
    """
    return pl.when(whole >= batch).then(part / whole)


extracted, accepted, reached = pl.col("extracted"), pl.col("accepted"), pl.col("reached")

RUN_RULES = (
    run(
        "nothing_accepted",
        sentence="Of 5 articles extracted, at least one is accepted.",
        because="A night with one or two new pages may bring stubs alone; five are a broken outlet or a broken stage.",
        batch="extracted",
        measure=pl.when(extracted >= 5).then(accepted),
        expects=Between(least=1),
        detail="{extracted} articles were extracted and none was accepted",
    ),
    run(
        "quarantined_share",
        sentence="Of 20 articles or more, the share quarantined by extraction or by a row rule is bounded.",
        because="The real pages lose 0.04 of 482. Where most of a batch is unfit the rest is not to be trusted either.",
        batch="reached",
        measure=share(reached - accepted, reached, batch=20),
        expects=Between(most=0.5),
        detail="a share of {value} was quarantined: of {reached} articles {extracted} could be read, {accepted} passed",
    ),
    run(
        "undated_share",
        sentence="Of 20 articles or more that have markup or state a date, the share without a publication date is "
        "bounded.",
        because="Where a template changes, or a reader of dates breaks, all dates are missing at once. Captures of "
        "bare text count only if they or their address state a day, whether it was read or not: more than half of "
        "them state none. Articles that a web archive's copy bounds do not count: some outlets print no date, and a "
        "backfill of them must not fail.",
        batch="datable",
        measure=share(pl.col("undated"), pl.col("datable"), batch=20),
        expects=Between(most=0.5),
        detail="a share of {value} has no publication date: {undated} of {datable}",
    ),
    run(
        "titles_alike",
        sentence="Of 5 different texts or more, the share under the commonest title is bounded.",
        because="A selector that finds the site's name finds it on every page, or on nearly every one; a series that "
        "keeps its title is seldom all that a run brings.",
        batch="texts",
        measure=share(pl.col("commonest_title_count"), pl.col("texts"), batch=5),
        expects=Between(most=0.8),
        detail="a share of {value} has the title '{commonest_title}': {commonest_title_count} of {texts} texts",
    ),
)
