from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from bot.storage import CommandRecord

if TYPE_CHECKING:
    from pathlib import Path


def test_nothing_is_recorded_at_first(tmp_path: Path) -> None:
    assert CommandRecord(tmp_path / "state").read(1) is None


def test_each_application_has_its_own_digest(tmp_path: Path) -> None:
    record = CommandRecord(tmp_path / "deep" / "state")
    record.write(1, "a")
    record.write(2, "b")
    record.write(1, "c")
    assert (record.read(1), record.read(2)) == ("c", "b")


def test_nothing_half_written_stays_behind(tmp_path: Path) -> None:
    (tmp_path / "commands-1.sha256").mkdir()  # in the way of the finished file
    with pytest.raises(OSError, match="directory"):
        CommandRecord(tmp_path).write(1, "a")
    assert [path.name for path in tmp_path.iterdir()] == ["commands-1.sha256"]


def test_a_file_that_is_no_digest_is_read_without_a_fault(tmp_path: Path) -> None:
    (tmp_path / "commands-1.sha256").write_bytes(b"\xff\x00")
    assert CommandRecord(tmp_path).read(1) != "a"


def test_a_pipe_in_its_place_is_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "commands-1.sha256")
    record = CommandRecord(tmp_path)
    assert record.read(1) is None
    record.write(1, "a")
    assert record.read(1) == "a"


def test_a_folder_that_is_a_file_is_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "state").touch()
    record = CommandRecord(tmp_path / "state")
    with pytest.raises(OSError, match="directory"):
        record.read(1)
    with pytest.raises(OSError, match="exists"):
        record.write(1, "a")


def test_what_a_killed_process_left_goes(tmp_path: Path) -> None:
    old, new = (tmp_path / f".commands-{name}" for name in ("old", "new"))
    for draft in (old, new):
        draft.touch()
    os.utime(old, (0, 0))
    CommandRecord(tmp_path).write(1, "digest")
    assert new.exists()
    assert not old.exists()
