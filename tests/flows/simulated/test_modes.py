"""`fetch again` gives edited pages a second version; extracting again sends no request."""

from datetime import UTC, datetime
from typing import Any

from tests.flows.simulated.site import Simulated

EDITED = (15, 21, 36)
VERSIONS = "select url, version from articles where version > 1 order by 1"


def test_an_edited_page_gets_a_second_version_when_it_is_fetched_again(trial: Any, site: Simulated) -> None:
    settings = trial.settings(site)
    trial.backfill(settings, routes=("feed", "sitemap"))
    site.edit(EDITED, datetime(2024, 5, 5, tzinfo=UTC))
    site.forget()
    trial.backfill(settings, routes=("feed", "sitemap"))
    assert not set(site.pieces_asked()) & {each.path for each in site.articles if each.number in EDITED}
    again = trial.backfill(settings, routes=("feed", "sitemap"), mode="fetch again")
    expected = [(f"https://www.lamplighter.example{site.articles[number].path}", 2) for number in EDITED]
    assert trial.rows(settings, VERSIONS) == sorted(expected)
    assert (again.counts["updated"], again.counts["loaded"]) == (3, 0)
    known = [each for each in site.asked if each.path.startswith("/comment/piece") and each.status == 304]
    assert len(known) >= 20, "what has not changed is asked with its ETag"


def test_extracting_again_touches_no_network_and_changes_nothing(trial: Any, site: Simulated) -> None:
    settings = trial.settings(site)
    trial.backfill(settings, routes=("listing", "web-archive"))
    before, articles = trial.tables(settings), trial.articles(settings)
    site.forget()
    again = trial.backfill(settings, mode="extract again from the archive")
    assert site.asked == []
    assert (again.state, again.counts["loaded"]) == ("completed", 0)
    assert again.counts["fetched"] >= len(articles)
    assert trial.tables(settings) == before
