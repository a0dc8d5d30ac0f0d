"""Read paths, limits and addresses from the environment, once, into a frozen object."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from flows.errors import WrongUse
from warehouse.archive.object_store import Archive, StoredArchive
from warehouse.store.locations import Database, Lake

CHECKOUT = Path(__file__).resolve().parent.parent
MYSOCIETY = "https://pages.mysociety.org/politician_data/data/uk_politician_data/latest/"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything a run depends on, except its arguments, its archive and its seeds."""

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
    outlet_hours: float = 2.0
    """Of a nightly run: requests that remain after this time are left for the next run."""
    run_hours: float = 4.0
    """Of a nightly run, from its start to the end of fetching; then it publishes."""
    wayback_url: str = "https://web.archive.org"
    common_crawl_url: str = "https://index.commoncrawl.org"
    common_crawl_data_url: str = "https://data.commoncrawl.org"
    archive_seconds: float = 4.0
    """Pause between two requests to a web archive: users report a limit of 15 a minute of the Wayback Machine."""
    ask_again_days: float = 180.0
    """Days after which web archives are queried again for an article of which they had no copy."""
    start_seconds: float = 300.0
    """Longest start of the Prefect server: 9–14 s on a quiet machine, several times that on a busy one."""
    public_url: str | None = None
    """https address at which a reverse proxy with TLS and a login of its own offers the interface of `serve`."""
    dask: str | None = None
    """Extract on a Dask cluster: `tcp://host:port` of its scheduler, or `local` to start one on this machine."""
    archive_store: str | None = None
    """`s3://` address where the archive's complete files are kept too."""
    lake_catalog: str | None = None
    """Keep the corpus in a lake, which several machines can load and read: its database of Postgres, …"""
    lake_data: str | None = None
    """… and the folder or `s3://` address of its Parquet files."""
    log_level: str | None = None
    """Least severe level of the log; None: WARNING, or what -v asks for."""
    log_format: str = "TEXT"
    reports_url: str | None = None
    """Address under which `serve` offers the reports folder; a browser does not follow a link to a file."""

    @property
    def seeds(self) -> Path:
        """The folder of seed data."""
        return CHECKOUT / "seeds"

    @property
    def archive(self) -> Path:
        """The folder in which WARC files are written."""
        return self.home / "archive"

    @property
    def archive_source(self) -> Archive:
        """Where WARC files are read: the folder, and the object store if there is one."""
        return StoredArchive(self.archive, self.archive_store) if self.archive_store else self.archive

    @property
    def lake(self) -> Lake | None:
        """The lake that has the corpus; None if this data folder has it."""
        return Lake(self.lake_catalog, self.lake_data) if self.lake_catalog and self.lake_data else None

    @property
    def warehouse(self) -> Database:
        """The writer's database; open only during a load."""
        return self.lake or self.local_warehouse

    @property
    def corpus(self) -> Database:
        """The published, read-only database."""
        return self.lake.published if self.lake else self.local_corpus

    @property
    def is_published(self) -> bool:
        """Whether there may be a published database, without loading DuckDB."""
        return self.lake is not None or self.local_corpus.exists()

    @property
    def local_warehouse(self) -> Path:
        """The writer's database of this data folder."""
        return self.home / "warehouse.duckdb"

    @property
    def local_corpus(self) -> Path:
        """The published database of this data folder."""
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
    """Read the variables that begin BACKBENCH_; WrongUse names the one whose value cannot be read."""
    values: dict[str, object] = {}
    for name, (attribute, parse) in VARIABLES.items():
        text = env.get(name)
        if not text:
            continue
        try:
            values[attribute] = parse(text)
        except ValueError as error:
            # A connection string may have a password, and an @ follows one.
            shown = name if name == "BACKBENCH_LAKE" or "@" in text else f"{name}={text!r}"
            raise WrongUse(f"{shown} cannot be read: {error}.", "See docs/operating.md, Settings.") from error
    for name, other in (("BACKBENCH_LAKE", "BACKBENCH_LAKE_DATA"), ("BACKBENCH_LAKE_DATA", "BACKBENCH_LAKE")):
        if env.get(other) and not env.get(name):
            raise WrongUse(f"{name} is not set.", f"A lake needs both {name} and {other}.")
    return Settings(**values)  # type: ignore[arg-type]  # each parser above returns its attribute's type


