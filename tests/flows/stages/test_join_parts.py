"""Parts of a batch are extracted one by one and go on together."""

from typing import Any, cast

from flows.runs.batch import Batch
from flows.stages.extract import ExtractedBatch, join_parts
from flows.stages.extractor import ExtractionResult
from warehouse.schema.rows import CaptureRow


def part(*capture_ids: str, **flags: Any) -> ExtractedBatch:
    rows = [cast(CaptureRow, {"capture_id": capture_id}) for capture_id in capture_ids]
    return ExtractedBatch(Batch(captures=rows, **flags), [ExtractionResult(row) for row in rows])


def ids(batches: list[ExtractedBatch]) -> list[list[str]]:
    for batch in batches:
        assert [result.row for result in batch.results] == batch.batch.captures
    return [[row["capture_id"] for row in batch.batch.captures] for batch in batches]


def test_parts_of_one_batch_are_joined() -> None:
    parts = [part("a", is_part=True), part("b", "c", is_part=True), part("d"), part("e", is_last=True)]
    joined = list(join_parts(parts))
    assert ids(joined) == [["a", "b", "c", "d"], ["e"]]
    assert [batch.batch.is_last for batch in joined] == [False, True]


def test_an_earlier_capture_of_the_same_bytes_begins_another_batch() -> None:
    joined = list(join_parts([part("a", is_part=True), part("b", "a", is_last=True)]))
    assert ids(joined) == [["a"], ["b", "a"]]
    assert [batch.batch.is_last for batch in joined] == [False, True]


def test_the_last_part_may_be_empty() -> None:
    joined = list(join_parts([part("a", is_part=True), part(is_last=True)]))
    assert ids(joined) == [["a"]]
    assert joined[0].batch.is_last
