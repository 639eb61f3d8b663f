from __future__ import annotations

import pytest

from tests.chat.independent import REQUIRED, Spoken, quotations


def test_the_other_parser_finds_out_what_is_not_the_source() -> None:
    if not quotations(["> a"]):
        pytest.skip("node, or its discord-markdown-parser, is not here")
    Spoken({"> a **b** \\*c\\*\nd": ["a b *c*"]}).check()
    for message in ("> a *b*", "> a [b](<https://c.example>)", "> another"):
        with pytest.raises(AssertionError):
            Spoken({message: ["a b"]}).check()


def test_where_it_is_required_it_is_not_passed_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv(REQUIRED, raising=False)
    assert quotations(["> a"]) == []
    monkeypatch.setenv(REQUIRED, "1")
    with pytest.raises(FileNotFoundError):
        quotations(["> a"])
