"""How sure a share or a rate is: intervals of 95 %."""

_Z = 1.959963984540054  # 97.5 % of a normal distribution, as in warehouse/views

Measured = tuple[float | None, float | None, float | None]
"""A value, and the lower and upper bound of its interval; None of nothing."""


def wilson(hits: int, of: int) -> Measured:
    """Return the share with Wilson's interval."""
    if not of:
        return None, None, None
    centre, reach = hits + _Z**2 / 2, _Z * (hits * (of - hits) / of + _Z**2 / 4) ** 0.5
    return hits / of, max(0.0, (centre - reach) / (of + _Z**2)), min(1.0, (centre + reach) / (of + _Z**2))


def per_hundred(count: int, seats: float | None) -> Measured:
    """Return the count for 100 seats with Byar's interval for a Poisson count (Breslow and Day, 1987, 2.3)."""
    if not seats:
        return None, None, None
    low = count * (1 - 1 / (9 * count) - _Z / (3 * count**0.5)) ** 3 if count else 0.0
    above = count + 1
    high = above * (1 - 1 / (9 * above) + _Z / (3 * above**0.5)) ** 3
    return 100 * count / seats, 100 * low / seats, 100 * high / seats
