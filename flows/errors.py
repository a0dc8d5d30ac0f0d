"""Errors shown to the user: one line that says what happened and what to do."""


class BackbenchError(Exception):
    """A failure (exit code 1). `advice` says what to do next."""

    exit_code = 1

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(f"{message} {advice}".strip())
        self.message, self.advice = message, advice


class WrongUse(BackbenchError):
    """The command, its arguments or the settings are wrong (exit code 2)."""

    exit_code = 2
