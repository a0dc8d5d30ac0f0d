"""Bound the day of publication by evidence: find the first and the last possible day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from transforms.records import DateCandidate

NOT_BEFORE, NOT_AFTER = "not_before", "not_after"
MAX_BOUNDS = 20  # rows of evidence kept for an article, the tightest first


@dataclass(frozen=True, slots=True)
class Bounds:
    """The first and the last possible day, and each piece of evidence with its outcome."""

    not_before: date | None
    not_after: date
    evidence: tuple[DateCandidate, ...]


def combine_bounds(ledger: Iterable[DateCandidate], first: date | None, last: date) -> Bounds:
    """Return the tightest bounds from the ledger's evidence, within `first` and `last`.

    Evidence for a first day that is later than the last possible day is refused: the last day comes from a stored
    copy, but a sentence may be misread or may have been added later.
    """
    evidence = [replace(candidate, reason=None) for candidate in ledger if candidate.bound and candidate.parsed_on]
    upper = [candidate for candidate in evidence if candidate.bound == NOT_AFTER]
    not_after = min([last, *_days(upper)])
    lower = [candidate for candidate in evidence if candidate.bound == NOT_BEFORE]
    not_before = max([day for day in (first, *_days(lower)) if day and day <= not_after], default=None)
    evidence = [_explain(candidate, not_after, "published_not_after") for candidate in upper]
    for candidate in lower:
        if candidate.parsed_on and candidate.parsed_on > not_after:
            evidence.append(replace(candidate, reason=f"later than the last possible day, {not_after}"))
        elif not_before:
            evidence.append(_explain(candidate, not_before, "published_not_before"))
    return Bounds(not_before, not_after, _keep_tightest(evidence))


def _days(candidates: Iterable[DateCandidate]) -> list[date]:
    return [candidate.parsed_on for candidate in candidates if candidate.parsed_on]


def _explain(candidate: DateCandidate, bound: date, column: str) -> DateCandidate:
    return replace(candidate, reason=f"sets {column}" if candidate.parsed_on == bound else f"wider than {column}")


def _keep_tightest(evidence: Sequence[DateCandidate]) -> tuple[DateCandidate, ...]:
    def slack(candidate: DateCandidate) -> tuple[bool, int]:
        day = (candidate.parsed_on or date.min).toordinal()
        return candidate.bound == NOT_BEFORE, -day if candidate.bound == NOT_BEFORE else day

    return tuple(sorted(dict.fromkeys(evidence), key=slack)[:MAX_BOUNDS])
