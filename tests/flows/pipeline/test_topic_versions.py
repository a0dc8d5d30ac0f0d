"""A changed definition needs a new version; the corpus can still be counted by the old one."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from flows.analysis.adhoc import find_topic_version
from flows.analysis.trends import read_trend
from flows.errors import BackbenchError
from flows.runs.runs import Accounts
from flows.settings import Settings

AS_IT_IS, STRICTER = 'query = "iran AND russia"', 'query = "iran NEAR/P russia"'


@pytest.fixture
def seeds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "seeds"
    shutil.copytree(Settings().seeds, folder)
    monkeypatch.setattr(Settings, "seeds", property(lambda settings: folder))
    return folder / "topics.toml"


def counted(settings: Settings, version: int) -> list[tuple[object, int | None, int]]:
    topic = find_topic_version(settings.corpus, "iran-russia", version)
    found = read_trend(settings.corpus, "iran-russia", query=topic)
    assert found.topic_version == version
    return [(point.period, point.article_count, point.corpus_count) for point in found.points]


def test_an_older_version_of_a_topic_gives_its_counts_again(
    trial: Any, undisturbed: tuple[Settings, Accounts], warc_of_pages: Path, seeds: Path
) -> None:
    settings, first = trial.copy(undisturbed[0]), undisturbed[1]
    before, as_it_was = counted(settings, 1), seeds.read_text("utf-8")

    seeds.write_text(as_it_was.replace(AS_IT_IS, STRICTER, 1))
    message = "topic iran-russia has another definition than its version 1 had. Give it version 2"
    with pytest.raises(BackbenchError, match=message):
        trial.take(settings, warc_of_pages)
    assert counted(settings, 1) == before

    seeds.write_text(as_it_was.replace(AS_IT_IS, STRICTER, 1).replace("version = 1", "version = 2", 1))
    second = trial.take(settings, warc_of_pages)
    assert counted(settings, 1) == before != counted(settings, 2)
    assert sum(count or 0 for _, count, _ in counted(settings, 2)) < sum(count or 0 for _, count, _ in before)
    query = "select topic_version, run_id from topic_versions where topic_id = 'iran-russia' order by 1"
    assert trial.rows(settings, query) == [(1, first.run_id), (2, second.run_id)]

    seeds.write_text(as_it_was)
    trial.take(settings, warc_of_pages)
    assert trial.rows(settings, "select topic_version from topics where topic_id = 'iran-russia'") == [(1,)]
    assert trial.rows(settings, query) == [(1, first.run_id), (2, second.run_id)]
    assert counted(settings, 1) == before


def test_block_quotes_of_a_page_come_to_the_views(trial: Any, tmp_path: Path) -> None:
    """In `articles`, in the tags, and in what the views and trends say is named in quotation only."""
    definition = (
        "<p>Iran gave the designs, and Russia the factory; nobody thought that we would count the serial numbers.</p>"
    )
    own = "<p>The committee has had a letter from a man who was in the room, and I should like it read by all.</p>"
    # Texts of their own around the same words: else the second would be a near-duplicate of the first.
    other = {
        "quoted": "<p>Nobody at the hearing asked who had signed it, or why it lay in a drawer for a year.</p>",
        "said": "<p>When the ferry stops, the island counts its tins; when the grain stops, so does a city.</p>",
    }
    head = '<title>What it said</title><meta property="article:published_time" content="2025-10-14T08:00:00Z">'
    page = "<html lang=en><head>{}</head><body><h1>What it said</h1><article>{}{}{}</article></body></html>"
    pages = {
        f"https://weir.example/opinion/{name}": page.format(
            head, own, block, own.replace("letter", name) + other[name] * 2
        ).encode()
        for name, block in (("quoted", f"<blockquote>{definition}</blockquote>"), ("said", definition))
    }
    settings = trial.settings()
    trial.take(settings, trial.write_warc(tmp_path / "pages.warc.gz", pages))
    assert trial.rows(settings, "select quoted_paragraphs from articles order by url") == [([1],), ([],)]
    query = "select mention_count, quoted_count from article_topics join articles using (article_id) order by url"
    assert trial.rows(settings, query) == [(2, 2), (2, 0)]
    view = "select article_count, quoted_only_count from topic_by_month where topic_id = 'iran-russia'"
    assert trial.rows(settings, view) == [(2, 1)]
    assert read_trend(settings.corpus, "iran-russia", "outlet").totals[0].quoted_only_count == 1
