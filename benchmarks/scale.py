"""`make bench-scale`: measure the time and memory of an analyst's commands as the corpus grows.

Each measure runs in a separate process over an invented corpus (benchmarks/corpus.py), so that its peak memory is
measured alone. Corpora are kept in the folder given by --folder and reused; a million articles take 15 GB there.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

from rich.console import Console
from rich.table import Table

from benchmarks.corpus import build
from benchmarks.disk import describe_disk, measure_disk
from flows.reference.seeds import read_seeds
from flows.settings import Settings

REPEATS = 5
QUERY = "(iran OR tehran) NEAR/50 (russia OR moscow)"
TERM = "IRGC"


def main() -> None:
    asked = _arguments()
    if asked.measure:
        print(json.dumps(_measured(asked.measure, asked.folder)))
        return
    console = Console(highlight=False)
    for count in asked.articles:
        _report(console, count, build_home(console, asked.folder, count))


def build_home(console: Console, folder: Path, count: int) -> Path:
    """Return the data folder with a corpus of so many articles, built if it is not there."""
    home = folder / str(count)
    if not (home / "corpus.duckdb").exists():
        console.print(f"Building {count:,} articles in {home} …")
        home.mkdir(parents=True, exist_ok=True)
        began = time.perf_counter()
        build(home, count, read_seeds(Settings(home=home)))
        console.print(f"built and published in {time.perf_counter() - began:.0f} s")
    return home


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("articles", type=int, nargs="*", default=[10_000, 100_000], help="sizes, in articles")
    parser.add_argument("--folder", type=Path, default=Path("data/scale"), help="where the corpora lie")
    parser.add_argument("--measure", help=argparse.SUPPRESS)
    return parser.parse_args()


def _report(console: Console, count: int, home: Path) -> None:
    table = Table(
        title=f"{count:,} articles, {(home / 'corpus.duckdb').stat().st_size / 1e6:,.0f} MB", title_justify="left"
    )
    for column in ("measure", "median", "least", "processor", "peak memory"):
        table.add_column(column, justify="left" if column == "measure" else "right")
    for name in _measures(home):
        command = [sys.executable, "-m", "benchmarks.scale", "--folder", str(home), "--measure", name]
        done = subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603
        found = json.loads(done.stdout)
        seconds = [f"{_format_seconds(found[key])}" for key in ("median", "least", "processor")]
        table.add_row(name, *seconds, f"{found['megabytes']:,.0f} MB")
    console.print(table)
    console.print(describe_disk(measure_disk(home)))


def _format_seconds(seconds: float) -> str:
    return f"{seconds * 1000:,.0f} ms" if seconds < 1 else f"{seconds:,.1f} s"


def _measured(name: str, home: Path) -> dict[str, float]:
    """Return a measure's wall seconds, processor seconds, and peak memory of its process."""
    work, repeats = _measures(home)[name]
    walls, used = [], []
    for _ in range(repeats):
        began, processor = time.perf_counter(), time.process_time()
        work()
        walls.append(time.perf_counter() - began)
        used.append(time.process_time() - processor)
    measured = {"median": sorted(walls)[repeats // 2], "least": min(walls), "processor": min(used)}
    return measured | {"megabytes": _peak_megabytes()}


def _peak_megabytes() -> float:
    """Return the peak memory of this process; getrusage would include the process that started it."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1e3


def _measures(home: Path) -> dict[str, tuple[Callable[[], object], int]]:
    """Return the measures in order: the function, and the number of repetitions."""
    from warehouse.schema.views import read_views

    return {
        "bare multi-pattern search": (lambda: _search(home), 1),
        "re-tag all topics": (lambda: _retag(home), 1),
        "count the tallies": (lambda: _tally(home), 1),
        "load 500 new and 100 changed articles": (lambda: _load_night(home), 1),
        "publish them": (lambda: _publish_night(home), 1),
        "publish without a change": (lambda: _publish_night(home), REPEATS),
        **{f"view {view.name}": (_view(home, view.name), REPEATS) for view in read_views() if not view.is_macro},
        "trends by party": (lambda: _trend(home, None), REPEATS),
        **_searches(home),
        **{f"{name}, without the index": (_without_index(work), 1) for name, (work, _) in _searches(home).items()},
    }


def _searches(home: Path) -> dict[str, tuple[Callable[[], object], int]]:
    return {
        "an ad hoc query": (lambda: _trend(home, QUERY), REPEATS),
        f"kwic {TERM}, first 100": (lambda: _kwic(home, 100), REPEATS),
        f"kwic {TERM}, all": (lambda: _kwic(home, None), REPEATS),
    }


def _without_index(work: Callable[[], object]) -> Callable[[], object]:
    """Return the work with an index that may have every article, so that every text is searched."""

    def search() -> None:
        import flows.analysis.adhoc
        import warehouse.store.index_lookup

        name, every = "find_rows", lambda *_: None
        with patch.object(flows.analysis.adhoc, name, every), patch.object(warehouse.store.index_lookup, name, every):
            work()

    return search


def _search(home: Path) -> None:
    """Search the folded texts for all terms and discard the result: the lower bound of the time of tagging."""
    import duckdb
    import polars as pl

    from benchmarks.corpus import terms_of
    from transforms.fold_columns import fold_words
    from transforms.fold_text import fold_text
    from transforms.topics.mentions import find_terms
    from warehouse.store import article_texts

    terms = sorted({fold_text(term) for term in terms_of(read_seeds(Settings(home=home)).reference.topics)})
    with duckdb.connect(str(home / "corpus.duckdb"), read_only=True) as connection:
        for texts in article_texts.iter_texts(connection):
            find_terms(texts.select(fold_words(pl.concat_str("title", "body", separator="\n"))).to_series(), terms)


def _retag(home: Path) -> None:
    from flows.stages.load import _retag as retag
    from warehouse.store import database

    with database.open_writer(home / "warehouse.duckdb") as connection:
        retag(connection, read_seeds(Settings(home=home)))


def _tally(home: Path) -> None:
    from warehouse.store import database
    from warehouse.store.tallies import fill_tallies

    with database.open_writer(home / "warehouse.duckdb") as connection:
        fill_tallies(connection)


def _load_night(home: Path) -> None:
    from benchmarks.night import load_night

    load_night(home)


def _publish_night(home: Path) -> None:
    from benchmarks.night import publish_night

    publish_night(home)


def _view(home: Path, name: str) -> Callable[[], object]:
    """Fetch every row of a view. If it has a row per article, count the rows by month instead of returning them."""
    import duckdb

    query = f"from {name}"
    if name == "trend_articles":
        query = "select month, count(*) from trend_articles group by all"
    connection = duckdb.connect(str(home / "corpus.duckdb"), read_only=True)
    return lambda: connection.execute(query).fetchall()


def _trend(home: Path, query: str | None) -> None:
    from flows.analysis.adhoc import parse_adhoc_topic
    from flows.analysis.trends import read_trend

    corpus = home / "corpus.duckdb"
    if query is None:
        read_trend(corpus, "iran-russia", "party")
    else:
        topic = parse_adhoc_topic(query)
        read_trend(corpus, topic.topic_id, "party", query=topic)


def _kwic(home: Path, most: int | None) -> None:
    from itertools import islice

    from flows.analysis.kwic import find_mentions

    for _ in islice(find_mentions(home / "corpus.duckdb", TERM, is_preview=most is not None), most):
        pass


if __name__ == "__main__":
    main()
