"""That what all chat tests hold of each message would find out a wrong one."""

from __future__ import annotations

from typing import Any

import pytest

from tests.chat.rules import LAYOUT, SUPPRESS_EMBEDS, hold

RIGHT: dict[str, Any] = {
    "content": "> It **rose**.\n-# A",
    "allowed_mentions": {"parse": []},
    "flags": SUPPRESS_EMBEDS,
}
BUTTON: dict[str, Any] = {"type": 2, "label": "More", "custom_id": "more1:a"}
MENU: dict[str, Any] = {
    "type": 3,
    "custom_id": "menu1:a",
    "options": [{"label": "a", "value": "b"}],
}
FORM: dict[str, Any] = {
    "title": "a",
    "components": [{"type": 18, "label": "a", "component": MENU}],
}


def row(*parts: dict[str, Any]) -> dict[str, Any]:
    return {"type": 1, "components": [*parts]}


def test_what_is_right_passes() -> None:
    rows = [row(*[BUTTON] * 5), row(MENU)]
    hold(RIGHT | {"components": rows}, ["It rose. It fell."])
    texts = [{"type": 10, "content": "a" * 100}, *[row(MENU)] * 6]
    hold(RIGHT | {"content": None, "components": texts, "flags": LAYOUT}, [])
    hold(FORM, [])
    hold(
        {n: v for n, v in RIGHT.items() if n != "flags"} | {"edits": True}, ["It rose."]
    )


def test_only_an_edit_may_leave_the_flags_as_they_are() -> None:
    with pytest.raises(AssertionError):
        hold({n: v for n, v in RIGHT.items() if n != "flags"}, ["It rose."])


@pytest.mark.parametrize(
    "wrong",
    [
        {"content": "x" * 2_001},
        {"content": "> It rode."},
        {"content": "> It *rose*."},
        {"allowed_mentions": {"parse": ["users"]}},
        {"allowed_mentions": {"parse": [], "replied_user": True}},
        {"flags": 0},
        {"components": [row(*[BUTTON] * 6)]},
        {"components": [row(MENU)] * 6},
        {"components": [row()]},
        {"components": [row(BUTTON | {"label": "x" * 81})]},
        {"components": [row(BUTTON | {"custom_id": "x" * 101})]},
        {"components": [row(MENU | {"options": MENU["options"] * 26})]},
        {"components": [row(MENU | {"placeholder": "x" * 151})]},
        {"components": [row(MENU | {"options": [{"label": "x" * 101}]})]},
        {"components": [{"type": 10, "content": "x" * 4_001}], "flags": LAYOUT},
        {"components": [row(*[BUTTON] * 4)] * 9, "flags": LAYOUT},
        FORM | {"title": "x" * 46},
        FORM | {"components": FORM["components"] * 6},
        {"components": [FORM["components"][0] | {"label": "x" * 46}]},
    ],
)
def test_what_is_wrong_is_found_out(wrong: dict[str, Any]) -> None:
    with pytest.raises(AssertionError):
        hold(RIGHT | wrong, ["It rose. It fell."])
