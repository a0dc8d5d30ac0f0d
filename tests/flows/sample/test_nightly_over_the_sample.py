"""A nightly run over the sample extracts what its front matter states."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from flows import pipeline
from flows.cli.status import status
from flows.reference.members import refresh_register
from flows.runs.runner import plain_runner
from flows.runs.runs import Accounts
from flows.sample.server import serve_sample
from flows.settings import Settings
from tests.flows.sample.expected import ExpectedRow, expected_rows
from transforms.urls import normalise_url

SEEDS = Path(__file__).parents[3] / "seeds"
ISLAND = "the-island-that-ran-out-of-plumbers"  # two outlets print it, a day apart


@dataclass(frozen=True)
class Nights:
    """Three nightly runs: the first, one with nothing new, and one after an edit. `expected` is the first's."""

    expected: list[ExpectedRow]
    accounts: list[Accounts]
    corpus: Path

    def rows(self, sql: str) -> list[tuple[object, ...]]:
        with duckdb.connect(str(self.corpus), read_only=True) as connection:
            return connection.execute(sql).fetchall()


@pytest.fixture(scope="module")
def nights(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nights]:
    home = tmp_path_factory.mktemp("home")
    with serve_sample(SEEDS) as site:
        settings = replace(
            Settings(), home=home, outlets_file=site.outlets_file, host_overrides=site.host_overrides, workers=2
        )
        refresh_register(settings, str(site.register_folder))
        right, accounts = expected_rows(site), [_night(settings)]
        report = settings.reports / "report.html"
        written_at = report.stat().st_mtime_ns
        accounts.append(_night(settings))
        assert report.stat().st_mtime_ns == written_at, "a night that fetched nothing leaves the report"
        site.edit(datetime.now(UTC))
        accounts.append(_night(settings))
        assert report.stat().st_mtime_ns > written_at
        yield Nights(right, accounts, settings.corpus)


def _night(settings: Settings) -> Accounts:
    with plain_runner(quiet=True) as runner:
        return pipeline.nightly(settings, runner, lambda: False)


def _pieces(nights: Nights) -> dict[str, ExpectedRow]:
    """The pieces that should be loaded, by normalised URL."""
    return {
        str(normalise_url(row["url"])): row
        for row in nights.expected
        if "title" in row and row["outcome"] in ("loaded", "duplicate")
    }


def test_every_run_completes_and_accounts_for_every_address(nights: Nights) -> None:
    assert [accounts.state for accounts in nights.accounts] == ["completed"] * 3
    for accounts in nights.accounts:
        count = accounts.counts
        assert count["discovered"] == len(nights.expected)
        assert count["discovered"] == sum(
            count[outcome] for outcome in ("fetched", "unchanged", "disallowed", "failed")
        )


def test_a_second_night_fetches_nothing_and_updates_only_edited_articles(nights: Nights) -> None:
    assert nights.accounts[1].counts["fetched"] == 0
    assert (nights.accounts[2].counts["fetched"], nights.accounts[2].counts["updated"]) == (2, 2)
    assert nights.rows("select count(*) from article_versions where version = 2") == [(2,)]


def test_pages_that_cannot_be_fetched_get_the_right_outcome(nights: Nights) -> None:
    first = nights.accounts[0].run_id
    outcomes = dict(nights.rows(f"select url, fate from run_fates where run_id = '{first}'"))
    for row in nights.expected:
        if row["outcome"] in ("failed", "disallowed", "unchanged", "quarantined", "discarded"):
            assert outcomes[normalise_url(row["url"])] == row["outcome"]


def test_titles_are_those_of_the_articles(nights: Nights) -> None:
    found = dict(nights.rows("select url, title from articles"))
    wrong = {url: found.get(url) for url, row in _pieces(nights).items() if found.get(url) != row["title"]}
    assert wrong == {}


def test_every_date_that_is_printed_anywhere_is_found_and_none_is_wrong(nights: Nights) -> None:
    found = {
        str(url): (day, basis) for url, day, basis in nights.rows("select url, published_on, date_basis from articles")
    }
    for url, row in _pieces(nights).items():
        assert found[url][0] == row["published_on"], url
        if row["dated_by"] == "listing":
            assert found[url][1] == "listing", url


def test_bodies_have_only_the_words_of_the_articles(nights: Nights) -> None:
    found = dict(
        nights.rows(
            "select a.url, v.body from articles a join article_versions v using (article_id) where v.version = 1"
        )
    )
    pieces = {url: row for url, row in _pieces(nights).items() if row["genre"] != "partner"}
    wrong = [url for url, row in pieces.items() if str(found[url]).split() != row["body"].split()]
    assert wrong == []


def test_no_article_is_credited_to_a_wrong_author(nights: Nights) -> None:
    claimed = nights.rows(
        "select url, person_id, party_id from article_authors join articles using (article_id) "
        "where resolution = 'resolved'"
    )
    pieces = _pieces(nights)
    assert len(claimed) >= 20
    for url, person_id, party_id in claimed:
        row = pieces[str(url)]
        assert (person_id, party_id) in set(zip(row["person_ids"], row["party_ids"], strict=True)), url


def test_every_article_is_filed_under_its_outlets_own_labels(nights: Nights) -> None:
    found = dict(
        nights.rows(
            "select url, list_sort(list(label)) from article_categories join articles using (article_id) group by url"
        )
    )
    wrong = {
        url: found.get(url) for url, row in _pieces(nights).items() if found.get(url, []) != sorted(row["categories"])
    }
    assert wrong == {}


def test_every_article_has_its_genre(nights: Nights) -> None:
    found = dict(nights.rows("select url, genre from articles"))
    assert {url: found[url] for url in _pieces(nights)} == {url: row["genre"] for url, row in _pieces(nights).items()}


def test_the_page_under_a_second_address_is_a_duplicate(nights: Nights) -> None:
    run, page = nights.accounts[0].run_id, "%/a-bus-is-a-public-service.html"
    outcomes = nights.rows(f"select fate from run_fates where run_id = '{run}' and url like '{page}' order by fate")
    assert outcomes == [("duplicate",), ("loaded",)]
    titles = nights.rows("select title, count(*) from articles where title = 'A bus is a public service' group by all")
    assert titles == [("A bus is a public service", 2)]


def test_status_lists_the_labels_that_have_no_category(nights: Nights, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BACKBENCH_HOME", str(nights.corpus.parent))
    result = CliRunner().invoke(status, ["--json"], catch_exceptions=False)
    listed = json.loads(result.output)["Labels without a category"]
    assert listed == [{"label": "Parish pump", "outlet": "hustings-post", "articles": 1}]
    assert "Parish pump" in CliRunner().invoke(status, [], catch_exceptions=False).output


def test_the_iran_russia_articles_are_those_that_name_both(nights: Nights) -> None:
    found = {
        url
        for (url,) in nights.rows(
            "select url from article_topics join articles using (article_id) where topic_id = 'iran-russia'"
        )
    }
    assert found == {url for url, row in _pieces(nights).items() if row["is_iran_russia"]}


def test_the_later_of_two_equal_texts_repeats_the_earlier(nights: Nights) -> None:
    first = nights.accounts[0].run_id
    marks = nights.rows(
        f"select outlet_id, duplicate_of is null, fate from articles join run_fates using (article_id, outlet_id) "
        f"where articles.url like '%{ISLAND}%' and run_fates.run_id = '{first}' order by published_on"
    )
    assert marks == [("the-chamber", True, "loaded"), ("hustings-post", False, "duplicate")]
