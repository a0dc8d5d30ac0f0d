"""View, command and report show the planted Iran–Russia articles alike."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from flows import pipeline
from flows.analysis.report import write_report
from flows.cli.trends import trends
from flows.reference.members import refresh_register
from flows.runs.runner import plain_runner
from flows.sample.server import serve_sample
from flows.settings import Settings
from tests.flows.sample.expected import ExpectedRow, expected_rows

SEEDS = Path(__file__).parents[3] / "seeds"
Counts = Counter[tuple[str, str]]


@dataclass(frozen=True)
class Sample:
    """A night over the sample, and its pieces that trends count."""

    settings: Settings
    pieces: list[ExpectedRow]

    def planted(self, key: str) -> Counts:
        """Count pieces on both by month, and by party or outlet; a party once a piece."""
        counts: Counts = Counter()
        for piece in self.pieces:
            if piece["is_iran_russia"] and piece["published_on"]:
                found = piece["party_ids"] if key == "party_ids" else [piece[key]]
                counts.update((str(name), f"{piece['published_on']:%Y-%m}") for name in set(found) if name)  # type: ignore[arg-type, str-bytes-safe]
        return counts


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sample]:
    with serve_sample(SEEDS) as site, plain_runner(quiet=True) as runner:
        home = tmp_path_factory.mktemp("home")
        settings = replace(
            Settings(), home=home, outlets_file=site.outlets_file, host_overrides=site.host_overrides, workers=2
        )
        refresh_register(settings, str(site.register_folder))
        assert pipeline.nightly(settings, runner, lambda: False).state == "completed"
        # Of two outlets' one text the later is the repeat, whichever was fetched first.
        found = [row for row in expected_rows(site) if row.get("outcome") in ("loaded", "duplicate") and "title" in row]
        repeats = _later_of_one_text(found)
        yield Sample(settings, [row for row in found if row["genre"] != "partner" and row["url"] not in repeats])


def _later_of_one_text(rows: list[ExpectedRow]) -> set[object]:
    by_text: dict[object, list[ExpectedRow]] = {}
    for row in rows:
        by_text.setdefault((row["title"], row["body"]), []).append(row)
    return {
        row["url"] for same in by_text.values() for row in sorted(same, key=lambda row: str(row["published_on"]))[1:]
    }


def _found(sample: Sample, view: str, column: str) -> Counts:
    with duckdb.connect(str(sample.settings.corpus), read_only=True) as connection:
        rows = connection.execute(
            f"select {column}, strftime(month, '%Y-%m'), article_count from {view} "
            "where topic_id = 'iran-russia' and article_count > 0"
        ).fetchall()
    return Counter({(name, month): count for name, month, count in rows})


def _groups(sample: Sample, counts: Counts) -> Counts:
    """Return the counts with parties as the groups that trends take them in."""
    with duckdb.connect(str(sample.settings.corpus), read_only=True) as connection:
        group = dict(connection.execute("select party_id, party_group from parties").fetchall())
    return Counter({(group[party], month): count for (party, month), count in counts.items()})


def test_the_views_equal_the_planted_values(sample: Sample) -> None:
    planted = sample.planted("outlet_id")
    assert planted
    assert _found(sample, "topic_by_month_outlet", "outlet_id") == planted
    assert _found(sample, "topic_by_month_party", "party_group") == _groups(sample, sample.planted("party_ids"))
    months: Counter[str] = Counter()
    for (_, month), count in planted.items():
        months[month] += count
    assert {month: count for (_, month), count in _found(sample, "topic_by_month", "topic_id").items()} == months


def test_the_command_prints_the_planted_values(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKBENCH_HOME", str(sample.settings.home))
    done = CliRunner().invoke(trends, ["iran-russia", "--by", "outlet", "--json"], catch_exceptions=False)
    totals = {total["series"]: total["article_count"] for total in json.loads(done.stdout)["totals"]}
    with duckdb.connect(str(sample.settings.corpus), read_only=True) as connection:
        names = dict(connection.execute("select outlet_id, name from outlets").fetchall())
    planted: Counter[str] = Counter()
    for (outlet, _), count in sample.planted("outlet_id").items():
        planted[names[outlet]] += count
    assert {name: count for name, count in totals.items() if count} == planted


def test_the_report_shows_the_planted_values(sample: Sample) -> None:
    page = write_report(sample.settings).read_text(encoding="utf-8")
    section = page.split("Iran–Russia</h3>")[1].split("</section>")[0]
    whole = sum(sample.planted("outlet_id").values())
    with duckdb.connect(str(sample.settings.corpus), read_only=True) as connection:
        ((dated,),) = connection.execute("select count(month) from trend_articles").fetchall()
    assert f"{whole} of {dated} articles" in section
    parties = _groups(sample, sample.planted("party_ids"))
    expected = Counter(
        {name: int(count) for name, count in re.findall(r"<h5>([^<]+)</h5>\s*<figcaption>.*?: (\d+) of", section)}
    )
    with duckdb.connect(str(sample.settings.corpus), read_only=True) as connection:
        names = dict(connection.execute("select party_id, name from parties").fetchall())
    for party in {party for party, _ in parties}:
        assert expected[names.get(party, party)] == sum(count for (name, _), count in parties.items() if name == party)
