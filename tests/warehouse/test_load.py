"""The result of a load: outcomes, versions, dates, duplicates; a second load changes nothing."""

from datetime import date, datetime, timedelta
from typing import Any

import duckdb
import polars as pl

from transforms.frames import conform
from warehouse.schema import tables

Connection = duckdb.DuckDBPyConnection


def rows(connection: Connection, query: str) -> list[tuple[Any, ...]]:
    return connection.execute(query).fetchall()


def fates(connection: Connection, run_id: str) -> list[str]:
    return [
        outcome
        for (outcome,) in rows(connection, f"SELECT fate FROM run_fates WHERE run_id = '{run_id}' ORDER BY position")
    ]


def test_each_outcome_is_decided_and_counted(connection: Connection, page: Any, brought: Any) -> None:
    brought("r1", [page("ford"), page("brook", text="On brooks.")]).load(connection)
    pages = [
        page("ford", text="On deep fords.", hour=1),
        page("brook", text="On brooks.", hour=1),
        page("weir", text="On weirs.", hour=1),
        page("lock", text="On brooks.", hour=1),
    ]
    address = {"url": "https://weir.example/x", "outlet_id": "weir"}
    others = [address | {"fate": outcome} for outcome in ("unchanged", "disallowed", "failed", "failed", "discarded")]
    run = brought("r2", pages, kept_back=[page("mill", hour=1)], other_fates=others)
    row = run.load(connection)
    assert fates(connection, "r2") == [
        *("updated", "unchanged_text", "loaded", "duplicate", "quarantined"),
        *("unchanged", "disallowed", "failed", "failed", "discarded"),
    ]
    counts = {name.removesuffix("_count"): value for name, value in row.items() if name.endswith("_count")}
    assert {name for name, value in counts.items() if value == 1} == {
        *("loaded", "updated", "unchanged_text", "duplicate", "quarantined", "discarded", "unchanged", "disallowed")
    }
    assert [counts[name] for name in ("discovered", "fetched", "failed", "deferred")] == [10, 6, 2, 0]
    stored = connection.execute("FROM runs WHERE run_id = 'r2'").pl().row(0, named=True)
    assert stored == row
    reasons = rows(connection, "SELECT reason, detail FROM run_fates WHERE fate = 'duplicate'")
    assert reasons == [("same_text", f"It has the text of article {page('brook').article_id}.")]


def test_a_second_load_of_the_same_changes_nothing(
    connection: Connection, page: Any, brought: Any, corpus_of: Any
) -> None:
    pages = [page("ford"), page("ford", text="On deep fords.", hour=2, published_on=date(2024, 4, 30)), page("brook")]
    brought("r1", pages, kept_back=[page("mill")]).load(connection)
    before = corpus_of(connection)
    row = brought("r2", pages, kept_back=[page("mill")]).load(connection)
    assert corpus_of(connection) == before
    assert (row["unchanged_text_count"], row["quarantined_count"], row["discovered_count"]) == (3, 1, 4)


def test_a_run_is_loaded_once(connection: Connection, page: Any, brought: Any, all_of: Any) -> None:
    first = brought("r1", [page()]).load(connection)
    before = all_of(connection)
    assert brought("r1", [page(), page("brook", text="Other.")]).load(connection) == first
    assert all_of(connection) == before


def test_an_empty_run_leaves_its_row(connection: Connection, brought: Any) -> None:
    row = brought("r1", []).load(connection)
    assert (row["discovered_count"], row["state"]) == (0, "completed")
    assert rows(connection, "SELECT run_id FROM runs") == [("r1",)]


