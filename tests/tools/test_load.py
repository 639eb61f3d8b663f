"""Two processes of the bot with one database, in a simulated Discord."""

from __future__ import annotations

import re

import pytest

from tools import load

_SMALL = "--processes 2 --shards 4 --servers 12 --max-concurrency 2 --pace 3 --rate 10"


@pytest.mark.usefixtures("unmeasured")
def test_nothing_is_lost_or_doubled_and_no_shard_begins_too_early_with_kill_9(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VERBATIM_MEANING", "off")
    status = load.main([*_SMALL.split(), "--seconds", "1", "--throttled", "7"])
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
