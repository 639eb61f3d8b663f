"""`verbatim setup`, `completion` and `run`: from nothing to a bot on Discord."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from bot.console.application import add_command
from bot.console.output import Line, Style, line, show
from bot.errors import SettingsError

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Iterator

    from bot.console.application import Application, Commands

__all__ = ["PERMISSIONS", "add"]

# View Channels, Send Messages, Send Messages in Threads, Read Message History.
PERMISSIONS = 274_877_975_552
_PORTAL = "https://discord.com/developers/applications"
_INVITATION = (
    "https://discord.com/oauth2/authorize?client_id={number}"
    "&scope=bot+applications.commands&permissions={permissions}"
)
_SHELLS = ("bash", "zsh", "fish", "powershell")
_NO_TERMINAL = (
    "There is no terminal to ask at. Write a line VERBATIM_TOKEN=… with the bot's "
    f"token, from {_PORTAL} (your application, Bot, Reset Token), into a file .env in "
    "this folder that only you may read, then run `verbatim check`."
)
_HOW = (
    f"In {_PORTAL}, make a New Application; under Bot, press Reset Token and copy it. "
    "Leave the privileged intents off."
)


def add(commands: Commands) -> None:
    """Add the commands."""
    summary = "Ask for the bot's token, try it, keep it in .env, and say what is next."
    add_command(commands, "setup", summary, _set_up)

    summary = "Print what makes a shell complete commands, for its start-up file."
    completion = add_command(commands, "completion", summary, _complete)
    completion.add_argument("shell", metavar="SHELL", choices=_SHELLS, help="a shell")

    add_command(commands, "run", "Answer on Discord until stopped.", _run)


def _set_up(application: Application, _: Namespace) -> int:
    if not sys.stdin.isatty():
        raise SettingsError(_NO_TERMINAL)
    from prompt_toolkit import PromptSession  # noqa: PLC0415 - slow to import

    ask: PromptSession[str] = PromptSession()
    show([line(_HOW)])
    try:
        token = ask.prompt("The bot's token (it is not shown): ", is_password=True)
        if not token.strip():
            show([line("Nothing was changed.")])
            return 1
        number, name = application.try_token(token.strip())
        application.keep_token(token.strip())
        show(_next(number, name, application.circumstances().problems))
        address = ask.prompt(
            "The address or file of an article to begin with (blank for none): ",
            is_password=False,
        )
    except (EOFError, KeyboardInterrupt):
        return 1
    return _added(application, address.strip()) if address.strip() else 0


def _next(number: int, name: str, problems: tuple[str, ...]) -> Iterator[Line]:
    yield line(f"Discord takes the token of {name}. It stands in .env.", Style.GOOD)
    yield line("Invite the bot to a server, in which you may manage the server:")
    yield line(_INVITATION.format(number=number, permissions=PERMISSIONS), Style.MATCH)
    for problem in problems:
        yield line(problem, Style.WRONG)
    yield line("Then start it: verbatim run")


def _added(application: Application, address: str) -> int:
    from bot.console.command_line import main  # noqa: PLC0415 - it loads this module

    return main(["add", address], application)


def _complete(_: Application, options: Namespace) -> int:
    # No other command needs it.
    from argcomplete.shell_integration import shellcode  # noqa: PLC0415

    sys.stdout.write(shellcode(["verbatim"], shell=options.shell))
    return 0


def _run(application: Application, _: Namespace) -> int:
    application.run_bot()
    return 0
