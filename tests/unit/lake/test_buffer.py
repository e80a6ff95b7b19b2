"""Only whole payloads come back from the buffer, and cleaning takes nothing but old ones of ours."""

from __future__ import annotations

import errno
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from include.lake.buffer import Buffer, Cleaned, clean_buffers

NOW = datetime(2024, 1, 10, 12, tzinfo=UTC)
BODIES = [b'{"box": 1}', b"\n\x00line\nline", b""]


@pytest.fixture
def buffer(tmp_path: Path) -> Buffer:
    return Buffer(tmp_path, "espn_raw")


def file_of(data_dir: Path, name: str) -> Path:
    return data_dir / "tmp" / "espn_raw" / name


def age(path: Path, hours: float) -> None:
    at = (NOW - timedelta(hours=hours)).timestamp()
    os.utime(path, (at, at), follow_symlinks=False)


def test_what_was_saved_comes_back_in_order(buffer: Buffer) -> None:
    buffer.save("401585601", BODIES)

    assert buffer.load("401585601") == BODIES


def test_files_are_named_by_item_and_number_and_nothing_else_is_left(buffer: Buffer) -> None:
    buffer.save("401585601", BODIES)

    assert sorted(os.listdir(buffer.folder)) == [f"401585601.{n}.payload" for n in range(3)]


def test_nothing_saved_is_nothing(buffer: Buffer) -> None:
    assert buffer.load("401585601") is None


def test_saving_again_replaces_also_with_fewer(buffer: Buffer) -> None:
    buffer.save("1", [b"a", b"b", b"c"])
    buffer.save("1", [b"new"])

    assert buffer.load("1") == [b"new"]
    assert os.listdir(buffer.folder) == ["1.0.payload"]


def test_items_that_begin_with_one_another_are_apart(buffer: Buffer) -> None:
    buffer.save("1", [b"one"])
    buffer.save("1.0", [b"other"])
    buffer.drop("1")

    assert buffer.load("1") is None
    assert buffer.load("1.0") == [b"other"]


def test_dropping_what_is_not_there_is_no_error(buffer: Buffer) -> None:
    buffer.drop("1")


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_part_that_is_absent_makes_it_not_whole(buffer: Buffer, tmp_path: Path, number: int) -> None:
    buffer.save("1", BODIES)
    file_of(tmp_path, f"1.{number}.payload").unlink()

    assert buffer.load("1") is None


def test_a_file_cut_at_any_byte_is_not_whole(buffer: Buffer, tmp_path: Path) -> None:
    buffer.save("1", [b'{"a": 1}'])
    path = file_of(tmp_path, "1.0.payload")
    whole = path.read_bytes()

    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert buffer.load("1") is None, f"cut after {length} bytes"


def test_a_file_with_any_byte_changed_is_not_whole(buffer: Buffer, tmp_path: Path) -> None:
    buffer.save("1", [b"body", b"other"])
    path = file_of(tmp_path, "1.0.payload")
    whole = path.read_bytes()

    for place in range(len(whole)):
        damaged = bytearray(whole)
        damaged[place] ^= 0x01
        path.write_bytes(damaged)
        assert buffer.load("1") is None, f"byte {place} changed"


def test_parts_of_two_saves_are_not_mixed(buffer: Buffer, tmp_path: Path) -> None:
    buffer.save("1", [b"a", b"b"])
    older = file_of(tmp_path, "1.1.payload").read_bytes()
    buffer.save("1", [b"A", b"B"])
    file_of(tmp_path, "1.1.payload").write_bytes(older)

    assert buffer.load("1") is None


def test_a_save_that_dies_leaves_no_half_file(
    buffer: Buffer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)

    with pytest.raises(OSError, match="No space left"):
        buffer.save("1", [b"a"])

    assert os.listdir(buffer.folder) == []


@pytest.mark.parametrize("item", ["", "../1", "a/b", ".hidden", "a b", "a\n"])
def test_a_name_that_could_leave_the_folder_is_refused(buffer: Buffer, item: str) -> None:
    with pytest.raises(ValueError, match="cannot name a buffered file"):
        buffer.save(item, [b"x"])


