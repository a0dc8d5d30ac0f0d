"""The word index loses no article, for any texts, any segments and any interrupted update."""

from typing import Any

import duckdb
import pytest

from warehouse.errors import WarehouseError
from warehouse.store import word_index
from warehouse.store.index_lookup import AllOf, AnyOf, HasPhrase, find_rows
from warehouse.store.publish import publish_corpus
from warehouse.store.transactions import open_transaction
from warehouse.store.word_index import UNUSUAL, is_index_current, update_index

Connection = duckdb.DuckDBPyConnection
WORDS = ("weir", "mill", "ford", "brook", "lock")


def names_of(connection: Connection, rows: list[int] | None) -> set[str]:
    """Return the titles of these articles, without The."""
    titles = connection.execute("SELECT rowid, title FROM articles").fetchall()
    return {title.removeprefix("The ") for row, title in titles if rows is None or row in rows}


def having(connection: Connection, phrase: str) -> set[str]:
    return names_of(connection, find_rows(connection, HasPhrase(phrase)))


def segments(connection: Connection) -> list[tuple[int, int]]:
    query = f"SELECT first_number, last_number FROM word_postings WHERE word = '{UNUSUAL}' ORDER BY 1"
    return connection.execute(query).fetchall()


def test_a_text_is_found_by_its_words_and_no_longer_by_those_it_had(
    connection: Connection, page: Any, brought: Any
) -> None:
    brought("r1", [page("a", text="On weirs."), page("b", text="On mills.")]).load(connection)
    update_index(connection)
    assert having(connection, "weirs") == {"a"}
    brought("r2", [page("a", text="On fords.", hour=3), page("c", text="Weirs again.")]).load(connection)
    update_index(connection)
    assert having(connection, "weirs") == {"c"}
    assert having(connection, "Fords!") == {"a"}
    assert having(connection, "the a") == {"a"}  # the title counts
    assert having(connection, "locks") == set()


def test_texts_not_yet_indexed_are_always_found(connection: Connection, page: Any, brought: Any) -> None:
    brought("r1", [page("a", text="On weirs."), page("b", text="On mills.")]).load(connection)
    update_index(connection)
    brought("r2", [page("b", text="On locks.", hour=2), page("c", text="On fords.")]).load(connection)
    assert having(connection, "weirs") == {"a", "b", "c"}


def test_only_a_load_that_changes_articles_makes_the_index_stale(
    connection: Connection, page: Any, brought: Any
) -> None:
    assert not is_index_current(connection)
    brought("r1", [page("a")]).load(connection)
    update_index(connection)
    assert is_index_current(connection)
    unchanged = {"url": "https://weir.example/a", "outlet_id": "weir", "fate": "unchanged", "reason": "not_modified"}
    brought("r2", [], other_fates=[unchanged]).load(connection)
    assert is_index_current(connection)
    brought("r3", [page("b")]).load(connection)
    assert not is_index_current(connection)


def test_conditions_combine(connection: Connection, page: Any, brought: Any) -> None:
    texts = {"a": "weir mill", "b": "weir ford", "c": "mill", "d": "кириллица", "e": "½ weir"}
    brought("r1", [page(name, text=text) for name, text in texts.items()]).load(connection)
    update_index(connection)
    weir, mill, ford = map(HasPhrase, ("weir", "mill", "ford"))
    found = {
        "weir and mill": names_of(connection, find_rows(connection, AllOf((weir, mill)))),
        "mill or ford": names_of(connection, find_rows(connection, AnyOf((mill, ford)))),
        "any": find_rows(connection, AllOf((AllOf(()), AnyOf((weir, AllOf(())))))),
        "none": names_of(connection, find_rows(connection, AnyOf(()))),
        "Cyrillic": having(connection, "Кириллица"),
    }
    # Texts with characters of which the index is not certain are searched always.
    assert found == {
        "weir and mill": {"a", "d", "e"},
        "mill or ford": {"a", "b", "c", "d", "e"},
        "any": None,
        "none": {"d", "e"},
        "Cyrillic": {"d", "e"},
    }


