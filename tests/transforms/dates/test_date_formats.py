"""A date is read as printed, or not at all."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from transforms.dates.date_formats import Moment, parse_date


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024-04-20", date(2024, 4, 20)),
        ("20 April 2024", date(2024, 4, 20)),
        ("Sat, 20 April 2024", date(2024, 4, 20)),
        ("April 20th, 2024", date(2024, 4, 20)),
        ("20.04.2024, 15:45 Uhr", date(2024, 4, 20)),
        ("25/04/2024", date(2024, 4, 25)),
        ("04/25/2024", date(2024, 4, 25)),
        ("20240420", date(2024, 4, 20)),
        ("2024年4月20日", date(2024, 4, 20)),
        ("2024. 04. 20. 10:00", date(2024, 4, 20)),
        ("20/Apr/2024", date(2024, 4, 20)),
        ("Mon Aug 03 12:45:00 EDT 2015", date(2015, 8, 3)),
    ],
)
def test_common_writings_are_read(written: str, day: date) -> None:
    moment = parse_date(written, None, None)
    assert moment is not None
    assert moment.on == day


@pytest.mark.parametrize(
    ("written", "language"),
    [
        ("7. Mai 2020", "de"),
        ("7 mai 2020", "fr"),
        ("7 de mayo de 2020", "es"),
        ("2020. május 7.", "hu"),
        ("7 Mai 2020", "cy"),
        ("7 травня 2020", "uk"),
        ("07/Mai/2020", "pt"),
        ("7. mai 2020", "no"),
    ],
)
def test_months_are_read_in_the_language_of_the_page(written: str, language: str) -> None:
    moment = parse_date(written, None, None, language)
    assert moment is not None
    assert moment.on == date(2020, 5, 7)


@pytest.mark.parametrize(
    "written", ["", "31 February 2024", "0000-01-01T00:00:00Z", "2023-00-00", "yesterday", "4 min read", "9" * 10_000]
)
def test_texts_that_are_not_a_date_give_none(written: str) -> None:
    assert parse_date(written, None, None) is None


def test_two_numbers_that_may_be_either_are_left_unless_the_outlets_order_is_known() -> None:
    assert parse_date("05/04/2024", None, None) is None
    first = parse_date("05/04/2024", None, True)
    second = parse_date("05/04/2024", None, False)
    assert first is not None and first.on == date(2024, 4, 5)
    assert second is not None and second.on == date(2024, 5, 4)


def test_a_stamp_near_midnight_is_the_outlets_day_where_the_outlet_is_known() -> None:
    assert parse_date("2024-07-17T23:30:00Z", ZoneInfo("Europe/London"), None) == Moment(
        date(2024, 7, 18), datetime(2024, 7, 17, 23, 30), "instant", True
    )
    written = parse_date("2024-07-17T23:30:00Z", None, None)
    assert written is not None
    assert written.on == date(2024, 7, 17)


def test_midnight_to_the_second_in_utc_is_a_day_and_not_the_evening_before() -> None:
    moment = parse_date("2024-07-17T00:00:00Z", ZoneInfo("America/New_York"), None)
    assert moment == Moment(date(2024, 7, 17))


def test_a_clock_without_an_offset_gives_an_instant_only_where_the_outlets_zone_is_known() -> None:
    known = parse_date("20 April 2024 at 3:45 pm", ZoneInfo("Europe/London"), None)
    unknown = parse_date("20 April 2024 at 3:45 pm", None, None)
    assert known is not None and known.at == datetime(2024, 4, 20, 14, 45)
    assert unknown is not None and unknown.at is None


@pytest.mark.parametrize("written", ["2024-05-05T00:00:00Z", "2024-05-05T02:00:00+02:00", "2024-05-05T05:30:00+05:30"])
def test_midnight_utc_is_a_day_with_any_written_offset(written: str) -> None:
    assert parse_date(written, None, None) == Moment(date(2024, 5, 5))


@pytest.mark.parametrize(
    ("written", "at"),
    [
        ("Mon Jul 01 2024 23:30:00 GMT+0100 (British Summer Time)", datetime(2024, 7, 1, 22, 30)),
        ("Mon Jul 01 23:30:00 GMT+01:00 2024", datetime(2024, 7, 1, 22, 30)),
        ("2024-07-01T23:30:00 UTC+1", datetime(2024, 7, 1, 22, 30)),
        ("1 July 2024, 23:30 UTC-5:30", datetime(2024, 7, 2, 5, 0)),
        ("1 July 2024 23:30 GMT", datetime(2024, 7, 1, 23, 30)),
        ("2024-07-01 23:30 GMT", datetime(2024, 7, 1, 23, 30)),
        ("2024-07-01T23:30:00-05", datetime(2024, 7, 2, 4, 30)),
        ("Mon, 01 Jul 24 09:00:00 +0530", datetime(2024, 7, 1, 3, 30)),
    ],
)
def test_an_offset_after_gmt_or_utc_is_kept(written: str, at: datetime) -> None:
    assert parse_date(written, None, None) == Moment(date(2024, 7, 1), at, "instant", clock=True)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Thu, 14 Mar 24 09:00:00 GMT", date(2024, 3, 14)),
        ("Thu 14 Mar '24", date(2024, 3, 14)),
        ("Mar 14, '24", date(2024, 3, 14)),
        ("Thursday March 14th ’24 | 3 min read", date(2024, 3, 14)),
        ("14-Mar-24", date(2024, 3, 14)),
        ("Posted on 14 March ’24 | 3 min read", date(2024, 3, 14)),
        ("31 Dec 99", date(1999, 12, 31)),
        ("31/12/99", date(1999, 12, 31)),
    ],
)
def test_a_year_of_two_digits_is_read_in_a_whole_date(written: str, day: date) -> None:
    moment = parse_date(written, None, None)
    assert moment is not None and moment.on == day


@pytest.mark.parametrize(
    "written", ["14 Mar 10:30", "14 March 24 comments", "14 people 24", "at 14 Mar 2", "14 Mar 245"]
)
def test_a_number_after_a_month_is_not_a_year_of_its_own(written: str) -> None:
    assert parse_date(written, None, None) is None


@pytest.mark.parametrize("day_first", [None, True, False])
@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("Tue, 03/05/2024 - 10:30", date(2024, 3, 5)),
        ("Friday 03/05/2024", date(2024, 5, 3)),
        ("Submitted on Thurs, 02-05-2024", date(2024, 5, 2)),
    ],
)
def test_the_weekday_decides_which_number_is_the_day(written: str, day: date, day_first: bool | None) -> None:
    moment = parse_date(written, None, day_first)
    assert moment is not None
    assert moment.on == day


def test_a_weekday_that_fits_neither_order_decides_nothing() -> None:
    assert parse_date("Mon, 03/05/2024", None, None) is None
