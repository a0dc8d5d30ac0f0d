"""Read the SQL files of `warehouse/store/load_steps`, the steps of a load."""

from pathlib import Path

LOAD_STEPS = Path(__file__).parent / "load_steps"


def read_step(name: str) -> str:
    """Return the statements of a step."""
    return (LOAD_STEPS / f"{name}.sql").read_text(encoding="utf-8")
