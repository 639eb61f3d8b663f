"""A running bot over real articles, in a simulated Discord."""

from __future__ import annotations

import asyncio
import shutil
import traceback
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import discord
import pytest
from simcord import interactions

from bot.answering import Answerer
from bot.articles import AnnotatedSentences, read_corpus
from bot.articles.kept_article import Content, KeptArticle
from bot.chat import build_bot
from tests.chat.hostile import read
from tests.chat.independent import Spoken
from tests.chat.rules import hold, said_in
from tests.chat.shelved import INDEX, library_in, library_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator

    from discord.ext import commands
    from simcord import ChannelHandle, Env, GuildHandle, MemberActor

    from bot.articles import Article
    from bot.library import Library

    Installed = Callable[..., None]

CORPUS = Path(__file__).parents[2] / "corpus"
RIVER = (
    "The river rose by two metres.\n\nThe mayor denied the allegations of neglect.\n"
)
GUILD, BOT_DM, ELSEWHERE = 0, 1, 2  # Discord's contexts of an interaction


@dataclass(frozen=True)
class World:
    """A server with one channel and one member, and the bot in it."""

    env: Env
    guild: GuildHandle
    channel: ChannelHandle
    alice: MemberActor
    texts: list[str]  # that may be quoted as well

    @property
    def mention(self) -> str:
        assert self.env.bot.user is not None
        return self.env.bot.user.mention

    async def answer(self, question: str) -> discord.Message:
        """Return the last message after a question of Alice's, who mentions the bot."""
        await self.alice.send(self.channel, f"{self.mention} {question}")
        assert self.channel.last_message is not None
        return self.channel.last_message

    async def thread(self, name: str) -> ChannelHandle:
        """Return a new thread in the channel, which has no other."""
        self.env.backend.create_thread(self.channel.id, name, self.alice.id)
        await self.env.settle()
        (thread,) = self.channel.threads
        return thread

    def sent(self) -> list[dict[str, Any]]:
        """Return the body of each message that the bot tried to send, in order."""
        return [said for said in said_in(self.env) if said.get("content")]


def kept(article: Article) -> KeptArticle:
    """Return an article whose text no event loop of the bot's may wait for."""

    def read(_: KeptArticle) -> Content:
        with suppress(RuntimeError):  # no event loop runs in a thread that may wait
            asyncio.get_running_loop()
            frames = (frame for frame, _ in traceback.walk_stack(None))
            if any("/bot/chat/" in frame.f_code.co_filename for frame in frames):
                pytest.fail("the bot's event loop reads an article's text")
        return Content(article.body, AnnotatedSentences.of(article.sentences))

    return KeptArticle.of(article, read)


_answerers: dict[object, Answerer] = {}


@pytest.fixture(autouse=True)
def _annotated_once(annotated_once: None) -> None:
    pass


@pytest.fixture
def corpus() -> Path:
    return CORPUS


@pytest.fixture
def two_articles(tmp_path: Path) -> Path:
    """A folder with the article that is shipped, and another."""
    folder = tmp_path / "corpus"
    shutil.copytree(CORPUS, folder)
    (folder / "the-river.md").write_text(RIVER, encoding="utf-8")
    return folder


@pytest.fixture
def answerer(corpus: Path) -> Answerer:
    articles = [*map(kept, read_corpus(corpus).articles)]
    key = tuple((article.slug, article.key, article.source) for article in articles)
    if key not in _answerers:  # it is frozen, so tests can share it
        _answerers[key] = Answerer(articles, INDEX.segments)
    return _answerers[key]


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


@pytest.fixture
async def library(
    corpus: Path, tmp_path: Path, migrated_file: Path
) -> AsyncIterator[Library]:
    """A library that keeps things, for a bot that takes it in place of the other."""
    database = tmp_path / "verbatim.db"
    shutil.copyfile(migrated_file, database)
    library = library_in(corpus, database)
    yield library
    await library.close()


@pytest.fixture
def admin(world: World) -> MemberActor:
    permissions = discord.Permissions(manage_guild=True)
    role = world.guild.create_role("admins", permissions=permissions)
    return world.guild.add_member(world.env.create_user("ada"), roles=[role])


@pytest.fixture
def simcord_bot(answerer: Answerer, state: Path) -> commands.Bot:
    return build_bot(library_of(answerer), state=state)


@pytest.fixture(scope="session")
def spoken() -> Iterator[Spoken]:
    """What the tests saw the bot say, read by another parser at their end."""
    spoken = Spoken()
    yield spoken
    spoken.check()


@pytest.fixture
def quotable() -> list[str]:
    """Texts that a test adds to those that may be quoted."""
    return []


@pytest.fixture
def simcord_env(
    simcord_env: Env, answerer: Answerer, quotable: list[str], spoken: Spoken
) -> Iterator[Env]:
    """The simulated Discord; all that any test saw said in it is held to the rules."""
    simcord_env.settle_timeout = 60.0  # seconds; a busy machine is no fault
    yield simcord_env
    texts = [*(article.body for article in answerer.articles), *quotable]
    bodies = [read(text) for text in texts]
    for said in said_in(simcord_env):
        hold(said, bodies)
        if content := said.get("content"):
            spoken.messages[content] = bodies


@pytest.fixture
def world(simcord_env: Env, quotable: list[str]) -> World:
    guild = simcord_env.create_guild()
    channel = guild.create_text_channel("general")
    alice = guild.add_member(simcord_env.create_user("alice"))
    return World(simcord_env, guild, channel, alice, quotable)


@pytest.fixture
def installed(world: World, monkeypatch: pytest.MonkeyPatch) -> Installed:
    """Return a function that says who brought the bot, and where it is used.

    simcord knows no installations; what Discord would send of them is put into its
    interactions here.
    """
    payload_of = interactions.base_payload

    def install(*, guild: bool, user: bool, context: int) -> None:
        owners = ({"0": str(world.guild.id)} if guild else {}) | (
            {"1": str(world.alice.id)} if user else {}
        )

        def with_owners(*args: Any, **more: Any) -> Any:  # noqa: ANN401
            record, payload = payload_of(*args, **more)
            payload["authorizing_integration_owners"] = owners
            payload["context"] = context
            return record, payload

        monkeypatch.setattr(interactions, "base_payload", with_owners)

    return install
