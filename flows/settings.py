"""Paths, limits and addresses from the environment: read once, frozen, passed on."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from flows.errors import WrongUse

CHECKOUT = Path(__file__).resolve().parent.parent
MYSOCIETY = "https://pages.mysociety.org/politician_data/data/uk_politician_data/latest/"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a run depends on besides its arguments, its archive and its seeds."""

    home: Path = CHECKOUT / "data"
    outlets_file: Path = CHECKOUT / "seeds" / "outlets.toml"
    contact: str = "https://github.com/backbench/backbench"
    register_source: str = MYSOCIETY
    host_overrides: Mapping[str, str] = field(default_factory=dict)
    """Host name -> address:port to connect to instead; the only way to reach an address outside the public web."""
    nightly_cron: str = "15 2 * * *"
    nightly_timezone: str = "Europe/London"
    workers: int = field(default_factory=lambda: os.cpu_count() or 1)
    page_seconds: float = 30.0
    page_megabytes: int = 1024
    response_megabytes: int = 20
    response_seconds: float = 60.0
    pages_per_outlet: int = 500
    wayback_url: str = "https://web.archive.org"
    common_crawl_url: str = "https://index.commoncrawl.org"
    common_crawl_data_url: str = "https://data.commoncrawl.org"
    archive_seconds: float = 4.0
    """Pause between two requests to a web archive: users report a limit of 15 a minute of the Wayback Machine."""
    reports_url: str | None = None
    """Address under which `serve` offers the reports folder; a browser does not follow a link to a file."""

    @property
    def seeds(self) -> Path:
        """The folder of seed data."""
        return CHECKOUT / "seeds"

    @property
    def archive(self) -> Path:
        """WARC files."""
        return self.home / "archive"

    @property
    def warehouse(self) -> Path:
        """The writer's database; open only during a load."""
        return self.home / "warehouse.duckdb"

    @property
    def corpus(self) -> Path:
        """The published, read-only database."""
        return self.home / "corpus.duckdb"

    @property
    def exports(self) -> Path:
        """Exported files."""
        return self.home / "exports"

    @property
    def reports(self) -> Path:
        """Quality pages, reports and plots."""
        return self.home / "reports"

    @property
    def register(self) -> Path:
        """The register's files as fetched."""
        return self.home / "register"

    @property
    def prefect(self) -> Path:
        """Prefect's own home: its database, its settings."""
        return self.home / "prefect"


def read_settings(env: Mapping[str, str] = os.environ) -> Settings:
    """Read the variables that begin BACKBENCH_; WrongUse names the one that cannot be read."""
    known: dict[str, tuple[str, Callable[[str], object]]] = {
        "BACKBENCH_HOME": ("home", _parse_path),
        "BACKBENCH_OUTLETS": ("outlets_file", _parse_path),
        "BACKBENCH_CONTACT": ("contact", str),
        "BACKBENCH_REGISTER_SOURCE": ("register_source", str),
        "BACKBENCH_HOST_OVERRIDES": ("host_overrides", _parse_host_overrides),
        "BACKBENCH_NIGHTLY_CRON": ("nightly_cron", str),
        "BACKBENCH_NIGHTLY_TIMEZONE": ("nightly_timezone", str),
        "BACKBENCH_WORKERS": ("workers", _make_positive_parser(int)),
        "BACKBENCH_PAGE_SECONDS": ("page_seconds", _make_positive_parser(float)),
        "BACKBENCH_PAGE_MEGABYTES": ("page_megabytes", _make_positive_parser(int)),
        "BACKBENCH_RESPONSE_MEGABYTES": ("response_megabytes", _make_positive_parser(int)),
        "BACKBENCH_RESPONSE_SECONDS": ("response_seconds", _make_positive_parser(float)),
        "BACKBENCH_PAGES_PER_OUTLET": ("pages_per_outlet", _make_positive_parser(int)),
        "BACKBENCH_WAYBACK_URL": ("wayback_url", _parse_base_url),
        "BACKBENCH_COMMON_CRAWL_URL": ("common_crawl_url", _parse_base_url),
        "BACKBENCH_COMMON_CRAWL_DATA_URL": ("common_crawl_data_url", _parse_base_url),
        "BACKBENCH_ARCHIVE_SECONDS": ("archive_seconds", _make_positive_parser(float)),
        "BACKBENCH_REPORTS_URL": ("reports_url", str),
    }
    values: dict[str, object] = {}
    for name, text in env.items():
        if not name.startswith("BACKBENCH_") or not text:
            continue
        if name not in known:
            raise WrongUse(f"{name} is not a setting.", f"Known: {', '.join(sorted(known))}.")
        attribute, read = known[name]
        try:
            values[attribute] = read(text)
        except ValueError as error:
            raise WrongUse(f"{name}={text!r} cannot be read: {error}.", "See docs/operating.md, Settings.") from error
    return Settings(**values)  # type: ignore[arg-type]  # each reader above returns its attribute's type


def _parse_path(text: str) -> Path:
    return Path(text).expanduser().absolute()


def _parse_base_url(text: str) -> str:
    if not text.startswith(("http://", "https://")):
        raise ValueError("expected an address that begins https://")
    return text.rstrip("/")


def _make_positive_parser(number: Callable[[str], float]) -> Callable[[str], float]:
    def read(text: str) -> float:
        value = number(text)
        if value <= 0:
            raise ValueError("must be more than 0")
        return value

    return read


def _parse_host_overrides(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in text.split(",")]
    if not all(name and address for name, _, address in pairs):
        raise ValueError("expected host=address:port, joined by commas")
    return {name.strip(): address.strip() for name, _, address in pairs}
