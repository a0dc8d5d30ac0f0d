"""`inspect` shows what a run would do with a page, file or address; its exit code is that of the worst."""

import gzip
import json
import os
import pty
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from flows.cli import main
from flows.sample.server import SampleSite, serve_sample
from flows.settings import CHECKOUT

PROSE = "<p>The member for Great Weirbury said that the bill was a good one, and would be read again in the spring.</p>"
PAGE = f"<html lang=en><title>A bill is read</title><h1>A bill is read</h1>{PROSE * 6}</html>"
URL = "https://pages.example/a-bill"
SHARED = CHECKOUT.parent / "shared"
Inspect = Callable[..., tuple[int, str, str]]


@pytest.fixture
def inspect(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Inspect:
    """Call the command in this process; return exit code, standard output and standard error."""

    def call(*arguments: str, **settings: str) -> tuple[int, str, str]:
        for name in [name for name in os.environ if name.startswith("BACKBENCH_")]:
            monkeypatch.delenv(name)
        for name, value in ({"HOME": str(tmp_path / "home"), "WORKERS": "2"} | settings).items():
            monkeypatch.setenv(f"BACKBENCH_{name}", value)
        monkeypatch.setattr(sys, "argv", ["backbench", "inspect", *arguments])
        with pytest.raises(SystemExit) as end:
            main.main()
        output, errors = capsys.readouterr()
        return int(end.value.code or 0), output, errors

    return call


@pytest.fixture(scope="module")
def site() -> Iterator[SampleSite]:
    with serve_sample(CHECKOUT / "seeds") as served:
        yield served


def record(url: str, body: str) -> bytes:
    http = f"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{body}".encode()
    lines = ["WARC/1.1", "WARC-Type: response", "WARC-Date: 2026-01-10T00:00:00Z", f"WARC-Target-URI: {url}"]
    lines += ["Content-Type: application/http; msgtype=response", f"Content-Length: {len(http)}", "", ""]
    return "\r\n".join(lines).encode() + http + b"\r\n\r\n"


def test_a_saved_page_is_described_with_the_address_given(inspect: Inspect, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE)
    code, output, errors = inspect(str(tmp_path / "page.html"), "--url", URL)
    page = json.loads(output)
    assert (code, page["url"], page["title"], page["language"]) == (0, URL, "A bill is read", "en")
    assert {"standfirst", "published_on", "date_basis", "published_not_before", "published_not_after"} <= page.keys()
    assert {
        "date_candidates",
        "author_candidates",
        "authors",
        "categories",
        "genre",
        "topics",
        "body",
        "removed",
        "warnings",
    } <= page.keys()
    assert "no register here" in errors


def test_a_sidecar_gives_address_and_time(inspect: Inspect, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE)
    (tmp_path / "page.json").write_text(json.dumps({"url": URL, "captured_at": "2024-07-18T10:00:00Z"}))
    _, output, _ = inspect(str(tmp_path / "page.html"))
    page = json.loads(output)
    assert (page["url"], page["published_not_after"]) == (URL, "2024-07-18")


def test_a_folder_gives_one_object_per_page_in_the_order_of_names(inspect: Inspect, tmp_path: Path) -> None:
    for name in ("b", "a", "c"):
        (tmp_path / f"{name}.html").write_text(PAGE)
    for name in ("b", "a"):
        (tmp_path / f"{name}.json").write_text(json.dumps({"url": f"{URL}{name}", "captured_at": "2024-07-18"}))
    code, output, _ = inspect(str(tmp_path), "--jsonl")
    pages = [json.loads(line) for line in output.splitlines()]
    assert (code, [page["url"] for page in pages]) == (0, [f"{URL}a", f"{URL}b", "c.html"])
    assert pages[2]["error"] == "refused"


def test_an_empty_folder_is_one_line_and_exit_code_1(inspect: Inspect, tmp_path: Path) -> None:
    code, output, errors = inspect(str(tmp_path))
    assert (code, output) == (1, "")
    assert "has no saved page" in errors.splitlines()[-1]


@pytest.mark.parametrize(
    ("name", "more", "message"),
    [
        ("page.html", (), "put page.json in the same folder, with url and captured_at. Or give --url."),
        ("page.html", ("--url", "nowhere"), "'nowhere' is not an http(s) address."),
        ("page.pdf", ("--url", URL), "not a saved page: its name ends in none of .html, .htm, .txt."),
        ("page.pdf", (), "not a saved page: its name ends in none of .html, .htm, .txt."),
        ("huge.html", (), "more than 67108864: no article is as large."),
        ("beside.html", (), "beside.json cannot be read: Expecting"),
        ("missing.html", ("--url", URL), "is neither a file, a folder nor a URL"),
        ("folder", ("--url", URL), "--url is the address of a saved page."),
        ("page.html", ("--url", URL, "--json", "--jsonl"), "--json and --jsonl exclude each other."),
        ("page.html", ("--url", URL, "--explain", "--json"), "--explain and --json exclude each other."),
        ("pages.warc.gz", ("--url", URL), "--url is the address of a saved page."),
    ],
)
def test_wrong_arguments_give_one_line_and_exit_code_2(
    inspect: Inspect, tmp_path: Path, name: str, more: tuple[str, ...], message: str
) -> None:
    for present in ("page.html", "page.pdf", "beside.html", "pages.warc.gz"):
        (tmp_path / present).write_text(PAGE)
    with (tmp_path / "huge.html").open("wb") as file:
        file.truncate(2**27)
    (tmp_path / "beside.json").write_text("{url: here")
    (tmp_path / "folder").mkdir()
    code, output, errors = inspect(str(tmp_path / name), *more)
    assert (code, output) == (2, "")
    assert message in errors
    assert len(errors.splitlines()) == 1, "no note about results that there are not"
    assert ("Or give --url" in errors) is message.endswith("Or give --url.")


@pytest.mark.parametrize("address", ["https://[lantern/", "http://", "", "ftp://a.b/c"])
def test_an_invalid_address_is_one_line_and_exit_code_2(inspect: Inspect, address: str) -> None:
    code, output, errors = inspect(address)
    assert (code, output) == (2, "")
    assert errors.splitlines()[-1].startswith(f"backbench: {address!r} is ")


@pytest.mark.parametrize("payload", [b"", record(URL, PAGE).replace(b"response", b"metadata")])
def test_a_warc_file_without_a_page_is_one_line_and_exit_code_1(
    inspect: Inspect, tmp_path: Path, payload: bytes
) -> None:
    (tmp_path / "pages.warc").write_bytes(payload)
    code, output, errors = inspect(str(tmp_path / "pages.warc"), "--jsonl")
    assert (code, output) == (1, "")
    assert errors.splitlines()[-1].endswith("pages.warc has no page.")


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_a_truncated_record_is_reported_after_those_that_are_whole(
    inspect: Inspect, tmp_path: Path, pack: Callable[[bytes], bytes]
) -> None:
    whole, cut = record(URL, PAGE), record(f"{URL}-cut", PAGE)
    (tmp_path / "pages.warc").write_bytes(pack(whole + cut[: len(cut) // 2]))
    code, output, _ = inspect(str(tmp_path / "pages.warc"), "--jsonl")
    pages = [json.loads(line) for line in output.splitlines()]
    assert (code, [page["url"] for page in pages]) == (0, [URL, f"{URL}-cut"])
    assert [page.get("error") for page in pages] == [None, "truncated"]


@pytest.mark.parametrize(
    ("payload", "found"),
    [
        (PAGE.replace("<p>", "\0<p>\0").encode() + b"\0" * 1000, {"title": "A bill is read"}),
        (bytes(range(256)) * 8000, {"error": "not_html"}),
        (b"", {"error": "not_html"}),
        (PAGE.replace(PROSE, "<p>" + "<span>word </span>" * 1_700_000, 1).encode(), {"error": "page_too_large"}),
    ],
    ids=["NUL bytes", "no text", "empty", "30 MB"],
)
def test_a_hostile_file_gives_an_object_that_says_so(
    inspect: Inspect, tmp_path: Path, payload: bytes, found: dict[str, str]
) -> None:
    (tmp_path / "page.html").write_bytes(payload)
    code, output, _ = inspect(str(tmp_path / "page.html"), "--url", URL, PAGE_SECONDS="1.5")
    page = json.loads(output)
    assert (code, {name: page[name] for name in found}) == (0, found)


def test_a_warc_file_is_reported_record_by_record_in_order(inspect: Inspect, tmp_path: Path) -> None:
    parts = [record(f"{URL}-{n}", PAGE) for n in range(3)]
    parts.insert(1, record(f"{URL}-empty", ""))
    source = tmp_path / "pages.warc.gz"
    source.write_bytes(b"".join(map(gzip.compress, parts)))
    code, output, _ = inspect(str(source), "--jsonl")
    pages = [json.loads(line) for line in output.splitlines()]
    assert code == 0
    assert [page["url"] for page in pages] == [f"{URL}-0", f"{URL}-empty", f"{URL}-1", f"{URL}-2"]
    assert [page.get("error") for page in pages] == [None, "not_html", None, None]


def test_a_broken_warc_file_gives_one_line_and_exit_code_1(inspect: Inspect, tmp_path: Path) -> None:
    (tmp_path / "pages.warc.gz").write_bytes(b"nothing of the kind")
    code, output, errors = inspect(str(tmp_path / "pages.warc.gz"))
    assert (code, output) == (1, "")
    assert "pages.warc.gz cannot be read as a WARC file" in errors.splitlines()[-1]


def test_an_address_is_fetched_and_described_and_nothing_is_kept(
    inspect: Inspect, site: SampleSite, tmp_path: Path
) -> None:
    piece = next(piece for piece in site.pieces if piece.outlet_id == "division-lobby" and piece.outcome == "loaded")
    overrides = ",".join(f"{host}={address}" for host, address in site.host_overrides.items())
    settings = {"OUTLETS": str(site.outlets_file), "HOST_OVERRIDES": overrides}
    code, output, _ = inspect(site.url_of(piece), **settings)
    page = json.loads(output)
    assert (code, page["title"], page["outlet_id"]) == (0, piece.title, "division-lobby")
    assert not (tmp_path / "home").exists()
    code, output, errors = inspect("http://division-lobby.example/no-such-page", **settings)
    assert (code, output) == (1, "")
    assert errors.splitlines()[-1].startswith("backbench: http://division-lobby.example/no-such-page answered 404")


def test_an_address_inside_the_network_is_refused(inspect: Inspect, site: SampleSite) -> None:
    code, output, errors = inspect(f"http://{site.address}/")
    assert (code, output) == (1, "")
    assert "was not fetched" in errors.splitlines()[-1]


@pytest.mark.skipif(not SHARED.is_dir(), reason="../shared is absent")
def test_the_seed_article_is_described_as_it_is(inspect: Inspect) -> None:
    url = "https://www.politicshome.com/thehouse/article/tehran-russiaheap-more-pain-ukraine"
    code, output, _ = inspect(str(SHARED / "seed" / "000_6686baedbfc315f2.txt"), "--url", url)
    page = json.loads(output)
    assert (code, page["title"]) == (0, "Tehran must not be allowed to help Russia heap more pain on Ukraine")
    assert (page["published_on"], page["published_not_after"]) == (None, "2024-04-20")
    assert [author["resolution"] for author in page["authors"]] == ["no_byline"]
    assert [category["label"] for category in page["categories"]] == ["Foreign affairs"]
    assert page["body"].startswith("Russian President Vladimir Putin’s choice of Tehran")
    assert page["body"].endswith("unchecked and unchallenged for far too long.")


def test_the_readable_page_is_an_option_and_pipes_get_json(inspect: Inspect, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE)
    called = (str(tmp_path / "page.html"), "--url", URL)
    _, output, _ = inspect(*called, "--explain")
    assert "Title: A bill is read" in output
    assert "no date, not after" in output
    _, output, _ = inspect(*called, "--json")
    assert json.loads(output)["title"] == "A bill is read"
    assert inspect(*called)[1] == output


def test_one_page_loads_no_more_than_it_needs(tmp_path: Path) -> None:
    """Each of these would add a third to the time that a person waits."""
    (tmp_path / "page.html").write_text(PAGE)
    program = (
        "import atexit, sys\n"
        "heavy = {'polars', 'numpy', 'trafilatura', 'pebble', 'requests', 'rich', 'duckdb'}\n"
        "atexit.register(lambda: print(sorted(heavy & set(sys.modules)), file=sys.stderr))\n"
        "from flows.cli.main import main\n"
        f"sys.argv[1:] = ['inspect', {str(tmp_path / 'page.html')!r}, '--url', {URL!r}]\n"
        "main()\n"
    )
    variables = os.environ | {"BACKBENCH_HOME": str(tmp_path / "home")}
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=variables, cwd=CHECKOUT)
    assert json.loads(done.stdout)["title"] == "A bill is read"
    assert done.stderr.splitlines()[-1] == "[]"


def test_topics_are_counted_on_one_page(inspect: Inspect, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE.replace("in the spring", "after Kyiv and Ukraine had spoken"))
    _, output, _ = inspect(str(tmp_path / "page.html"), "--url", URL)
    assert [(one["topic_id"], one["mention_count"]) for one in json.loads(output)["topics"]] == [("ukraine", 12)]


def test_a_page_that_takes_too_long_is_stopped_and_leaves_no_process(inspect: Inspect, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE.replace(PROSE, "<p>" + "<span>word </span>" * 400_000 + "</p>", 1))
    before = psutil.Process().children()
    code, output, _ = inspect(str(tmp_path / "page.html"), "--url", URL, PAGE_SECONDS="0.5")
    page = json.loads(output)
    assert (code, page["fate"], page["error"]) == (0, "quarantined", "page_time")
    assert set(psutil.Process().children()) <= set(before)


def test_a_terminal_gets_the_readable_page(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE)
    command = [sys.executable, "-m", "flows.cli.main", "inspect", str(tmp_path / "page.html"), "--url", URL]
    assert "Title:" in _on_terminal(command, tmp_path)
    assert json.loads(_on_terminal([*command, "--json"], tmp_path))["title"] == "A bill is read"


def test_json_has_no_control_codes(inspect: Inspect, tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(PAGE.replace("A bill is read", "A bill \x9b31m \x1b[31m is read"), "utf-8")
    _, output, _ = inspect(str(tmp_path / "page.html"), "--url", URL)
    assert not set("\x1b\x9b") & set(output)
    assert "31m is read" in " ".join(json.loads(output)["title"].split())


def _on_terminal(command: list[str], home: Path) -> str:
    """Run a command with a terminal as its standard output; return what it printed there."""
    ours, theirs = pty.openpty()
    variables = os.environ | {"BACKBENCH_HOME": str(home / "home"), "COLUMNS": "100", "TERM": "dumb"}
    with subprocess.Popen(command, stdout=theirs, stderr=subprocess.DEVNULL, env=variables, cwd=CHECKOUT) as running:
        os.close(theirs)
        output = b""
        with suppress(OSError):  # the end of a terminal
            while part := os.read(ours, 65536):
                output += part
        os.close(ours)
        assert running.wait() == 0
    return output.decode()
