"""Extract one capture, and say what becomes of it if that fails. Workers import this module, so it loads little."""

from collections.abc import Callable, Iterator
from dataclasses import asdict

from flows.runs.limits import WorkError, WorkLimit
from transforms.records import Capture, Discard, Extraction, Quarantine


def load_extraction() -> Callable[[Capture], Extraction]:
    """Load what extraction needs, and return `extract_checked`."""
    import transforms.extract  # noqa: F401

    return extract_checked


def extract_checked(capture: Capture) -> Extraction:
    """Return the extraction of a capture. Raises what `extract` raises, and UnicodeEncodeError."""
    # Imported only in the workers, which need it: the main process starts a second sooner.
    from transforms.extract import extract

    extraction = extract(capture)
    # A page may contain a lone surrogate (&#xD800;), which neither polars nor the database accepts.
    "".join(_texts(asdict(extraction))).encode()
    return extraction


def _texts(value: object) -> Iterator[str]:
    """Yield every string in nested dictionaries and sequences."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, tuple | list):
        for inner in value:
            yield from _texts(inner)


def explain_failure(error: Exception) -> tuple[str, str, str]:
    """Return outcome, rule and detail of a capture whose extraction raised this error."""
    match error:
        case Quarantine():
            return "quarantined", error.rule, error.detail
        case Discard():
            return "discarded", error.reason, error.detail
        case WorkLimit():
            return "quarantined", f"page_{error.reason}", error.detail
        case WorkError():
            return "quarantined", "page_error", str(error)
    # A bug of ours or of a library on this one capture: the run continues, and the capture is recorded with the error.
    return "quarantined", "page_error", f"{type(error).__name__}: {error}"