def test_the_latest_captures_row_is_shown(connection: Connection, page: Any, brought: Any) -> None:
    late = page(text="Late.", hour=5, authors=("Ada Brook", "Ben Weir"), labels=("Ships",))
    brought("r1", [late]).load(connection)
    brought("r2", [page(text="Early.", hour=1, labels=("Carts",))]).load(connection)
    shown = rows(
        connection, "SELECT body, version, capture_id, hour(first_captured_at), hour(last_captured_at) FROM articles"
    )
    assert shown == [("Late.", 2, late.capture_id, 3, 7)]
    assert rows(connection, "SELECT name FROM article_authors ORDER BY position") == [("Ada Brook",), ("Ben Weir",)]
    assert rows(connection, "SELECT label FROM article_categories") == [("Ships",)]
    assert rows(connection, "SELECT version, body FROM article_versions ORDER BY 1") == [(1, "Early."), (2, "Late.")]


def test_a_text_that_returns_is_not_a_new_version(connection: Connection, page: Any, brought: Any) -> None:
    for number, text in enumerate(["A.", "B.", "A."]):
        brought(f"r{number}", [page(text=text, hour=number)]).load(connection)
    assert rows(connection, "SELECT body, version FROM articles") == [("A.", 1)]
    assert [fates(connection, f"r{number}") for number in range(3)] == [["loaded"], ["updated"], ["unchanged_text"]]


def test_an_undated_capture_keeps_the_date_of_a_dated_one(connection: Connection, page: Any, brought: Any) -> None:
    dated = page(hour=1, published_on=date(2024, 4, 30))
    undated = page(hour=2, text="Without a date.")
    for run, each in enumerate([page(hour=0, published_on=date(2024, 4, 1)), undated, dated]):
        brought(f"r{run}", [each]).load(connection)
    shown = rows(connection, "SELECT published_on, date_basis, date_capture_id, capture_id FROM articles")
    assert shown == [(date(2024, 4, 30), "meta", dated.capture_id, undated.capture_id)]
    assert rows(connection, "SELECT capture_id, value FROM date_candidates") == [(dated.capture_id, "2024-04-30")]


def test_the_earliest_capture_bounds_the_date(connection: Connection, page: Any, brought: Any) -> None:
    brought("r1", [page(hour=100)]).load(connection)
    brought("r2", [page(hour=1)]).load(connection)
    assert rows(connection, "SELECT published_not_after FROM articles") == [(date(2024, 5, 1),)]


def test_the_first_captured_of_equal_texts_is_the_original(connection: Connection, page: Any, brought: Any) -> None:
    second, first = page("ford", hour=5), page("brook", hour=1)
    brought("r1", [second]).load(connection)
    brought("r2", [first]).load(connection)
    query = "SELECT article_id, duplicate_of FROM articles ORDER BY first_captured_at"
    assert rows(connection, query) == [(first.article_id, None), (second.article_id, first.article_id)]
    brought("r3", [page("brook", text="It moved on.", hour=9)]).load(connection)
    assert rows(connection, query) == [(first.article_id, None), (second.article_id, None)]


def test_texts_that_are_nearly_one_are_linked_with_their_similarity(
    connection: Connection, page: Any, brought: Any
) -> None:
    words = [f"word{number}" for number in range(100)]
    first, second = (
        page("brook", text=" ".join(words), hour=1),
        page("ford", text=" ".join(["Hide", "Ad", *words]), hour=2),
    )
    other = page("weir", text=" ".join(reversed(words)), hour=3)
    brought("r1", [second, other]).load(connection)
    brought("r2", [first]).load(connection)
    query = "SELECT article_id, duplicate_of, round(duplicate_similarity, 2) FROM articles ORDER BY first_captured_at"
    linked = [
        (first.article_id, None, None),
        (second.article_id, first.article_id, 0.98),
        (other.article_id, None, None),
    ]
    assert rows(connection, query) == linked
    (pair,) = rows(connection, "SELECT article_id, other_id FROM near_duplicates")
    assert set(pair) == {first.article_id, second.article_id}
    brought("r3", [page("brook", text=" ".join(reversed([*words, "and", "more"])), hour=9)]).load(connection)
    assert rows(connection, query)[1] == (second.article_id, None, None)


