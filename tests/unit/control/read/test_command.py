"""`python -m include.control.read`: JSON lines alone on standard output, and what no payload is."""

from __future__ import annotations

import gzip
import json
import os
import random
import subprocess
import sys
import zlib
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from include.control.read import __main__ as command
from include.control.read import files
from include.control.read.errors import FileTooLargeError, FileUnreadableError
from include.control.read.files import load
from include.control.read.payload import Asked
from tests.unit.control.read.bodies import CSV

REPOSITORY = Path(__file__).parents[4]


def lines(*arguments: str, fetch: Any = None) -> tuple[int, list[dict[str, Any]]]:
    written: list[str] = []
    options = {} if fetch is None else {"fetch": fetch}
    code = command.main([*arguments, "--json"], write=written.append, **options)
    assert all(one.endswith("\n") and one.count("\n") == 1 for one in written)

    def refuse(name: str) -> None:
        raise AssertionError(f"{name} is no strict JSON")

    return code, [json.loads(one, parse_constant=refuse) for one in written]


def test_each_file_is_one_line_in_order_and_the_exit_code_counts_the_failed(tmp_path: Path) -> None:
    good, bad = tmp_path / "a file.json", tmp_path / "b.csv"
    good.write_bytes(CSV)
    bad.write_text("hello")
    code, found = lines(str(bad), str(good), str(tmp_path / "none"))
    assert code == 2
    assert [(Path(one["file"]).name, one["kind"], one["ok"]) for one in found] == [
        ("b.csv", None, False),
        ("a file.json", "racing_csv", True),
        ("none", None, False),
    ]
    assert set(found[0]) == {"file", "kind", "ok", "error", "message"}
    assert set(found[1]) == {"file", "kind", "ok", "data"}


def test_a_payload_that_its_parser_refuses_keeps_its_kind(tmp_path: Path) -> None:
    file = tmp_path / "races.txt"
    file.write_bytes(b"date,course,off,pos,horse\n2020-06-03,Ascot,1:00,1\n")
    code, (line,) = lines(str(file))
    assert (code, line["kind"], line["error"]) == (1, "racing_csv", "UnknownMarkupError")
    assert "expected 5 fields" in line["message"]


@pytest.mark.parametrize(
    ("content", "error", "words"),
    [
        (b"", "FileUnreadableError", "nothing in them"),
        (b" \n\t", "FileUnreadableError", "nothing in them"),
        (gzip.compress(b""), "FileUnreadableError", "nothing in them"),
        (gzip.compress(CSV)[:-9], "BrokenGzipError", "is cut"),
        (gzip.compress(CSV)[:5], "BrokenGzipError", "is cut"),
        (b"\x1f\x8bnothing of the kind", "BrokenGzipError", "damaged"),
        (gzip.compress(CSV) + b"rest", "BrokenGzipError", "4 bytes follow"),
        (
            random.Random(1).randbytes(64).replace(b"\x1f", b"\x1e"),
            "UnknownPayloadError",
            "bytes that begin with",
        ),
        (CSV.replace(b"Ascot", b"\xe9\xff"), "PayloadError", "UTF-8"),
    ],
)
def test_what_is_no_payload_is_a_line_with_its_reason(
    tmp_path: Path, content: bytes, error: str, words: str
) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    code, (line,) = lines(str(file))
    assert (code, line["ok"], line["error"]) == (1, False, error)
    assert words in line["message"]