def test_cleaning_takes_old_payloads_of_all_data_sets_and_counts(tmp_path: Path) -> None:
    for dataset in ("espn_raw", "nba_raw"):
        Buffer(tmp_path, dataset).save("1", [b"x" * 10])
        age(tmp_path / "tmp" / dataset / "1.0.payload", hours=25)
    Buffer(tmp_path, "espn_raw").save("2", [b"young"])
    age(file_of(tmp_path, "2.0.payload"), hours=23)
    size = file_of(tmp_path, "1.0.payload").stat().st_size

    cleaned = clean_buffers(tmp_path, timedelta(hours=24), now=NOW)

    assert cleaned == Cleaned(files=2, bytes=2 * size, failures=())
    assert [path.name for path in (tmp_path / "tmp").rglob("*.*")] == ["2.0.payload"]


def test_cleaning_takes_what_a_killed_save_left(tmp_path: Path, buffer: Buffer) -> None:
    buffer.save("1", [b"x"])
    left = file_of(tmp_path, f".2.0.{'ab' * 16}.partial")
    left.write_bytes(b"half")
    age(left, hours=25)

    assert clean_buffers(tmp_path, timedelta(hours=24), now=NOW).files == 1
    assert not left.exists()


def test_cleaning_leaves_names_that_are_not_ours(tmp_path: Path, buffer: Buffer) -> None:
    buffer.save("1", [b"x"])
    for name in ("notes.txt", "1.payload", "1.a.payload", "1.0.payload.bak", "x.partial"):
        file_of(tmp_path, name).write_text("keep")
        age(file_of(tmp_path, name), hours=99)
    above = tmp_path / "3.0.payload"
    above.write_text("keep")
    age(above, hours=99)

    assert clean_buffers(tmp_path, timedelta(hours=24), now=NOW).files == 0
    assert above.exists()


def test_cleaning_follows_no_link(tmp_path: Path, buffer: Buffer) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    precious = outside / "1.0.payload"
    precious.write_text("keep")
    age(precious, hours=99)
    buffer.save("1", [b"x"])
    (tmp_path / "tmp" / "linked_folder").symlink_to(outside)
    link = file_of(tmp_path, "2.0.payload")
    link.symlink_to(precious)
    age(link, hours=99)

    assert clean_buffers(tmp_path, timedelta(hours=24), now=NOW) == Cleaned(0, 0, ())
    assert precious.exists()
    assert link.is_symlink()


def test_a_linked_buffer_folder_is_not_entered(tmp_path: Path) -> None:
    other = tmp_path / "other"
    Buffer(other, "espn_raw").save("1", [b"x"])
    age(other / "tmp" / "espn_raw" / "1.0.payload", hours=99)
    (tmp_path / "tmp").symlink_to(other / "tmp")

    assert clean_buffers(tmp_path, timedelta(hours=24), now=NOW).files == 0


def test_a_file_that_cannot_be_deleted_is_a_warning(
    tmp_path: Path, buffer: Buffer, monkeypatch: pytest.MonkeyPatch
) -> None:
    buffer.save("1", [b"a"])
    buffer.save("2", [b"b"])
    for name in ("1.0.payload", "2.0.payload"):
        age(file_of(tmp_path, name), hours=25)
    unlink = os.unlink

    def refuse_the_first(path: str, *, dir_fd: int) -> None:
        if path == "1.0.payload":
            raise PermissionError(errno.EACCES, "Permission denied", path)
        unlink(path, dir_fd=dir_fd)

    monkeypatch.setattr(os, "unlink", refuse_the_first)
    cleaned = clean_buffers(tmp_path, timedelta(hours=24), now=NOW)

    assert cleaned.files == 1
    assert cleaned.failures == (
        f"{file_of(tmp_path, '1.0.payload')} could not be deleted: Permission denied.",
    )


def test_cleaning_where_nothing_was_ever_buffered_is_nothing(tmp_path: Path) -> None:
    assert clean_buffers(tmp_path / "absent", timedelta(hours=24), now=NOW) == Cleaned(0, 0, ())
