"""`python -m benchmarks.disk`: bytes on disk per article, of archive and databases, against zstd of the same texts.

Imports the pages once. DuckDB allocates blocks of 256 KB and at least one for each column that has values, so that a
database of some hundred articles has more bytes for each than a large one (`make bench-scale` prints those).
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb
from rich.console import Console
from rich.table import Table

from benchmarks.pages import pages, write_copies
from benchmarks.stage_timer import StageTimer


@dataclass(frozen=True, slots=True)
class DiskUse:
    """Bytes of a data folder, and of its articles' titles and bodies: as UTF-8, and by zstd in one stream."""

    article_count: int
    archive: int
    warehouse: int
    corpus: int
    text: int
    packed_text: int

    def rows(self) -> Iterator[tuple[str, float, float]]:
        """Yield what it is, its bytes per article, and the ratio to zstd of the text."""
        named = {
            "archive": self.archive,
            "warehouse.duckdb": self.warehouse,
            "corpus.duckdb": self.corpus,
            "text": self.text,
            "text by zstd": self.packed_text,
        }
        for name, size in named.items():
            if size:
                yield name, size / self.article_count, size / self.packed_text


def measure_disk(home: Path) -> DiskUse:
    """Measure a data folder with a published corpus that has an article."""
    with duckdb.connect(str(home / "corpus.duckdb"), read_only=True) as connection, tempfile.TemporaryDirectory() as at:
        counts = "SELECT count(*), sum(strlen(concat_ws(chr(10), title, body))) FROM articles"
        article_count, text = connection.execute(counts).fetchone() or (0, 0)
        packed = Path(at) / "texts.csv.zst"
        connection.execute(
            f"COPY (SELECT concat_ws(chr(10), title, body) FROM articles ORDER BY article_id)"  # noqa: S608 - our path
            f" TO '{packed}' (FORMAT csv, COMPRESSION zstd, HEADER false, QUOTE '', DELIMITER '\x1f')"
        )
        packed_text = packed.stat().st_size
    archive = sum(path.stat().st_size for path in home.glob("archive/*/*.warc.gz"))
    warehouse, corpus = ((home / name).stat().st_size for name in ("warehouse.duckdb", "corpus.duckdb"))
    return DiskUse(int(article_count), archive, warehouse, corpus, int(text), packed_text)


def describe_disk(use: DiskUse) -> Table:
    """Return the figures as a table."""
    table = Table(title=f"Bytes on disk per article, {use.article_count:,} articles", title_justify="left")
    for column in ("what", "bytes per article", "times zstd of the text"):
        table.add_column(column, justify="left" if column == "what" else "right")
    for name, per_article, ratio in use.rows():
        table.add_row(name, f"{per_article:,.0f}", f"{ratio:.1f}")
    return table


def main() -> None:
    from flows import pipeline
    from flows.settings import Settings

    console = Console(highlight=False)
    name, found = pages()
    with tempfile.TemporaryDirectory() as folder:
        source, home = Path(folder) / "pages.warc.gz", Path(folder) / "data"
        write_copies(found, 1, source)
        accounts = pipeline.import_paths(Settings(home=home), StageTimer(), lambda: False, [source])
        if accounts.state != "completed":
            raise SystemExit(f"the import did not complete: {accounts}")
        console.print(f"{len(found)} pages, {name}, as WARC file {source.stat().st_size / len(found):,.0f} bytes each.")
        console.print(describe_disk(measure_disk(home)))


if __name__ == "__main__":
    main()
