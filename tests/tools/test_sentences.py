from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tests.tools.running import run_tool

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

TREEBANK = """\
# newdoc id = one
# newpar
# sent_id = 1
# text = He met Cllr. Ray Stone.
1\tHe\the\tPRON
2\tStone.\tstone\tPROPN

# sent_id = 2
# text = It rained.
1\tIt\tit\tPRON
2\trained.\train\tVERB\t_\t_\t_\t_\t_\tSpaceAfter=No

# sent_id = 3
# text = (Then came Mr.
1\t(Then\tthen\tADV

# sent_id = 4
# text = Poe.)
1\tPoe\tPoe\tPROPN

# newpar
# sent_id = 5
# text = A headline
1\tA\ta\tDET

# sent_id = 6
# text = It snowed.
1\tIt\tit\tPRON
"""


def test_ends_are_compared_with_those_of_a_treebank(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("pysbd", "spacy"):
        monkeypatch.setitem(sys.modules, name, None)
    file = tmp_path / "en_own.conllu"
    file.write_text(TREEBANK, encoding="utf-8")
    result = run_tool(capsys, "sentences", file, "--list")
    assert result.status == 0
    rows = {row.split()[0]: row.split()[1:] for row in result.out.splitlines()}
    assert "2 paragraphs, 3 sentence ends" in result.out
    assert rows["verbatim"][:3] == ["100.0", "66.7", "80.0"]
    assert rows["sentencex"][:3] == ["66.7", "66.7", "66.7"]  # "Cllr." | "Ray"
    assert (
        "missed   'llr. Ray Stone. It rained.(Then came Mr.' | ' Poe.)'" in result.out
    )
    assert "pysbd is not installed" in result.err


def test_a_file_that_is_not_there_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    result = run_tool(capsys, "sentences", tmp_path / "en_none.conllu")
    assert result.status == 1
    assert "en_none.conllu can't be read" in result.err
