from __future__ import annotations

from dataclasses import replace

import discord
import pytest

from bot.chat.button_state import slug_key
from bot.chat.panel.deciding import Choice, decided
from bot.chat.panel.reasons import Here, reasons
from bot.errors import QuestionError
from bot.library import Where
from bot.storage import ServerSettings

CHANNEL = 70
SLUGS = ("apples", "pears", "plums")
BEFORE = ServerSettings(7, channel_articles={CHANNEL: ("pears",), 71: ("plums",)})
ALL = discord.Permissions.all()
HERE = Here(Where(7, (CHANNEL,)), ALL, 3)


def key(slug: str) -> str:
    return slug_key(slug).hex()


def choice(what: str, *values: str, offered: tuple[str, ...] = ()) -> Choice:
    keys = frozenset(map(key, offered))
    return Choice(what, values, keys, CHANNEL, SLUGS)


def test_a_menu_changes_only_the_articles_that_it_offers() -> None:
    offered = ("apples",)
    after = decided(BEFORE, choice("articles:0", key("apples"), offered=offered))
    assert after.channel_articles == {CHANNEL: ("apples", "pears"), 71: ("plums",)}
    again = decided(after, choice("articles:0", offered=offered))
    assert again.channel_articles == BEFORE.channel_articles


def test_a_channel_without_a_choice_asks_about_all() -> None:
    after = decided(BEFORE, choice("articles:0", offered=("pears",)))
    assert after.channel_articles == {71: ("plums",)}


def test_articles_that_are_gone_drop_out_of_the_choice() -> None:
    gone = replace(BEFORE, channel_articles={CHANNEL: ("cherries", "pears")})
    after = decided(gone, choice("articles:0", key("plums"), offered=("plums",)))
    assert after.channel_articles == {CHANNEL: ("pears", "plums")}


def test_a_role_is_chosen_and_taken_back() -> None:
    after = decided(BEFORE, choice("librarians", "99"))
    assert after.librarian_role == 99
    assert decided(after, choice("librarians")) == BEFORE


@pytest.mark.parametrize(
    ("what", "values"),
    [
        ("nothing", ()),
        ("passages", ()),
        ("passages", ("0",)),
        ("passages", ("four",)),
        ("mentions", ("a channel",)),
        ("language", ()),
        ("librarians", ("everyone",)),
    ],
)
def test_what_no_control_offers_is_refused(what: str, values: tuple[str, ...]) -> None:
    with pytest.raises(QuestionError, match="use /settings again"):
        decided(BEFORE, choice(what, *values))


def test_an_unknown_language_is_that_of_the_person() -> None:
    assert decided(BEFORE, choice("language", "tlh")).language is None
    assert decided(BEFORE, choice("language", "fr")).language == "fr"


@pytest.mark.parametrize(
    ("here", "settings", "said"),
    [
        (replace(HERE, is_member=False), BEFORE, "I was not invited"),
        (replace(HERE, number=0), ServerSettings(7), "there is none yet"),
        (replace(HERE, number=0), BEFORE, "those chosen for it are gone"),
        (
            replace(HERE, permissions=discord.Permissions(view_channel=True)),
            BEFORE,
            "I need the permissions Send Messages, Read Message History.",
        ),
        (
            replace(
                HERE,
                permissions=ALL ^ discord.Permissions(send_messages_in_threads=True),
                is_thread=True,
            ),
            BEFORE,
            "I need the permissions Send Messages in Threads.",
        ),
        (
            HERE,
            replace(BEFORE, mention_channels=frozenset({1})),
            "other channels were chosen",
        ),
    ],
)
def test_why_the_bot_does_not_answer_is_said(
    here: Here, settings: ServerSettings, said: str
) -> None:
    assert said in "\n".join(reasons(here, settings))


def test_a_permission_for_threads_is_not_needed_outside_of_them() -> None:
    permissions = ALL ^ discord.Permissions(send_messages_in_threads=True)
    said = "\n".join(reasons(replace(HERE, permissions=permissions), BEFORE))
    assert "Mentions and replies to my answers are answered." in said
