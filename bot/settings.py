"""What a self-hoster can set, read from the environment and from `.env`."""

from __future__ import annotations

import difflib
import os
import re
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Literal

from dotenv.parser import Binding, parse_stream
from pydantic import (
    BeforeValidator,
    Field,
    NonNegativeFloat,
    NonNegativeInt,
    SecretStr,
    ValidationError,
    field_validator,
)
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.errors import SettingsError
from bot.storage import Shards
from bot.tokens import fault_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic_core import ErrorDetails

__all__ = ["Settings", "examine", "exposed", "keep_token", "mistaken", "read_settings"]

_PREFIX = "VERBATIM_"
_ENV_FILE = Path(".env")
_QUOTES = "\"'“”„‘’‚«»`"
_QUOTED = "has quotation marks around it; take them out."
_NUL = "has a NUL character in it; type the line again, and save it as UTF-8."
_HIDDEN = "hidden"  # the type of errors whose input is not quoted
_NO_SHARDS = "is not of the form 0-3/16: this process's shards, and how many there are."
_SPAN = r"\d{1,6}(?:-\d{1,6})?"
_SHARDS = re.compile(rf"({_SPAN}(?:,{_SPAN})*)/(\d{{1,6}})")
_MOST_SHARDS = 100_000  # each has some thousand servers
_ADDRESS = re.compile(r"[\w:%\[\]-]{1,63}(?:\.[\w:%\[\]-]{1,63})*\.?:(\d{1,5})")
_NO_ADDRESS = "is no address of the form 127.0.0.1:8080."
_NO_HOME = "begins with ~ and a name that has no home folder; write the path in full."
_LAST_PORT = 65_535
_CENTURY = 36_500  # days
_DATABASE = "verbatim.db"
_UNSEEN = "sets nothing, for its name has an invisible character in it; type it again."


def _capitals(given: str) -> str:
    """Return the text in capitals; pydantic reads this signature 7 ms sooner."""
    return given.upper()


Level = Annotated[
    Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_capitals)
]


def _address(given: str) -> str:
    """Return host:port; raises an error for anything else."""
    read = _ADDRESS.fullmatch(given.strip())
    if read is None or int(read[1]) > _LAST_PORT:
        raise PydanticCustomError(_HIDDEN, _NO_ADDRESS)
    return given.strip()


def _shards(given: object) -> object:
    """Return the shards that a text such as 0-3,8/16 names."""
    if not isinstance(given, str):
        return given
    read = _SHARDS.fullmatch(given.replace(" ", ""))
    if read is None or int(read[2]) > _MOST_SHARDS:
        raise PydanticCustomError(_HIDDEN, _NO_SHARDS)
    named: dict[int, None] = {}
    for span in read[1].split(","):
        first, _, last = span.partition("-")
        ids = range(int(first), int(last or first) + 1)
        if not ids or ids[-1] >= int(read[2]) or not named.keys().isdisjoint(ids):
            raise PydanticCustomError(_HIDDEN, _NO_SHARDS)
        named |= dict.fromkeys(ids)
    return Shards(tuple(named), int(read[2]))


Switch = Annotated[Literal["on", "off"], BeforeValidator(str.lower)]


class Settings(BaseSettings):
    """The settings; a blank value counts as none, so the default holds.

    `token` is the Discord bot's. `corpus` is the folder of the articles, `state` the
    one for what outlives a restart. `database_url` is the address of a database in
    place of a file in that folder; it may hold a password. `cooldown`
    is how many questions a minute one person may ask on Discord, 0 for no limit.
    `message_content` says whether Discord gives the bot the text of all messages.
    `selftest` is a file of questions that a change of the articles must not lose.
    `meaning` says whether sentences are compared by meaning as well as by words, and
    `model` is the folder of another encoder for that. `left_days` is how long a
    server's things are kept when the bot has left it. `server_articles` and
    `server_megabytes` are how much one server may add, 0 for no limit. `log_level` is
    the least severity that is logged, as lines or as JSON objects (`log_format`).
    `shards` are those of this process, where several share a bot. `health` is the
    address, host and port, where the bot says how it is. `search` says whether the
    index is in the state folder or in the PostgreSQL database.
    """

    model_config = SettingsConfigDict(
        env_prefix=_PREFIX,
        env_file=_ENV_FILE,
        env_file_encoding="utf-8-sig",  # an editor's byte order mark is no part of it
        env_ignore_empty=True,
        extra="ignore",  # `verbatim check` names the unknown ones
        frozen=True,
    )

    token: SecretStr | None = None
    corpus: Path = Path("corpus")
    state: Path = Path(".verbatim")
    database_url: SecretStr | None = None
    cooldown: Annotated[int, Field(ge=0, le=60_000)] = 10
    message_content: Switch = "off"
    left_days: Annotated[int, Field(ge=0, le=_CENTURY)] = 30
    server_articles: NonNegativeInt = 500
    server_megabytes: NonNegativeFloat = 5
    selftest: Path | None = None
    meaning: Switch = "on"
    model: Path | None = None
    shards: Annotated[Shards | None, NoDecode, BeforeValidator(_shards)] = None
    health: Annotated[str, BeforeValidator(_address)] | None = None
    search: Literal["embedded", "postgresql"] = "embedded"
    log_level: Level = "INFO"
    log_format: Literal["lines", "json"] = "lines"

    @property
    def database(self) -> str | Path:
        """The database: its address, or a file in the state folder."""
        url = self.database_url
        return url.get_secret_value() if url else self.state / _DATABASE

    @field_validator("*", mode="before")
    @classmethod
    def _unquoted(cls, given: object) -> object:
        """Refuse NUL, and quotation marks, which `docker --env-file` keeps."""
        text = given.strip() if isinstance(given, str) else ""
        if "\0" in text:
            raise PydanticCustomError(_HIDDEN, _NUL)
        if len(text) > 1 and text[0] in _QUOTES and text[-1] in _QUOTES:
            raise PydanticCustomError(_HIDDEN, _QUOTED)
        return given

    @field_validator("corpus", "state", "selftest", "model")
    @classmethod
    def _of_home(cls, given: Path | None) -> Path | None:
        try:
            return given.expanduser() if given else None
        except RuntimeError:
            raise PydanticCustomError(_HIDDEN, _NO_HOME) from None

    @field_validator("token")
    @classmethod
    def _bare(cls, given: SecretStr | None) -> SecretStr | None:
        problem = fault_of(given.get_secret_value().strip()) if given else None
        if problem:
            raise PydanticCustomError(_HIDDEN, "{said}", {"said": problem})
        return given

    @field_validator("token", "database_url")
    @classmethod
    def _stripped(cls, given: SecretStr | None) -> SecretStr | None:
        secret = given.get_secret_value().strip() if given else ""
        return SecretStr(secret) if secret else None


