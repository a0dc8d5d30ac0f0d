"""Extract one capture, and return its outcome if that fails. Workers import this module, so it loads little."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass

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
    texts: list[str] = []
    _collect_texts(extraction, texts)
    "".join(texts).encode()
    return extraction


def _collect_texts(value: object, found: list[str]) -> None:
    """Add every string in nested dataclasses and sequences to `found`."""
    if isinstance(value, str):
        found.append(value)
    elif isinstance(value, tuple | list):
        for inner in value:
            _collect_texts(inner, found)
    elif is_dataclass(value):
        for one in fields(value):
            _collect_texts(getattr(value, one.name), found)


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