def describe_unknown_variables(env: Mapping[str, str] = os.environ) -> list[str]:
    """Return one warning per variable that begins BACKBENCH_ and is not a setting, with the nearest known name."""
    warnings = []
    for name in sorted(name for name in env if name.startswith("BACKBENCH_") and name not in VARIABLES):
        from difflib import get_close_matches  # here: only a mistyped variable needs it

        known = [known.removeprefix("BACKBENCH_") for known in VARIABLES]
        nearest = get_close_matches(name.removeprefix("BACKBENCH_"), known, n=1)
        hint = f"did you mean BACKBENCH_{nearest[0]}?" if nearest else "docs/operating.md lists the settings."
        warnings.append(f"{ascii(name)[1:-1]} is not a setting and is ignored; {hint}")
    return warnings


def _parse_path(text: str) -> Path:
    return Path(text).expanduser().absolute()


def _parse_base_url(text: str) -> str:
    if not text.startswith(("http://", "https://")) or "@" in urlsplit(text).netloc:
        raise ValueError("expected an address that begins https://, without a user and a password")
    return text.rstrip("/")


def _parse_public_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme != "https" or not parts.hostname or parts.path not in ("", "/") or parts.query or parts.username:
        raise ValueError("expected https:// and a host name, without a path")
    return f"https://{parts.netloc.lower()}"


def _make_positive_parser(number: Callable[[str], float]) -> Callable[[str], float]:
    def read(text: str) -> float:
        value = number(text)
        if value <= 0:
            raise ValueError("must be more than 0")
        return value

    return read


def _parse_host_overrides(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in text.split(",")]
    if "@" in text or not all(name and address for name, _, address in pairs):
        raise ValueError("expected host=address:port, joined by commas")
    return {name.strip(): address.strip() for name, _, address in pairs}


def _parse_dask(text: str) -> str:
    parts = urlsplit(text)
    if text != "local" and (parts.scheme not in ("tcp", "tls") or "@" in parts.netloc):
        raise ValueError("expected tcp://host:port, tls://host:port or local")
    return text


def _parse_lake(text: str) -> str:
    if "password" in text.lower() or "://" in text:
        raise ValueError(
            "expected dbname=… host=… user=… without a password, which belongs in ~/.pgpass or the variable PGPASSWORD"
        )
    return text


def _parse_lake_data(text: str) -> str:
    return f"{parse_s3_address(text)}/" if text.startswith("s3://") else f"{_parse_path(text)}/"


def parse_s3_address(text: str) -> str:
    """Return the address without a slash at its end. Raises WrongUse."""
    parts = urlsplit(text)
    if parts.scheme != "s3" or not parts.hostname or not {"@", ":"}.isdisjoint(parts.netloc):
        raise WrongUse(
            f"{text!r} is not the address of an object store.",
            "Write s3://bucket/prefix; credentials belong in the variables of AWS.",
        )
    return text.rstrip("/")


def _make_choice_parser(*choices: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text.upper() not in choices:
            raise ValueError(f"expected {', '.join(choices)}")
        return text.upper()

    return parse


VARIABLES: dict[str, tuple[str, Callable[[str], object]]] = {
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
    "BACKBENCH_OUTLET_HOURS": ("outlet_hours", _make_positive_parser(float)),
    "BACKBENCH_RUN_HOURS": ("run_hours", _make_positive_parser(float)),
    "BACKBENCH_ARCHIVE_SECONDS": ("archive_seconds", _make_positive_parser(float)),
    "BACKBENCH_ASK_AGAIN_DAYS": ("ask_again_days", _make_positive_parser(float)),
    "BACKBENCH_START_SECONDS": ("start_seconds", _make_positive_parser(float)),
    "BACKBENCH_PUBLIC_URL": ("public_url", _parse_public_url),
    "BACKBENCH_DASK": ("dask", _parse_dask),
    "BACKBENCH_ARCHIVE_STORE": ("archive_store", parse_s3_address),
    "BACKBENCH_LAKE": ("lake_catalog", _parse_lake),
    "BACKBENCH_LAKE_DATA": ("lake_data", _parse_lake_data),
    "BACKBENCH_LOG_LEVEL": ("log_level", _make_choice_parser("DEBUG", "INFO", "WARNING", "ERROR")),
    "BACKBENCH_LOG_FORMAT": ("log_format", _make_choice_parser("TEXT", "JSON")),
    "BACKBENCH_REPORTS_URL": ("reports_url", str),
}
