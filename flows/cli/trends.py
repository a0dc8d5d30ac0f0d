"""`backbench trends`: how often a topic is written about."""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows.cli.options import OutputFile, check_excel, choose_form
from flows.errors import WrongUse
from flows.settings import read_settings
from warehouse.store.locations import Database

if TYPE_CHECKING:
    from flows.analysis.trend_model import Trend
    from transforms.topics.definitions import Topic


@dataclass(frozen=True, slots=True)
class TrendRequest:
    """The options of one call, by name."""

    topic: str | None
    query: str | None
    topic_version: int | None
    by: str
    every: str
    since: str | None
    until: str | None
    compare: tuple[str, ...]
    smooth: int | None
    normalise: str | None
    plot: Path | None
    as_of: str | None
    as_json: bool
    as_csv: bool
    excel: bool


@click.command()
@click.argument("topic", required=False)
@click.option(
    "--query", metavar="QUERY", help="A query instead of a topic: words, AND, OR, NOT, NEAR/50, TITLE … (see above)."
)
@click.option("--topic-version", type=int, metavar="N", help="Count by version N of the topic's definition.")
@click.option("--by", type=click.Choice(["month", "party", "outlet"]), default="month", show_default=True)
@click.option("--every", type=click.Choice(["month", "quarter", "year"]), default="month", show_default=True)
@click.option("--from", "since", metavar="DAY", help="First period: a month (2022-01) or a day in it.")
@click.option("--to", "until", metavar="DAY", help="Last period: a month (2024-12) or a day in it.")
@click.option(
    "--compare",
    multiple=True,
    metavar="NAME",
    help="Compare with another topic; with --by party or outlet, give it twice to compare two of them.",
)
@click.option(
    "--smooth",
    type=int,
    metavar="N",
    help="Moving average over N months (or quarters, years); does not cross a coverage break.",
)
@click.option(
    "--normalise", type=click.Choice(["seats"]), help="By party: articles by MPs for 100 seats that the party held."
)
@click.option("--plot", type=OutputFile(), metavar="FILE", help="Draw a plot: FILE ends in .png, .svg or .html.")
@click.option("--as-of", metavar="RUN", help="Count in the corpus as it was after this run (a run_id of table runs).")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV; formulas are made harmless. For Excel add --excel.")
@click.option("--excel", is_flag=True, help="With --csv: begin with a byte-order mark, which Excel needs for accents.")
def trends(**options: Any) -> None:
    """Show how often a topic is written about, and what share of all articles that is.

    Shares have a 95 % interval. Partner content and repeats of a text are left out; a month without output has no
    share. The party is the author's on the day of publication. A letter marks a month in which an outlet's coverage
    changed (an outage, a new source), and the reason is printed below.

    An article without a date that is known by an interval (between two days) counts in the month, quarter or year that
    contains the interval. If it may be of several, each of them shows a range from the fewest to the most articles, and
    from the lowest to the highest share. Longer periods (--every year) have fewer such articles.

    A query is written as in topics: AND, OR, NOT and brackets over words and "phrases", a NEAR/50 b (within 50 words),
    a NEAR/P b (in one paragraph), ATLEAST/3 a, TITLE a, "Iranian(s)", =MOD (only in these capitals).

    Every published state of the corpus is kept: --as-of reproduces an earlier number.
    Earlier versions of a topic are kept (table `topic_versions`); --topic-version searches the corpus by one of them.

    \b
    Examples:
      backbench trends iran-russia
      backbench trends iran-russia --every year --by party
      backbench trends iran-russia --by party --csv > iran-russia.csv
      backbench trends iran-russia --by party --from 2022-01 --plot iran-russia.png
      backbench trends iran-russia --compare ukraine --smooth 3
      backbench trends iran-russia --topic-version 1
      backbench trends iran-russia --as-of 20261127T021500-3ed295
      backbench trends --query '(iran OR tehran) NEAR/50 (russia OR "the Kremlin")' --by month
      backbench trends iran-russia --by party --compare labour --compare conservative --normalise seats
    """
    _show_trend(TrendRequest(**options))


def _show_trend(request: TrendRequest) -> None:
    _check(request)
    trend = _read(request)
    if request.plot:
        from flows.analysis.plot import draw_plot

        draw_plot(trend, request.plot)
    if request.as_json:
        from flows.analysis.trend_model import to_json_object
        from flows.safe_text import to_json

        click.echo(to_json(to_json_object(trend)))
    elif request.as_csv:
        from flows.analysis.trend_table import write_csv

        write_csv(trend, sys.stdout, request.excel)
    else:
        from flows.analysis.trend_table import print_trend

        print_trend(trend)
    if request.plot:
        from flows.analysis.trend_text import describe_pooled

        click.echo(f"Plot: {request.plot}", err=request.as_json or request.as_csv)
        for line in describe_pooled(trend):
            click.echo(line, err=True)


def _check(request: TrendRequest) -> None:
    """Raise WrongUse if the options do not fit together."""
    if request.plot and request.plot.suffix.lower() not in (".png", ".svg", ".html"):
        raise WrongUse(f"{request.plot} is not a known kind of plot.", "End the name in .png, .svg or .html.")
    if (request.topic is None) == (request.query is None):
        raise WrongUse("Give either a topic or a query.", "Topics: backbench sql 'from topics'.")
    choose_form(csv=request.as_csv, json=request.as_json)
    check_excel(request.excel, request.as_csv)
    if request.topic_version is not None and request.topic is None:
        raise WrongUse("A query has no versions.", "Name a topic with --topic-version.")


def _read(request: TrendRequest) -> "Trend":
    """Read the trend, with the one it is compared with, smoothed if asked."""
    from flows.analysis.corpus import choose_corpus
    from flows.analysis.trends import parse_day, read_trend

    chosen = choose_corpus(read_settings().corpus, request.as_of, upgrade=True)
    corpus = click.get_current_context().with_resource(chosen)
    adhoc = _find_adhoc_topic(corpus, request.topic, request.query, request.topic_version)
    by, every, by_seats = request.by, request.every, bool(request.normalise)
    span = (parse_day("--from", request.since), parse_day("--to", request.until))
    name = adhoc.topic_id if adhoc else str(request.topic)
    trend = read_trend(corpus, name, by, *span, by_seats=by_seats, query=adhoc, every=every)
    if request.compare:
        trend = _compare(trend, request.compare, lambda other: read_trend(corpus, other, by, *span, every=every))
    if request.smooth is not None:
        from flows.analysis.compare import smooth

        trend = smooth(trend, request.smooth)
    return trend


def _find_adhoc_topic(corpus: Database, topic: str | None, query: str | None, version: int | None) -> "Topic | None":
    """Return the topic to search the texts for; None if the corpus is tagged by it already."""
    if query is not None:
        from flows.analysis.adhoc import parse_adhoc_topic

        return parse_adhoc_topic(query)
    if topic is None or version is None:
        return None
    from flows.analysis.adhoc import find_topic_version

    return find_topic_version(corpus, topic, version)


def _compare(trend: "Trend", names: tuple[str, ...], read: Callable[[str], "Trend"]) -> "Trend":
    from flows.analysis.compare import compare, select_series

    if trend.by != "month":
        return select_series(trend, names)
    if len(names) > 1:
        raise WrongUse("Two topics are compared.", "Name one with --compare, or ask --by party or --by outlet.")
    return compare(trend, read(names[0]))
