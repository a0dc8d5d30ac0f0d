"""`backbench export`: write the corpus as files."""

from pathlib import Path

import click

from flows.runs.runner import plain_runner
from flows.runs.runs import CODE_VERSION
from flows.safe_text import to_json
from flows.settings import read_settings


@click.command()
@click.argument("folder", required=False, type=click.Path(file_okay=False, path_type=Path), metavar="[DIR]")
@click.option("--json", "as_json", is_flag=True, help="Print what was written as one JSON object.")
def export(folder: Path | None, as_json: bool) -> None:
    """Write the published corpus to DIR: Parquet per table, a Frictionless data package, and how to cite it.

    An earlier export in DIR is replaced; the same state of the corpus gives the same bytes. Without DIR, the export
    goes to `exports/corpus` in the data folder.

    Example: backbench export corpus-2024-06
    """
    from warehouse.export.corpus_export import EXPORTED_TABLES
    from warehouse.export.corpus_export import export_corpus as write

    settings = read_settings()
    target = (folder or settings.exports / "corpus").absolute()
    with plain_runner(as_json) as runner:
        runner.set_total("export", len(EXPORTED_TABLES))
        written = write(settings.corpus, target, CODE_VERSION, lambda: runner.advance("export"))
    if as_json:
        rows = {each.table.name: each.row_count for each in written.resources}
        fields = {"folder": str(written.folder), "digest": written.digest, "as_of": written.as_of, "rows": rows}
        click.echo(to_json(fields))
        return
    size = sum(each.byte_count for each in written.resources) / 1e6
    click.echo(f"{len(written.resources)} tables, {size:,.1f} MB, state of {written.as_of}: {written.folder}")
    click.echo(f"Cite as: Backbench corpus, state of {written.as_of}, SHA-256 {written.digest[:16]}")
