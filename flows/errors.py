"""What a person is told when a job cannot go on: one line that says what happened and what to do."""


class BackbenchError(Exception):
    """Something failed (exit code 1). `advice` says what to do next."""

    exit_code = 1

    def __init__(self, message: str, advice: str = "") -> None:
        super().__init__(f"{message} {advice}".strip())
        self.message, self.advice = message, advice


class WrongUse(BackbenchError):
    """The call itself is wrong (exit code 2)."""

    exit_code = 2
