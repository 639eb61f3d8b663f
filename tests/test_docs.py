from __future__ import annotations

import re
import shlex
import tomllib
from dataclasses import fields
from typing import TYPE_CHECKING

import discord
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot.articles import Source, read_article
from bot.chat.commands import Commands
from bot.chat.librarian import Librarian
from bot.chat.panel import Administration
from bot.chat.privacy import Personal
from bot.settings import Settings
from tests.conftest import REPOSITORY

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.conftest import Result

    Verbatim = Callable[..., Result]

pytestmark = pytest.mark.usefixtures("uncovered")

PAGES = {
    page: page.read_text("utf-8")
    for page in (*REPOSITORY.glob("*.md"), *(REPOSITORY / "docs").glob("*.md"))
}
DOCS = "\n".join(PAGES.values())
BLOCKS = re.findall(r"(?ms)^ *```(\w*)\n(.*?)^ *```", DOCS)


def lines(kind: str) -> list[str]:
    texts = (text for name, text in BLOCKS if name == kind)
    return [line.strip() for text in texts for line in text.splitlines()]


SHELL = lines("sh")
SETTINGS = {f"VERBATIM_{name.upper()}" for name in Settings.model_fields}
QUESTIONS = [line for line in (*SHELL, *lines("powershell")) if "verbatim ask" in line]
INSTALL = "pip install -q -c constraints.txt -e '.[dev]'"
TEST = "pytest --cov -n 2"
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
REQUIREMENTS = [
    requirement
    for some in (
        PROJECT["dependencies"],
        *PROJECT["optional-dependencies"].values(),
    )
    for requirement in some
    if not requirement.startswith("verbatim[")
]


@pytest.mark.parametrize("line", QUESTIONS)
def test_every_question_of_the_documentation_is_answered(
    verbatim: Verbatim, line: str
) -> None:
    fed, _, call = line.rpartition(" | ")
    arguments = shlex.split(call.rpartition("verbatim ")[2])
    lines = shlex.split(fed)[1].replace("\\n", "\n") if fed else ""
    result = verbatim(*arguments, stdin=lines.encode())
    assert result.status == 0
    assert "Mehr News Agency" in result.out
    assert "not_found" not in result.out


def test_the_documentation_lists_every_command_and_no_other(verbatim: Verbatim) -> None:
    commands = set(re.findall(r"(?m)^    (\w+)", verbatim("--help").out))
    assert set(re.findall(r"(?m)^\| `verbatim (\w+)`", DOCS)) == commands
    assert set(re.findall(r"`(?:\S*/)?verbatim (\w+)`", DOCS)) <= commands


def test_the_documentation_names_every_option(verbatim: Verbatim) -> None:
    for command in re.findall(r"(?m)^\| `verbatim (\w+)`", DOCS):
        options = set(re.findall(r"--\w+", verbatim(command, "--help").out))
        assert options - {"--help"} <= set(re.findall(r"--\w+", DOCS))


def test_the_documentation_lists_every_slash_command_and_no_other() -> None:
    cogs = (Commands, Personal, Administration)
    commands = {f"/{c.name}" for cog in cogs for c in cog.__cog_app_commands__}
    steps = {f"/library {c.name}" for c in Librarian.__cog_app_commands__}
    assert {step for step in steps if f"`{step}`" not in DOCS} == set()
    commands.add("/library")
    assert set(re.findall(r"(?m)^\| `(/\w+)`", DOCS)) == commands


def test_the_documentation_lists_every_setting_with_its_default() -> None:
    rows = dict(re.findall(r"(?m)^\| `(VERBATIM_\w+)` \| `?([^`|]+?)`? \|", DOCS))
    defaults = {
        f"VERBATIM_{name.upper()}": str(field.default or "none")
        for name, field in Settings.model_fields.items()
    }
    assert rows == defaults
    assert set(re.findall(r"VERBATIM_\w+", DOCS)) == SETTINGS


def test_the_example_names_every_setting_and_nothing_else(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    example = (REPOSITORY / ".env.example").read_text("utf-8")
    assert set(re.findall(r"VERBATIM_\w+", example)) == SETTINGS
    assert set(re.findall(r"(?m)^(\w+)=", example)) == SETTINGS
    default = Settings()
    (home / ".env").write_text(example)
    monkeypatch.chdir(home)
    assert Settings() == default


def test_the_example_of_front_matter_has_every_field(tmp_path: Path) -> None:
    (text,) = (text for kind, text in BLOCKS if kind == "markdown")
    (tmp_path / "example.md").write_text(text)
    source = read_article(tmp_path / "example.md").source
    assert all(getattr(source, field.name) for field in fields(Source))


def test_the_invitation_asks_for_the_permissions_that_the_readme_names() -> None:
    (asked,) = re.findall(r"scope=bot\+applications\.commands&permissions=(\d+)", DOCS)
    needed = discord.Permissions(
        view_channel=True,
        send_messages=True,
        send_messages_in_threads=True,
        read_message_history=True,
    )
    assert int(asked) == needed.value


def test_the_gate_installs_and_tests_as_the_readme_says() -> None:
    gate = (REPOSITORY / ".ci" / "run").read_text("utf-8")
    assert INSTALL.removeprefix("pip ") in gate
    assert f"\n{TEST} || failed=1\n" in gate  # what ran beside is shown all the same
    assert any(line.endswith(f"/{INSTALL} && .venv/bin/{TEST}") for line in SHELL)


def test_every_link_leads_to_a_file_and_to_a_heading_of_it() -> None:
    links = [
        (page, *link)
        for page, text in PAGES.items()
        for link in re.findall(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", text)
    ]
    assert len(links) > 20
    for page, file, heading in links:
        target = (page.parent / file).resolve() if file else page
        assert target.exists(), (page, file)
        assert not heading or heading in headings(target), (page, heading)


def headings(page: Path) -> set[str]:
    """Return the anchors of a page's headings, as GitHub makes them."""
    names = re.findall(r"(?m)^#+ (.*)$", page.read_text("utf-8"))
    return {re.sub(r"[^\w -]", "", name).lower().replace(" ", "-") for name in names}


def test_the_commands_for_windows_are_those_for_the_others() -> None:
    (here,) = {line for line in SHELL if line.startswith("python3") and "ask" in line}
    (there,) = {line for line in lines("powershell") if "ask" in line}
    assert there == (
        here.replace("python3", "py")
        .replace(".venv/bin/", ".venv\\Scripts\\")
        .replace(" && ", "; ")
    )


def test_every_library_is_pinned_and_no_host_is_named() -> None:
    constraints = (REPOSITORY / "constraints.txt").read_text("utf-8")
    assert re.fullmatch(r"(?:[\w.-]+==[\w.]+(?: ; [^/\n]+)?\n)+", constraints)
    pins = dict(
        line.partition(" ;")[0].split("==") for line in constraints.splitlines()
    )
    for direct in map(Requirement, REQUIREMENTS):
        assert pins[canonicalize_name(direct.name)] in direct.specifier


def test_every_library_has_a_range_and_a_reason() -> None:
    text = (REPOSITORY / "pyproject.toml").read_text("utf-8")
    for requirement in REQUIREMENTS:
        assert ">=" in requirement
        assert re.search(rf'(?m)^    "{re.escape(requirement)}",  # \w', text)
