"""Why an address gave no usable answer, in one word and one sentence."""


class NoAnswer(Exception):
    """`reason` is one word, `detail` a sentence; both end in the run's fates."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(f"{reason}: {detail}")
        self.reason, self.detail = reason, detail


class Disallowed(NoAnswer):
    """Forbidden by robots.txt or by our own address rules: not asked for."""


class Failed(NoAnswer):
    """Asked for, and nothing usable came."""
