"""Errors shown to the user: one line that says what happened and what to do."""

from flows.safe_text import redact

STOPPED = "Stopped. What a run has archived is kept, and the next run loads it."


class BackbenchError(Exception):
    """A failure (exit code 1). `advice` says what to do next. Secrets are removed from both."""

    exit_code = 1

    def __init__(self, message: str, advice: str = "") -> None:
        self.message, self.advice = redact(message), redact(advice)
        super().__init__(f"{self.message} {self.advice}".strip())


class WrongUse(BackbenchError):
    """The command, its arguments or the settings are wrong (exit code 2)."""

    exit_code = 2