def test_gzip_of_several_members_is_one_file(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(gzip.compress(CSV[:40]) + gzip.compress(CSV[40:]) + b"\0" * 512)
    assert lines(str(file))[0] == 0


def test_gzip_of_many_members_is_not_handed_over_again_for_each(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed_over = 0

    class Counting:
        """A member's decompressor that counts the bytes it is given."""

        def __init__(self, wbits: int) -> None:
            self.real = zlib.decompressobj(wbits=wbits)

        def decompress(self, piece: memoryview, most: int) -> bytes:
            nonlocal handed_over
            handed_over += len(piece)
            return self.real.decompress(piece, most)

        def __getattr__(self, name: str) -> Any:
            return getattr(self.real, name)

    counted = SimpleNamespace(decompressobj=Counting, MAX_WBITS=zlib.MAX_WBITS, error=zlib.error)
    monkeypatch.setattr(files, "zlib", counted)
    body = gzip.compress(b"") * 5_000 + gzip.compress(CSV)
    file = tmp_path / "file"
    file.write_bytes(body)
    assert load(str(file), lambda _: b"") == CSV
    # A member of 20 bytes comes with a piece of 256; with all that follows it would be 2,500 times the file.
    assert handed_over < 20 * len(body)


@pytest.mark.parametrize("size", [255, 256, 257, 5000, 100_000])
def test_gzip_is_whole_wherever_its_pieces_end(tmp_path: Path, size: int) -> None:
    content = random.Random(size).randbytes(size)
    file = tmp_path / "file"
    file.write_bytes(gzip.compress(content) + b"\0\0" + gzip.compress(content[::-1]))
    assert load(str(file), lambda _: b"") == content + content[::-1]


@pytest.mark.parametrize("body", [b"\xef\xbb\xbf", b"\xef\xbb\xbf\r\n", b"\xef\xbb\xbf \n\n"])
def test_a_file_with_a_byte_order_mark_alone_is_empty(tmp_path: Path, body: bytes) -> None:
    file = tmp_path / "file.csv"
    file.write_bytes(body)
    (line,) = lines(str(file))[1]
    assert (line["error"], "nothing in them" in line["message"]) == ("FileUnreadableError", True)


def test_a_folder_and_an_unusable_name_are_lines(tmp_path: Path) -> None:
    code, found = lines(str(tmp_path), "a\0b")
    assert code == 2
    assert [one["error"] for one in found] == ["FileUnreadableError", "FileUnreadableError"]
    assert "got a folder" in found[0]["message"]


@pytest.mark.parametrize("content", [b"x" * 2000, gzip.compress(b"x" * 2000)], ids=["plain", "gzip"])
def test_a_file_above_the_limit_is_not_read_to_its_end(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "file"
    file.write_bytes(content)
    with pytest.raises(FileTooLargeError):
        load(str(file), lambda _: b"", most_bytes=1000)


def test_an_endless_device_is_too_large() -> None:
    with pytest.raises(FileTooLargeError):
        load("/dev/zero", lambda _: b"", most_bytes=1000)


def test_an_object_of_s3_is_read_through_the_connection() -> None:
    asked: list[str] = []

    def fetch(address: str) -> bytes:
        asked.append(address)
        return gzip.compress(CSV)

    code, (line,) = lines("s3://scorebook/data/dates/gb/2020_06_03.csv", fetch=fetch)
    assert (code, line["kind"], asked) == (0, "racing_csv", ["s3://scorebook/data/dates/gb/2020_06_03.csv"])


def test_an_object_of_s3_without_a_platform_says_what_to_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SCOREBOOK_HOME", str(tmp_path / "none"))
    monkeypatch.delenv("AIRFLOW__DATABASE__SQL_ALCHEMY_CONN", raising=False)
    code, (line,) = lines("s3://scorebook/a.json")
    assert (code, line["error"]) == (1, FileUnreadableError.__name__)
    assert "make up" in line["message"]


def test_a_defect_of_a_parser_is_named_and_the_other_files_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(CSV)

    def broken(_: bytes) -> None:
        raise KeyError("pos")

    with monkeypatch.context() as patch:
        patch.setattr(command, "recognise", broken)
        failed = command.read_file(str(file), Asked()).line
    assert (failed["ok"], failed["error"]) == (False, "KeyError")
    assert "defect of Scorebook at " in failed["message"]
    assert command.read_file(str(file), Asked()).line["ok"]


@pytest.mark.parametrize("arguments", [["--country", "usa"], ["--day", "yesterday"], []])
def test_a_wrong_command_line_says_what_to_type_and_prints_no_line(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        command.main([*(["a.csv"] if arguments else []), *arguments])
    assert stopped.value.code == 2
    shown = capsys.readouterr()
    assert shown.out == ""
    assert shown.err


def test_without_json_a_table_is_printed(tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_bytes(CSV)
    written: list[str] = []
    assert command.main([str(file)], write=written.append) == 0
    text = "".join(written)
    assert text.splitlines()[0] == f"{file}: racing_csv"
    assert "Horse A" in text


def test_as_a_program_it_takes_any_path_and_prints_json_lines_alone(tmp_path: Path) -> None:
    names = ["it's a file.csv", "ü & $x.csv", "-dash.csv"]
    for name in names:
        (tmp_path / name).write_bytes(CSV)
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), "LC_ALL": "C", "PYTHONUTF8": "0"}
    done = subprocess.run(
        [sys.executable, "-m", "include.control.read", "--json", "--country", "gb", "--", *names, "none"],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        check=False,
    )
    found = [json.loads(line) for line in done.stdout.decode("ascii").splitlines()]
    assert [one["ok"] for one in found] == [True, True, True, False]
    assert (done.returncode, done.stderr) == (1, b"")
