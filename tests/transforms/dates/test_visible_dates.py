"""Long lines are not searched for a date, unless a short part of them may be one."""

from itertools import product

from transforms.dates.visible_dates import MAX_MARKED_LINE, _may_have_short_part, _published_part

PROSE = "The bridge over the Fenwick needs mending, and the council knows it. "
PARTS = ("", "Updated 6 May 2024. ", "Published 5 May 2024 ", "Posted on 5 May 2024 ", "Stand: 5. Mai 2024 ", "© 2024 ")


def test_a_line_is_skipped_only_if_no_part_of_it_is_short() -> None:
    kept = skipped = 0
    for before, first, middle, second, after in product((0, 1, 3), PARTS, (0, 1, 2, 5), PARTS, (0, 1, 2)):
        line = f"{PROSE * before}{first}{PROSE * middle}{second}{PROSE * after}".strip()
        is_short = len(_published_part(line)[0]) <= MAX_MARKED_LINE
        assert _may_have_short_part(line) or not is_short, line
        kept, skipped = kept + is_short, skipped + (not _may_have_short_part(line))
    assert kept > 50
    assert skipped > 50
