"""The archive and exports in an object store, against a server that speaks S3 in a process of its own."""

import os
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
import requests

from flows.settings import Settings, read_settings
from warehouse.archive import files, object_store
from warehouse.archive.archive_writer import ArchiveWriter, RecordLocation
from warehouse.archive.object_store import StoredArchive
from warehouse.errors import ObjectConflict, ObjectStoreUnavailable

REFUSAL = """<?xml version="1.0" encoding="UTF-8"?>
<Error><Code>SignatureDoesNotMatch</Code><Message>The request signature does not match. Check your key.</Message>
<AWSAccessKeyId>KEYID</AWSAccessKeyId><StringToSign>AWS4-HMAC-SHA256</StringToSign></Error>"""
AT = datetime(2026, 1, 10, tzinfo=UTC)


def write(folder: Path, run_id: str, payloads: list[bytes]) -> list[RecordLocation]:
    with ArchiveWriter(folder, run_id, "weir") as writer:
        return [
            writer.add(f"https://weir.example/{number}", AT, 200, [("Content-Type", "text/html")], payload, "{}")
            for number, payload in enumerate(payloads)
        ]


def test_files_are_sent_once_and_read_back_by_ranges(bucket: str, tmp_path: Path) -> None:
    archive = StoredArchive(tmp_path / "archive", bucket)
    payloads = [os.urandom(700_000), b"<p>two</p>", b"<p>three</p>"]
    places = write(archive.folder, "20260110T000000-aaaaaa", payloads)
    assert files.store_files(archive) == [places[0].warc_file]
    assert files.store_files(archive) == []
    assert files.release_files(archive) == [places[0].warc_file]
    assert files.list_files(archive.folder) == []
    assert files.list_files(archive) == files.list_run_files(archive, "20260110T000000-aaaaaa")
    for place, payload in zip(places, payloads, strict=True):
        assert files.read_record(archive, place, 10**7).payload == payload
        assert files.read_answer(archive, place, 10**7).payload == payload
    found = [record.payload for record, _ in files.iter_articles(archive, places[0].warc_file, 10**7)]
    assert found == payloads
    assert [place for _, _, place in files.iter_answers(archive, places[0].warc_file)] == places


def test_a_large_file_is_sent_in_parts_and_visible_only_when_complete(
    bucket: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(object_store, "PART_BYTES", 5 << 20)
    large = tmp_path / "2026" / "large.warc.gz"
    large.parent.mkdir()
    large.write_bytes(os.urandom((12 << 20) + 1))
    store = object_store._connect()
    seen: list[dict[str, int]] = []
    upload = store._call_s3

    async def watch(method: str, *arguments: Any, **options: Any) -> Any:
        if method in ("upload_part", "complete_multipart_upload"):
            seen.append(requests.get(f"{os.environ['AWS_ENDPOINT_URL']}/{bucket[5:]}/2026/large.warc.gz").status_code)
        return await upload(method, *arguments, **options)

    monkeypatch.setattr(store, "_call_s3", watch)
    object_store.send_file(large, bucket, "2026/large.warc.gz")
    assert seen == [404] * 4, "three parts, and their completion"
    assert object_store.list_objects(bucket) == {"2026/large.warc.gz": large.stat().st_size}
    assert object_store.is_stored(large, bucket, "2026/large.warc.gz")
    with object_store.open_object(bucket, "2026/large.warc.gz") as stored:
        assert stored.read() == large.read_bytes()


def test_another_file_of_the_same_name_is_kept_on_both_sides(bucket: str, tmp_path: Path) -> None:
    one, other = StoredArchive(tmp_path / "one", bucket), StoredArchive(tmp_path / "other", bucket)
    write(one.folder, "r1", [b"one"])
    files.store_files(one)
    write(other.folder, "r1", [b"of another machine"])
    with pytest.raises(ObjectConflict):
        files.store_files(other)
    assert files.release_files(other) == []
    assert len(files.list_files(other.folder)) == 1


def test_a_store_that_fails_is_named_without_its_secret(bucket: str, tmp_path: Path) -> None:
    with pytest.raises(ObjectStoreUnavailable) as failure:
        object_store.list_objects("s3://no-such-bucket/x") or object_store.send_file(
            Path(__file__), "s3://no-such-bucket/x", "name"
        )
    assert "s3://no-such-bucket/x cannot be used" in str(failure.value)
    assert os.environ["AWS_SECRET_ACCESS_KEY"] not in str(failure.value)
    with pytest.raises(FileNotFoundError):
        object_store.open_object(bucket, "absent")


@pytest.mark.parametrize(
    "endpoint", ["store.example", "http://key:secret@store.example", "ftp://store.example", "http://"]
)
def test_an_endpoint_that_is_not_an_address_is_named_without_its_secret(
    endpoint: str, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ENDPOINT_URL", endpoint)
    with pytest.raises(ObjectStoreUnavailable, match="AWS_ENDPOINT_URL must be") as failure:
        object_store.list_objects(bucket)
    assert "secret" not in str(failure.value)


class _Refusing(BaseHTTPRequestHandler):
    """Refuses every request as S3 does if the secret key is wrong; its answer repeats the key's id."""

    def do_GET(self) -> None:
        body = REFUSAL.encode()
        self.send_response(403)
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


def test_wrong_keys_are_named_as_such_and_not_repeated(bucket: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Refusing) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{server.server_port}")
        object_store._connect.cache_clear()
        try:
            with pytest.raises(ObjectStoreUnavailable) as failure:
                object_store.list_objects(bucket)
        finally:
            object_store._connect.cache_clear()
            server.shutdown()
    assert failure.value.problem == "The request signature does not match. Check your key"
    assert "KEYID" not in str(failure.value)


def test_a_setting_with_credentials_is_refused() -> None:
    from flows.errors import WrongUse

    assert read_settings({"BACKBENCH_ARCHIVE_STORE": "s3://b/p/"}) == Settings(archive_store="s3://b/p")
    for wrong in ("s3://key:secret@b/p", "s3://key:sec/ret@b/p", "https://b/p", "s3:///p"):
        with pytest.raises(WrongUse) as refused:
            read_settings({"BACKBENCH_ARCHIVE_STORE": wrong})
        assert "ret@" not in str(refused.value)
