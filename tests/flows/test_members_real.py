"""The real register and the checked bylines, if they are next to the checkout: floors that hold."""

import csv
import subprocess
import sys
from pathlib import Path

import pytest

from flows.reference.members import INPUT_COLUMNS, OUTPUT_COLUMNS, match_csv, read_register, refresh_register
from flows.settings import CHECKOUT, Settings
from transforms.affiliations.register import Register

SHARED = CHECKOUT.parent / "shared"
BYLINES = SHARED / "bylines" / "bylines.csv"
pytestmark = pytest.mark.skipif(not BYLINES.exists(), reason="the shared folder with the checked bylines is absent")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    found = Settings(home=tmp_path_factory.mktemp("real"))
    refresh_register(found, str(SHARED / "members"))
    return found


@pytest.fixture(scope="module")
def register(settings: Settings) -> Register:
    return read_register(settings)


def test_the_checked_bylines_are_matched_at_their_floors(register: Register, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    with out.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [*INPUT_COLUMNS, *OUTPUT_COLUMNS])
        writer.writeheader()
        writer.writerows(match_csv(register, BYLINES))
    scorer = [sys.executable, str(SHARED / "score_bylines.py"), str(BYLINES), str(out)]
    output = subprocess.run(scorer, capture_output=True, text=True, check=True).stdout
    scores = {line.rsplit(maxsplit=4)[0]: float(line.split()[-1]) for line in output.splitlines() if " of " in line}
    assert "wrong person                 0" in output
    assert scores["resolved"] >= 0.95, output
    assert scores["person_not_serving_at_date"] >= 0.95, output
    assert scores["not_parliamentarian"] >= 0.95, output


def test_the_complete_register_is_loaded_and_no_seat_lasts_into_a_dissolution(settings: Settings) -> None:
    from warehouse.store.database import open_reader

    with open_reader(settings.corpus) as connection:
        (persons,) = connection.execute("SELECT count(*) FROM persons").fetchall()[0]
        (spells,) = connection.execute("SELECT count(*) FROM memberships").fetchall()[0]
        for day in ("2010-04-12", "2015-03-30", "2017-05-03", "2019-11-06", "2024-05-30"):
            sitting = "SELECT count(*) FROM memberships WHERE chamber = 'commons' AND ? BETWEEN start_on AND end_on"
            assert connection.execute(sitting, [day]).fetchall() == [(0,)], day
        unnamed = "SELECT count(*) FROM memberships WHERE party_id NOT IN (SELECT party_id FROM parties)"
        assert connection.execute(unnamed).fetchall() == [(0,)]
    assert (persons, spells) >= (14_000, 47_000)


def test_every_alias_is_a_name_that_the_register_lacks_for_its_person(settings: Settings) -> None:
    from warehouse.store.database import open_reader

    seeded = list(csv.DictReader((CHECKOUT / "seeds" / "aliases.csv").open(encoding="utf-8")))
    with open_reader(settings.corpus) as connection:
        stored = "SELECT person_id, name FROM person_names WHERE kind = 'alias'"
        loaded = set(connection.execute(stored).fetchall())
        twice = "SELECT name FROM person_names WHERE kind <> 'alias' AND (person_id, name) IN (FROM ({}))"
        assert connection.execute(twice.format(stored)).fetchall() == []
    assert loaded == {(row["person_id"], row["name"]) for row in seeded}
    assert all(row["evidence"] for row in seeded)
