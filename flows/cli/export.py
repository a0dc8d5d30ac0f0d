"""`backbench export`: write the corpus as files."""

from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from flows.runs.runner import plain_runner
from flows.runs.runs import CODE_VERSION
from flows.safe_text import to_json
from flows.settings import parse_s3_address, read_settings


@click.command()
@click.argument("target", required=False, metavar="[DIR|s3://…]")
@click.option("--json", "as_json", is_flag=True, help="Print what was written as one JSON object.")
def export(target: str | None, as_json: bool) -> None:
    """Write the published corpus to DIR: Parquet per table, a Frictionless data package, and how to cite it.

    An earlier export in DIR is replaced; the same state of the corpus gives the same bytes. Without DIR, the export
    goes to `exports/corpus` in the data folder. To an s3:// address the files are sent one after the other, and
    `datapackage.json` last: an export without it is not complete.

    \b
    Examples:
      backbench export corpus-2024-06
      backbench export s3://corpus.example/2024-06
    """
    from warehouse.export.corpus_export import EXPORTED_TABLES, send_export
    from warehouse.export.corpus_export import export_corpus as write

    if target == "":  # an unset variable of a script
        raise click.UsageError("The name of the folder is empty.")
    settings = read_settings()
    address = parse_s3_address(target) if target and target.startswith("s3://") else None
    with ExitStack() as stack:
        runner = stack.enter_context(plain_runner(as_json))
        if address:
            folder = Path(stack.enter_context(TemporaryDirectory())) / "export"
        else:
            folder = (Path(target) if target else settings.exports / "corpus").absolute()
        runner.set_total("export", len(EXPORTED_TABLES))
        written = write(settings.corpus, folder, CODE_VERSION, lambda: runner.advance("export"))
        if address:
            send_export(written, address)
    place = address or str(written.folder)
    if as_json:
        rows = {each.table.name: each.row_count for each in written.resources}
        fields = {"folder": place, "digest": written.digest, "as_of": written.as_of, "rows": rows}
        click.echo(to_json(fields))
        return
    size = sum(each.byte_count for each in written.resources) / 1e6
    click.echo(f"{len(written.resources)} tables, {size:,.1f} MB, state of {written.as_of}: {place}")
    click.echo(f"Cite as: Backbench corpus, state of {written.as_of}, SHA-256 {written.digest[:16]}")
