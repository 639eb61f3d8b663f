"""What hosts are given beside the program: image, compose file, systemd unit."""

from __future__ import annotations

import configparser
import re
import shlex
import shutil
import subprocess
from typing import Any

import yaml

from bot.settings import Settings
from tests.conftest import REPOSITORY

DOCKERFILE = (REPOSITORY / "Dockerfile").read_text("utf-8").replace("\\\n", "")
STEPS = [
    line.split(" ", 1) for line in DOCKERFILE.splitlines() if re.match("[A-Z]+ ", line)
]
NAMES = {f"VERBATIM_{name.upper()}" for name in Settings.model_fields}


def unit(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(REPOSITORY / "docs" / name, "utf-8")
    return parser


def compose() -> dict[str, Any]:
    text = (REPOSITORY / "compose.yaml").read_text("utf-8")
    services: dict[str, Any] = yaml.safe_load(text)["services"]
    return services


def test_what_the_image_copies_is_there_and_not_kept_out_of_it() -> None:
    let_in = (REPOSITORY / ".dockerignore").read_text("utf-8").splitlines()
    for step, rest in STEPS:
        if step == "COPY":
            for name in rest.split()[:-1]:
                assert (REPOSITORY / name).exists()
                assert f"!{name}" in let_in


def test_the_image_installs_the_libraries_that_the_project_names(
    tmp_path: Any,  # noqa: ANN401 - pytest's
) -> None:
    (run,) = (rest for step, rest in STEPS if step == "RUN" and "libraries.txt" in rest)
    listing, _, install = run.partition(" && ")
    assert "-r libraries.txt" in install
    shutil.copy(REPOSITORY / "pyproject.toml", tmp_path)
    shell = "python3 " + listing.removeprefix("python ")
    subprocess.run(["sh", "-c", shell], cwd=tmp_path, check=True)  # noqa: S603, S607
    libraries = (tmp_path / "libraries.txt").read_text().splitlines()
    assert any(line.startswith("discord.py") for line in libraries)
    assert any(line.startswith("asyncpg") for line in libraries)
    assert not any(line.startswith("pytest") for line in libraries)


def test_the_image_runs_as_nobody_special_and_says_how_it_is() -> None:
    steps = [step for step, _ in STEPS]
    assert steps.index("USER") < steps.index("ENTRYPOINT")
    assert "HEALTHCHECK" in steps
    (environment,) = (rest for step, rest in STEPS if step == "ENV")
    assert environment.partition("=")[0] in NAMES


def test_services_are_confined_and_have_a_state_of_their_own() -> None:
    bots = {n: s for n, s in compose().items() if "build" in s}
    assert {*bots} == {"bot", "shard-0", "shard-1"}
    states = []
    for service in bots.values():
        assert service["read_only"] is service["init"] is True
        assert service["cap_drop"] == ["ALL"]
        assert {*service.get("environment", {})} <= NAMES
        states += [v for v in service["volumes"] if v.endswith("/.verbatim")]
    assert len({*states}) == 3
    shards = [bots[f"shard-{n}"]["environment"]["VERBATIM_SHARDS"] for n in (0, 1)]
    assert shards == ["0/2", "1/2"]
    for shard in shards:
        assert Settings(_env_file=None, shards=shard).shards


def test_the_bot_alone_needs_no_profile() -> None:
    assert "profiles" not in compose()["bot"]
    others = [s for name, s in compose().items() if name != "bot"]
    assert all(service["profiles"] == ["many"] for service in others)


def test_the_timer_backs_up_into_a_folder_that_it_may_write_to() -> None:
    service, timer = unit("verbatim-backup.service"), unit("verbatim-backup.timer")
    assert timer["Timer"]["OnCalendar"] == "daily"
    name, _, value = service["Service"]["Environment"].partition("=")
    _, command, folder, keep, number = shlex.split(service["Service"]["ExecStart"])
    assert (command, keep, name) == ("backup", "--keep", "VERBATIM_STATE")
    assert int(number) > 1
    written = {f"/var/lib/{d}" for d in service["Service"]["StateDirectory"].split()}
    assert written == {value, folder}


def test_the_unit_confines_the_bot_and_leaves_it_its_state() -> None:
    service = unit("verbatim.service")["Service"]
    assert service["ProtectSystem"] == "strict"
    assert service["NoNewPrivileges"] == "yes"
    name, _, value = service["Environment"].partition("=")
    assert name in NAMES
    assert value == f"/var/lib/{service['StateDirectory']}"
    assert shlex.split(service["ExecStart"])[1:] == ["run"]
