"""Seed files are read completely, or refused with file and line."""

from pathlib import Path

import pytest

import warehouse.schema.seed_files
from transforms.dates.date_formats import get_month_number
from warehouse.schema.seed_files import SeedError, read_seed


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("id,name\n", "seeds/one.csv: the columns are id, name, not id, day"),
        ("id,day\na,b\nc\n", "seeds/one.csv, line 3: 1 values, not 2"),
        ("", "seeds/one.csv: the columns are , not id, day"),
    ],
)
def test_a_file_that_is_not_as_expected_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, text: str, problem: str
) -> None:
    (tmp_path / "one.csv").write_text(text)
    monkeypatch.setattr(warehouse.schema.seed_files, "FOLDER", tmp_path)
    with pytest.raises(SeedError, match=problem):
        read_seed.__wrapped__("one.csv", ("id", "day"))


@pytest.mark.parametrize(
    ("name", "language", "number"),
    [
        ("January", None, 1),
        ("Sept.", "en", 9),
        ("Jänner", "de", 1),
        ("février", "fr", 2),
        ("Mehefin", "cy", 6),
        ("desember", "no", 12),
        ("March", "cy", 3),
        ("Brumaire", "fr", None),
        ("January", "xx", 1),
    ],
)
def test_months_are_read_in_the_languages_of_the_seed(name: str, language: str | None, number: int | None) -> None:
    assert get_month_number(name, language) == number