@pytest.fixture
def small_segments(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(word_index, "_MIDDLE_TEXTS", 4)
    monkeypatch.setattr(word_index, "_LARGE_TEXTS", 16)
    monkeypatch.setattr(word_index, "_MAX_SEGMENTS", 3)


@pytest.mark.usefixtures("small_segments")
def test_segments_are_merged_and_lose_nothing(connection: Connection, page: Any, brought: Any) -> None:
    names = [f"n{number}" for number in range(60)]
    texts = {
        name: " ".join(WORDS[place] for place in range(5) if number >> place & 1) for number, name in enumerate(names)
    }
    start = 0
    for run, size in enumerate((1, 1, 1, 2, 1, 5, 1, 9, 3, 1, 1, 17, 2, 6, 9)):
        loaded = names[start : start + size]
        start += size
        brought(f"r{run}", [page(name, text=texts[name]) for name in loaded]).load(connection)
        update_index(connection)
        spans = segments(connection)
        assert len(spans) <= 3 + start // 8
        assert [first for first, _ in spans] == [0, *[last + 1 for _, last in spans[:-1]]]
        common = connection.execute(
            "SELECT DISTINCT last_number - first_number >= 15 FROM word_postings WHERE text_numbers IS NULL"
        )
        assert common.fetchall() in ([], [(True,)])
        for word in WORDS:
            wanted = {name for name in names[:start] if word in texts[name].split()}
            assert wanted <= having(connection, word)
    assert start == len(names)


def test_a_merge_gives_the_postings_of_one_segment(
    connection: Connection, page: Any, brought: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = [page(f"n{number}", text=f"{WORDS[number % 5]} {WORDS[number % 3]} tail{number}") for number in range(12)]
    query = "SELECT word, text_numbers FROM word_postings ORDER BY ALL"
    brought("r1", pages).load(connection)
    update_index(connection)
    whole = connection.execute(query).fetchall()
    for table in ("word_postings", "indexed_texts", "current_tallies"):
        connection.execute(f"DELETE FROM {table}")
    monkeypatch.setattr(word_index, "_MIDDLE_TEXTS", 3)
    update_index(connection)
    word_index._merge(connection, 0, 11)
    assert connection.execute(query).fetchall() == whole


def test_an_update_that_is_cut_off_is_continued(
    connection: Connection, page: Any, brought: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought("r1", [page(f"n{number}", text=WORDS[number % 5]) for number in range(30)]).load(connection)
    monkeypatch.setattr(word_index, "_MIDDLE_TEXTS", 4)
    calls: list[int] = []
    insert = word_index.insert_rows

    def cut_off(connection: Connection, name: str, frame: Any) -> None:
        calls.append(1)
        if len(calls) == 6:
            raise KeyboardInterrupt
        insert(connection, name, frame)

    monkeypatch.setattr(word_index, "insert_rows", cut_off)
    with pytest.raises(KeyboardInterrupt):
        update_index(connection)
    assert not is_index_current(connection)
    wanted = {f"n{number}" for number in range(0, 30, 5)}
    assert wanted <= having(connection, "weir") < {f"n{number}" for number in range(30)}
    update_index(connection)
    assert having(connection, "weir") == wanted
    assert connection.execute("SELECT count(*), count(DISTINCT text_number) FROM indexed_texts").fetchone() == (30, 30)


def test_a_changed_rule_of_splitting_rebuilds_the_index(
    connection: Connection, page: Any, brought: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    brought("r1", [page("a", text="weir"), page("b", text="mill")]).load(connection)
    update_index(connection)
    connection.execute("UPDATE indexed_texts SET splitter_version = 99")
    connection.execute("UPDATE current_tallies SET query_sha256 = repeat('0', 64)")
    assert having(connection, "weir") == {"a", "b"}  # an index of another rule is not asked
    update_index(connection)
    assert having(connection, "weir") == {"a"}
    assert connection.execute("SELECT count(*) FROM indexed_texts").fetchone() == (2,)


def test_the_published_copy_has_the_index_of_its_articles(
    path: Any, built: Any, page: Any, brought: Any, tmp_path: Any
) -> None:
    from shutil import copyfile

    from warehouse.store.database import open_writer

    copyfile(built, path)
    corpus = tmp_path / "corpus.duckdb"
    for run, text in enumerate(("weir", "mill", "ford")):
        with open_writer(path, 1) as connection:
            brought(f"r{run}", [page("a", text=text, hour=run), page(text, text=text)]).load(connection)
        publish_corpus(path, corpus)
        with duckdb.connect(str(corpus), read_only=True) as reader:
            assert is_index_current(reader)
            assert having(reader, text) == {"a", text}


def test_a_refused_change_leaves_the_index_as_it_was(connection: Connection, page: Any, brought: Any) -> None:
    brought("r1", [page("a", text="weir")]).load(connection)
    update_index(connection)
    with pytest.raises(WarehouseError), open_transaction(connection):
        connection.execute("INSERT INTO word_postings VALUES (null, 0, 0, null)")
    assert is_index_current(connection)
    assert having(connection, "weir") == {"a"}
