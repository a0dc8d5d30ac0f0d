"""Find the day that an outlet prints on every page: it dates the capture, never the article."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from transforms.dates.dating import LESS_TRUSTED, SAME, choose_date_until
from transforms.records import DateCandidate, Dating


def find_printed_days(dating: Dating) -> Iterator[tuple[int, str, bool]]:
    """Yield the visible dates that may date the article: position among the candidates, the place they are printed in,
    and whether it differs from the capture's day.

    Visible dates are read only if the page states nothing better; then one of them dates the article, and the
    capture's day is the latest possible one.
    """
    for position, one in enumerate(dating.candidates):
        if one.basis == "text" and one.parsed_on and one.source and (one.is_chosen or _is_rejected(one)):
            yield position, one.source, one.parsed_on != dating.published_not_after


def refuse_candidates(dating: Dating, reasons: Mapping[int, str]) -> Dating:
    """Return the dating without the candidates at these positions, each refused for the reason given."""
    candidates = (_opened(one, reasons.get(position)) for position, one in enumerate(dating.candidates))
    last = dating.published_not_after
    return choose_date_until(candidates, last, dating.has_copy) if last else dating


def _opened(one: DateCandidate, refused: str | None) -> DateCandidate:
    reason = refused or (None if _is_rejected(one) else one.reason)
    return replace(one, is_chosen=False, reason=reason)


def _is_rejected(one: DateCandidate) -> bool:
    return one.reason is not None and (one.reason == SAME or one.reason.startswith(LESS_TRUSTED))
