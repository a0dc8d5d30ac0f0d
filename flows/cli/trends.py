"""`backbench trends`: how often a topic is written about."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.errors import WrongUse
from flows.settings import read_settings

if TYPE_CHECKING:
    from flows.analysis.trends import Trend
    from transforms.topics.definitions import Topic

FILE = click.Path(dir_okay=False, path_type=Path)


@click.command()
@click.argument("topic", required=False)
@click.option(
    "--query", metavar="QUERY", help="In place of a topic: words, AND, OR, NOT, NEAR/50, TITLE … (see below)."
)
@click.option("--topic-version", type=int, metavar="N", help="Count by the topic's definition as its version N had it.")
@click.option("--by", type=click.Choice(["month", "party", "outlet"]), default="month", show_default=True)
@click.option("--from", "since", metavar="DAY", help="First month, as 2022-01 or a day in it.")
@click.option("--to", "until", metavar="DAY", help="Last month, as 2024-12 or a day in it.")
@click.option(
    "--compare", multiple=True, metavar="NAME", help="Another topic; with --by party or outlet, two of them, each so."
)
@click.option("--smooth", type=int, metavar="N", help="Pool the N months around each month, within breaks.")
@click.option(
    "--normalise", type=click.Choice(["seats"]), help="By party: pieces by MPs for 100 seats held that month."
)
@click.option("--plot", type=FILE, metavar="FILE", help="Draw it: FILE ends in .png, .svg or .html.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def trends(  # noqa: PLR0913, PLR0917 - one for each option
    topic: str | None,
    query: str | None,
    topic_version: int | None,
    by: str,
    since: str | None,
    until: str | None,
    compare: tuple[str, ...],
    smooth: int | None,
    normalise: str | None,
    plot: Path | None,
    as_json: bool,
) -> None:
    """Show how often a topic is written about, and what share of all output that is.

    Shares stand with their 95 % interval. Partner content and repeats of a text are left out; pieces whose month is
    not known are counted apart; a month without output has no share. Party is the one held on the day. Where an
    outlet's coverage changed (an outage, a source added), the months are told apart by letters, with the reason.

    A query is written as topics write theirs: AND, OR, NOT and brackets over words and "phrases", a NEAR/50 b (within
    50 words), a NEAR/P b (in one paragraph), ATLEAST/3 a, TITLE a, "Iranian(s)", =MOD (in these capitals).

    Every definition that a topic has had is kept (table `topic_versions`): the corpus is searched by it anew.

    \b
    Examples:
      backbench trends iran-russia
      backbench trends iran-russia --by party --from 2022-01 --plot iran-russia.png
      backbench trends iran-russia --compare ukraine --smooth 3
      backbench trends iran-russia --topic-version 1
      backbench trends --query '(iran OR tehran) NEAR/50 (russia OR "the Kremlin")' --by month
      backbench trends iran-russia --by party --compare labour --compare conservative --normalise seats
    """
    from flows.analysis.trends import to_json_object, parse_day
    from flows.analysis.trends import trends as ask

    if plot and plot.suffix.lower() not in (".png", ".svg", ".html"):
        raise WrongUse(f"{plot} is not a kind of plot known.", "End the name in .png, .svg or .html.")
    if (topic is None) == (query is None):
        raise WrongUse("A topic or a query is needed, and not both.", "Topics: backbench sql 'from topics'.")
    if topic_version is not None and topic is None:
        raise WrongUse("A query has no versions.", "Name a topic with --topic-version.")
    corpus = read_settings().corpus
    asked = _asked(corpus, topic, query, topic_version)
    span = (parse_day("--from", since), parse_day("--to", until))
    trend = ask(corpus, asked.topic_id if asked else str(topic), by, *span, by_seats=bool(normalise), query=asked)
    if compare:
        trend = _compared(trend, compare, lambda other: ask(corpus, other, by, *span))
    if smooth is not None:
        from flows.analysis.compare import smooth

        trend = smooth(trend, smooth)
    if plot:
        from flows.analysis.plot import draw

        draw(trend, plot)
    if as_json:
        import json

        click.echo(json.dumps(to_json_object(trend), ensure_ascii=False))
    else:
        from flows.analysis.trend_table import show

        show(trend)
    if plot:
        click.echo(f"Plot: {plot}", err=as_json)


def _asked(corpus: Path, topic: str | None, query: str | None, version: int | None) -> "Topic | None":
    """Return the topic that the corpus is not tagged by and must be searched for, if it is such a one."""
    if query is not None:
        from flows.analysis.adhoc import parse_adhoc_topic

        return parse_adhoc_topic(query)
    if topic is None or version is None:
        return None
    from flows.analysis.adhoc import find_topic_version

    return find_topic_version(corpus, topic, version)


def _compared(trend: "Trend", names: tuple[str, ...], ask: Callable[[str], "Trend"]) -> "Trend":
    from flows.analysis.compare import beside, select_series

    if trend.by != "month":
        return select_series(trend, names)
    if len(names) > 1:
        raise WrongUse("Two topics are compared.", "Name one with --compare, or ask --by party or --by outlet.")
    return beside(trend, ask(names[0]))