def test_a_capture_read_again_replaces_what_it_reported(connection: Connection, page: Any, brought: Any) -> None:
    brought("r1", [page(text="Menu. On fords."), page(text="Menu. On fords.", hour=1)]).load(connection)
    row = brought("r2", [page(reading="2"), page(reading="2", hour=1)]).load(connection)
    assert rows(connection, "SELECT body, version, extractor_version FROM articles") == [("On fords.", 1, "2")]
    assert rows(connection, "SELECT body, version FROM article_versions") == [("On fords.", 1)]
    assert (row["updated_count"], row["unchanged_text_count"]) == (1, 1)
    assert rows(connection, "SELECT count(*) FROM captures") == [(2,)]


def test_bytes_met_twice_in_a_run_count_once(connection: Connection, page: Any, brought: Any) -> None:
    row = brought("r1", [page(), page()], kept_back=[page("mill"), page("mill")]).load(connection)
    assert fates(connection, "r1") == ["loaded", "unchanged", "quarantined", "unchanged"]
    assert (row["discovered_count"], row["fetched_count"], row["unchanged_count"]) == (4, 2, 2)
    assert rows(connection, "SELECT count(*) FROM captures") == [(2,)]


def test_the_earlier_record_of_the_same_bytes_is_kept(connection: Connection, page: Any, brought: Any) -> None:
    brought("r1", [page()]).load(connection)
    again = brought("r2", [page()])
    day_before = pl.col("captured_at") - timedelta(days=1)
    again.frames["captures"] = again.all_frames()["captures"].with_columns(day_before, warc_file=pl.lit("old.warc.gz"))
    again.load(connection)
    assert rows(connection, "SELECT captured_at, warc_file FROM captures") == [
        (datetime(2024, 4, 30, 2, 15), "old.warc.gz")
    ]
    assert rows(connection, "SELECT first_captured_at FROM articles") == [(datetime(2024, 4, 30, 2, 15),)]


def test_an_accepted_capture_is_released_from_quarantine(connection: Connection, page: Any, brought: Any) -> None:
    brought("r1", [], kept_back=[page(), page("mill")]).load(connection)
    brought("r2", [page()]).load(connection)
    released = rows(connection, "SELECT released_by, capture_id FROM quarantine ORDER BY released_by")
    assert released == [("r2", page().capture_id), (None, page("mill").capture_id)]
    brought("r3", [], kept_back=[page()]).load(connection)
    assert rows(connection, "SELECT count(*) FROM quarantine WHERE released_by IS NULL") == [(2,)]


def test_a_capture_quarantined_again_has_the_rules_that_it_breaks_now(
    connection: Connection, page: Any, brought: Any
) -> None:
    brought("r1", [], kept_back=[page(), page("mill")]).load(connection)
    again = brought("r2", [], kept_back=[page()])
    again.frames["quarantine"] = again.all_frames()["quarantine"].with_columns(rule=pl.lit("odd"))
    again.load(connection)
    kept = rows(connection, "SELECT capture_id, rule, run_id FROM quarantine WHERE released_by IS NULL ORDER BY rule")
    assert kept == [(page().capture_id, "odd", "r2"), (page("mill").capture_id, "short", "r1")]


def test_outlets_are_brought_up_and_seeds_replaced(connection: Connection, brought: Any) -> None:
    def bring(run_id: str, outlets: list[tuple[str, str]], topics: list[str]) -> None:
        known = [{"outlet_id": i, "name": n, "timezone": "UTC", "is_declared": True} for i, n in outlets]
        defined = [
            {"topic_id": t, "topic_version": 1, "title": t, "description": t, "definition": "{}"} for t in topics
        ]
        frames = {"outlets": conform(known, tables.OUTLETS), "topics": conform(defined, tables.TOPICS)}
        brought(run_id, [], frames=frames).load(connection)

    bring("r1", [("weir", "Weir"), ("mill", "Mill")], ["water", "bread"])
    bring("r2", [("weir", "The Weir")], ["water"])
    assert rows(connection, "SELECT outlet_id, name FROM outlets ORDER BY 1") == [
        ("mill", "Mill"),
        ("weir", "The Weir"),
    ]
    assert rows(connection, "SELECT topic_id FROM topics") == [("water",)]


