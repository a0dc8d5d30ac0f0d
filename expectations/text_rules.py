"""Rules on address, title and body: a complete article under its own headline."""

from functools import partial
from pathlib import Path

import polars as pl

from expectations.rule import IS_BARE_TEXT, NEVER, Between, Matches, Rule, flag_where

article = partial(Rule, subject="articles")
body, title = pl.col("body"), pl.col("title")

PAYWALLS = Path(__file__).parent.parent / "seeds" / "paywalls.csv"
PHRASES: list[str] = pl.read_csv(PAYWALLS)["phrase"].str.to_lowercase().to_list()
"""Phrases that outlets print where a text is cut off for readers without a subscription."""
ENDING = 400
"""Number of characters at a body's end in which such a phrase is searched. Before them, the words are the writer's."""

# Enough to distinguish a stub from an article, or a repeated title from a text; whole bodies took three times as long.
opening = body.str.head(2000)
# Scripts without spaces: two characters make about one word (Yomiuri's 300 characters are not a two-word stub).
unspaced = opening.str.count_matches(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}]") // 2
words = opening.str.count_matches(r"\S+") + unspaced
title_share = opening.str.count_matches(title, literal=True) * title.str.count_matches(r"\S+") / words


def fold_name(text: pl.Expr) -> pl.Expr:
    """Return only letters and digits, in lower case, without a leading "the"."""
    return text.str.to_lowercase().str.replace(r"^\s*the[\s-]+", "").str.replace_all(r"[^\p{L}\p{N}]", "")


host = pl.col("url").str.extract(r"^https?://(?:www\.)?([^/:?#]+)")
outlet_names = (pl.col("outlet_name"), pl.col("outlet_id"), host, host.str.extract(r"([^.]+)"))
is_outlet_name = pl.any_horizontal(fold_name(title) == fold_name(name) for name in outlet_names)

TEXT_RULES = (
    article(
        "url_not_web",
        sentence="The URL is a web address: http or https, a host, no name or password, no white space; or it is "
        "that of a text capture without one.",
        measure=pl.col("url"),
        expects=Matches(r"https?://[^\s/?#@:]+(?::\d+)?(?:[/?#]\S*)?|urn:text:\S+:[0-9a-f]{24}"),
        detail="'{value}' is not a web address",
    ),
    article(
        "body_too_short",
        sentence="The body has as many words as the shortest real article.",
        because="Of the 482 real pages, failed extractions that have a body at all have 3 and 24 words, the shortest "
        "real article (a report from a court) 36; a letter to the editor seldom has fewer than 30.",
        measure=words,
        expects=Between(least=30),
        detail="the body has {value} words: '{body}'",
    ),
    article(
        "body_cut_off",
        sentence="A body that ends in an ellipsis is long enough to be the article and not its teaser.",
        because="The Wall Street Journal's teasers have 106 and 111 words; whole pieces of the real pages that end so "
        "have 385 and more. A capture of bare text is what its owner kept, often the beginning alone, so its end tells "
        "nothing.",
        measure=pl.when(body.str.contains(r"(?:…|\.\.\.)\W*$") & ~IS_BARE_TEXT).then(words),
        expects=Between(least=150),
        detail="the body has {value} words and breaks off: '…{ending}'",
    ),
    article(
        "body_behind_paywall",
        sentence="The body does not end by saying that the rest is for subscribers (phrases in seeds/paywalls.csv).",
        because="Le Monde prints 495 words and then that 57 % of the article is left to read.",
        measure=flag_where(body.str.tail(ENDING).str.to_lowercase().str.contains_any(PHRASES)),
        expects=NEVER,
        detail="the body ends: '…{ending}'",
    ),
    article(
        "extractors_disagree",
        sentence="Where a second extractor was used, its text and the body share enough four-word runs (F1).",
        because="Three of the 482 real pages are below it, all bad: a forum's menus, a dialog, a blog's archive; "
        "the lowest good one of the 343 that were judged has 0.44. Up to 0.8, 2 of 13 are bad: those pass with a "
        "warning.",
        measure=pl.col("agreement"),
        expects=Between(least=0.4),
        detail="the body has a share of {value} in common with what a second extractor finds: '{body}'",
    ),
    article(
        "body_is_title",
        sentence="The body is not mostly its title over and over.",
        because="The most that a real article repeats is 0.11 of its words.",
        measure=title_share,
        expects=Between(most=0.5),
        detail="the title '{title}' makes up {value} of the body's words",
    ),
    article(
        "title_is_outlet",
        sentence="The title is the article's, not the outlet's name or host.",
        measure=flag_where(is_outlet_name),
        expects=NEVER,
        detail="the title '{title}' is the name of {outlet_id}",
    ),
    Rule(
        "cut_off",
        "article_warnings",
        sentence="The article does not break off before a paywall that was removed from its text.",
        because="Of the 482 real pages three end so, at 480, 210 and 161 words, and all three are stubs.",
        measure=flag_where(pl.col("warning") == "cut off"),
        expects=NEVER,
        detail="the rest of the page is for subscribers: {detail}",
    ),
    Rule(
        "live_blog",
        "article_warnings",
        sentence="The article is not a live blog.",
        because="Its text grows with every capture, and its parts have other authors and hours than the whole.",
        measure=flag_where(pl.col("warning") == "live blog"),
        expects=NEVER,
        detail="a live blog: {detail}",
    ),
    article(
        "title_too_long",
        sentence="The title is a headline, not a paragraph; counted in characters.",
        because="The longest headline of the real pages, outlet's name included, has 198 characters.",
        measure=title.str.len_chars(),
        expects=Between(most=300),
        detail="the title has {value} characters: '{title}'",
    ),
)
