"""Two processes of the bot with one database, in a simulated Discord."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.storage.postgresql_server import required
from tools import load

if TYPE_CHECKING:
    from pathlib import Path

_SMALL = "--processes 2 --shards 4 --servers 12 --max-concurrency 2 --pace 3 --rate 10"


@pytest.mark.usefixtures("unmeasured")
@pytest.mark.parametrize("search", ["embedded", "postgresql"])
def test_nothing_is_lost_or_doubled_and_no_shard_begins_too_early_with_kill_9(
    search: str,
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("VERBATIM_MEANING", "off")
    options = [*_SMALL.split(), "--seconds", "1", "--throttled", "7"]
    if search == "postgresql":
        for folder in ("corpus", "state"):
            (tmp_path / folder).mkdir()
        article, questions = tmp_path / "corpus" / "mill.txt", tmp_path / "questions"
        article.write_text("Olga Lind repaired the mill in May.\n", encoding="utf-8")
        questions.write_text("Who repaired the mill?\nWhen?\n", encoding="utf-8")
        options += ["--search", search, "--corpus", str(article.parent)]
        options += ["--state", str(tmp_path / "state"), "--questions", str(questions)]
    with required("PostgreSQL"):
        status = load.main(options)
    out, err = capfd.readouterr()
    rows = {
        row.split()[0]: [*map(int, row.split()[1:])]
        for row in out.splitlines()
        if re.match("before|killed|after", row)
    }
    assert " failed: " not in err
    for name, (_, asked, answered, _, _, away, *others) in rows.items():
        lost, doubled, cut, unheard = others
        assert away == lost == doubled == 0
        assert asked == answered + cut + unheard
        assert answered > 0
        assert name == "killed" or asked == answered == 10
    assert {*rows} == {"before", "killed", "after"}
    # The bot's 5.5 s against 3 s here leave room for a busy machine.
    said = re.search(r"identifies: (\d+), too early: 0; resumed: (\d+)", out)
    assert said
    assert int(said[1]) >= 6
    assert int(said[2]) >= 1
    assert "told to come later: 0" not in out
    assert status == 0