def read_settings() -> Settings:
    """Return the settings; raise SettingsError for the first one that is wrong."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError(_sentence(error.errors()[0])) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(_unreadable(error)) from None


def examine() -> tuple[Settings, tuple[str, ...]]:
    """Return the settings with the wrong ones at their defaults, and what is wrong."""
    try:
        return Settings(), tuple(mistaken())
    except ValidationError as error:
        wrong = {str(detail["loc"][0]): detail for detail in error.errors()}
        problems = (*map(_sentence, wrong.values()), *mistaken())
        defaults = {name: Settings.model_fields[name].default for name in wrong}
        return Settings(**defaults), problems
    except (OSError, UnicodeDecodeError) as error:
        return Settings(_env_file=None), (_unreadable(error),)


def exposed() -> str | None:
    """Return a sentence where others may read a file of settings that has a secret."""
    try:
        others = _ENV_FILE.stat().st_mode & 0o077
        lines = _lines() if others else []
    except (OSError, UnicodeDecodeError):
        return None
    secrets = {f"{_PREFIX}TOKEN", f"{_PREFIX}DATABASE_URL"}
    if os.name == "nt" or not any(
        line.key and line.key.upper() in secrets and line.value for line in lines
    ):
        return None
    return f"Other users may read {_ENV_FILE}, with a secret in it; chmod 600 it."


def keep_token(token: str) -> None:
    """Write the token to the file of settings, for its owner alone.

    What else stands there stays, and a link to the file as well. Raises SettingsError.
    """
    from dotenv import set_key  # noqa: PLC0415 - only one command needs it

    try:
        file = _ENV_FILE.resolve()
        # On a full disk, what was begun goes with the folder.
        with TemporaryDirectory(prefix=".verbatim-", dir=file.parent) as folder:
            draft = Path(folder) / file.name
            draft.touch(mode=0o600)
            if file.exists():
                shutil.copyfile(file, draft)
            set_key(draft, f"{_PREFIX}TOKEN", token, quote_mode="never")
            draft.replace(file)
    except UnicodeDecodeError as error:
        raise SettingsError(_unreadable(error)) from None
    except OSError as error:
        why = f"can't be written ({error.strerror}); check the folder and the disk."
        message = f"The file {_ENV_FILE} {why}"
        raise SettingsError(message) from error


def _sentence(detail: ErrorDetails) -> str:
    """Return what is wrong with a setting and what it should be."""
    name = f"{_PREFIX}{detail['loc'][0]}".upper()
    if detail["type"] == _HIDDEN:
        return f"{name} {detail['msg']}"
    expected = detail["msg"].removeprefix("Input ").rstrip(".")
    expected = expected.partition(", unable")[0]  # "to parse string as an integer"
    return f"{name} is {detail['input']!r}; it {expected}."


def _unreadable(error: OSError | UnicodeDecodeError) -> str:
    if isinstance(error, UnicodeDecodeError):
        return (
            f"The file {_ENV_FILE} is not UTF-8 (byte {error.start}); save it as UTF-8."
        )
    return f"The file {_ENV_FILE} can't be read ({error.strerror}); check the file."


def mistaken() -> Iterator[str]:
    """Yield a sentence for each line and each VERBATIM_ name that sets nothing.

    Raises OSError and UnicodeDecodeError where the file can't be read.
    """
    lines = _lines()
    for line in lines:
        if line.error or (line.key and line.value is None):
            # The line is not quoted: it may hold the token.
            yield f"Line {_number(line)} of {_ENV_FILE} is not of the form NAME=value."
    known = {f"{_PREFIX}{name}".upper() for name in Settings.model_fields}
    names = {name.upper() for name in (*os.environ, *(n.key for n in lines if n.key))}
    for name in sorted(names - known):
        shown = "".join(c for c in name if c.isprintable())
        if shown in known:
            yield f"{shown} {_UNSEEN}"
        elif shown.startswith(_PREFIX):
            yield f"{shown} is no setting; {_hint(shown, known)}"


def _number(line: Binding) -> int:
    """Return the number of a line; the parser takes blank lines above it along."""
    text = line.original.string
    blank = text[: len(text) - len(text.lstrip())]
    return line.original.line + blank.count("\n")


def _lines() -> list[Binding]:
    """Return the lines of the file of settings, none where there is no file."""
    if not _ENV_FILE.is_file():
        return []
    with _ENV_FILE.open(encoding="utf-8-sig") as file:
        return list(parse_stream(file))


def _hint(name: str, known: set[str]) -> str:
    near = difflib.get_close_matches(name, sorted(known), n=1, cutoff=0.8)
    if near:
        return f"did you mean {near[0]}?"
    return f"remove it, the settings are {', '.join(sorted(known))}."