def line(capture_id: str, text: str, is_furniture: bool) -> dict[str, Any]:
    place = {"capture_id": capture_id, "edge": "foot", "distance": 0, "line_id": "0f" * 8, "passage_id": "f0" * 8}
    return place | {"text": text, "is_quoted": False, "is_signed": False, "is_furniture": is_furniture}


def furniture(count: int) -> dict[str, Any]:
    found = {"outlet_id": "weir", "edge": "foot", "line_id": "0f" * 8, "kind": "recurring", "text": "By post."}
    at = datetime(2024, 5, 1, 2, 15)
    counts = {"article_count": count, "of_count": count, "first_captured_at": at, "last_captured_at": at}
    return found | counts | {"run_id": "r"}


def test_a_capture_that_is_read_again_changes_its_article_and_has_no_outcome(
    connection: Connection, page: Any, brought: Any
) -> None:
    before = brought("r1", [page("ford", text="On fords. By post."), page("brook", text="On brooks.")])
    before.frames = {"capture_lines": conform([line(page("ford").capture_id, "By post.", False)], tables.CAPTURE_LINES)}
    before.load(connection)
    now = brought("r2", [page("weir", text="On weirs.")])
    again = brought("r2", [page("ford", text="On fords.")]).all_frames()
    del again["captures"], again["quarantine"]
    own = now.all_frames()
    now.frames = {name: pl.concat([own[name], frame]) for name, frame in again.items()} | {
        "capture_lines": conform(
            [line(page(name).capture_id, "By post.", True) for name in ("ford", "weir")], tables.CAPTURE_LINES
        ),
        "boilerplate": conform([furniture(3)], tables.BOILERPLATE),
    }
    row = now.load(connection)
    assert (row["discovered_count"], row["loaded_count"], fates(connection, "r2")) == (1, 1, ["loaded"])
    assert rows(connection, "SELECT body FROM articles ORDER BY body") == [
        ("On brooks.",),
        ("On fords.",),
        ("On weirs.",),
    ]
    assert rows(connection, "SELECT count(*), max(version) FROM article_versions") == [(3, 1)]
    assert rows(connection, "SELECT is_furniture, count(*) FROM capture_lines GROUP BY ALL") == [(True, 2)]


def test_learned_lines_of_an_outlet_are_replaced_and_those_of_others_stay(
    connection: Connection, page: Any, brought: Any
) -> None:
    other = furniture(5) | {"outlet_id": "lock"}
    for run_id, learned in (("r1", [furniture(3), other]), ("r2", []), ("r3", [])):
        run = brought(run_id, [page("ford")] if run_id != "r3" else [])
        lines = [line(page("ford").capture_id, "By post.", False)] if run_id == "r2" else []
        run.frames = {"boilerplate": conform(learned, tables.BOILERPLATE)}
        run.frames |= {"capture_lines": conform(lines, tables.CAPTURE_LINES)}
        run.load(connection)
    assert rows(connection, "SELECT outlet_id FROM boilerplate") == [("lock",)]


def test_a_long_detail_is_bounded(connection: Connection, page: Any, brought: Any) -> None:
    row = {
        "url": "https://weir.example/x",
        "outlet_id": "weir",
        "fate": "failed",
        "reason": "http_500",
        "detail": "x" * 9_000,
    }
    brought("r1", [], other_fates=[row]).load(connection)
    (detail,) = connection.execute("SELECT detail FROM run_fates").fetchone() or ("",)
    assert detail == "x" * 999 + "…"
