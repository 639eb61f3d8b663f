"""Drives several processes of the bot with a simulated Discord: `python -m tools.load`.

It prints, before, while and after one of them is killed and another takes its shards:
how many questions were asked and answered, how long answers took, and how many were
turned away as too much was asked, lost or doubled. To be run in the repository, as the
simulation is the tests'.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import itertools
import os
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections import Counter
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Self

from tests.chat.discord_server import until
from tests.simulated_discord import SimulatedDiscord
from tests.storage.postgresql_server import running, searching

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tests.simulated_discord import Question

__all__ = ["main"]

_QUESTIONS = (
    "Who denied that Tehran sent Moscow drones?",
    "What did the Ukrainian foreign minister announce?",
    "When did the drones arrive in Russia?",
    "Who said so on Monday?",
    "What about the price of bread?",
)
_MEMORY = "-c shared_buffers=128MB"  # PostgreSQL's default
_START = 600.0  # seconds until all shards are there
_TICKS = os.sysconf("SC_CLK_TCK")  # in a second
_LATEST = 120.0  # seconds after the last question in which it may be answered


class Processes:
    """The bot's processes, each with its shards, on one database."""

    def __init__(
        self, discord: SimulatedDiscord, options: argparse.Namespace, folder: Path
    ) -> None:
        self._discord = discord
        self._folder = folder
        self._options = options
        count, number = discord.recommended, options.processes
        ends = [count * place // number for place in range(number + 1)]
        self.shards = [range(*pair) for pair in itertools.pairwise(ends)]
        self._running: list[asyncio.subprocess.Process | None] = [None] * number

    async def start(self, place: int, name: str) -> None:
        """Start the process that has a place, with a state folder of its own."""
        shards = ",".join(map(str, self.shards[place]))
        if self._options.state:
            shutil.copytree(self._options.state, self._folder / name)
        environment = {
            "VERBATIM_COOLDOWN": "0",
            "VERBATIM_LOG_LEVEL": "WARNING",
            **os.environ,
            "VERBATIM_SEARCH": self._options.search,
            "VERBATIM_CORPUS": str(self._options.corpus),
            "VERBATIM_TOKEN": "a.simulated.token",
            "VERBATIM_DATABASE_URL": self._options.database,
            "VERBATIM_STATE": str(self._folder / name),
            "VERBATIM_SHARDS": f"{shards}/{self._discord.recommended}",
        }
        program = ("-m", "tests.against_simulation", str(self._discord.port))
        self._running[place] = await asyncio.create_subprocess_exec(
            sys.executable, *program, env=environment
        )

    async def all_there(self) -> None:
        """Wait until every shard answers; raises TimeoutError."""
        every = range(self._discord.recommended)
        await until(lambda: self._discord.has(*every), _START)
        first = self._options.questions[0]
        asked = [await self._discord.ask(shard, first) for shard in every]
        await until(lambda: all(question.answers for question in asked), _START)

    def processor(self) -> float:
        """Return the seconds of processor time that the running ones took, on Linux."""
        ticks = 0
        for process in filter(None, self._running):
            said = Path(f"/proc/{process.pid}/stat").read_text(encoding="ascii")
            ticks += sum(map(int, said.rpartition(")")[2].split()[11:13]))
        return ticks / _TICKS

    async def end(self, place: int, *, kill: bool = False) -> None:
        """End a process, by SIGTERM or by SIGKILL."""
        process = self._running[place]
        if process is not None and process.returncode is None:
            (process.kill if kill else process.terminate)()
            await process.wait()

    async def end_all(self) -> None:
        """End all that run."""
        await asyncio.gather(*(self.end(place) for place in range(len(self.shards))))


class Used(NamedTuple):
    """Seconds of processor time: of the bots, of this process, of the whole machine."""

    bots: float
    driver: float
    machine: float

    @classmethod
    def by(cls, processes: Processes) -> Self:
        """Return what was used until now, on Linux."""
        said = Path("/proc/stat").read_text(encoding="ascii").partition("\n")[0]
        user, nice, system, _idle, _waits, *interrupts = map(int, said.split()[1:8])
        ticks = sum((user, nice, system, *interrupts))
        return cls(processes.processor(), time.process_time(), ticks / _TICKS)

    def since(self, before: Self, answers: int) -> str:
        """Return what was used for each of some answers since another moment."""
        bots, driver, machine = (
            1000 * (now - then) / answers
            for now, then in zip(self, before, strict=True)
        )
        return (
            f"milliseconds of processor for each answer of the last row: {bots:.1f} in "
            f"the bot's processes, {driver:.1f} in this one, {machine:.1f} in all that "
            "the machine does"
        )


class Phase:
    """Questions at an even pace, for some seconds or until it is stopped."""

    def __init__(
        self, name: str, discord: SimulatedDiscord, options: argparse.Namespace
    ) -> None:
        self.name = name
        self.questions: list[Question] = []
        self._discord = discord
        self._options = options

    async def ask(self, seconds: float, servers: itertools.count[int]) -> None:
        """Ask; every other question is a command, the others are mentions."""
        texts, begin = self._options.questions, time.monotonic()
        for number in itertools.count():
            due = number / self._options.rate
            if due >= seconds:
                return
            await asyncio.sleep(begin + due - time.monotonic())
            server = next(servers)
            text = texts[server % len(texts)]
            asked = self._discord.ask(server * 7919, text, command=server % 2 == 0)
            self.questions.append(await asked)

    async def settle(self) -> None:
        """Wait for the answers that are still to come, and not for ever."""
        with contextlib.suppress(TimeoutError):
            await until(
                lambda: all(self._discord.fate(q) != "lost" for q in self.questions),
                _LATEST,
            )

    def row(self) -> str:
        """Return the figures of the phase."""
        came = Counter(map(self._discord.fate, self.questions))
        times = [
            q.answers[0] - q.asked
            for q in self.questions
            if q.answers and not q.is_turned_away
        ]
        cuts = statistics.quantiles(times, n=100) if len(times) > 1 else [0.0] * 99
        span = self.questions[-1].asked - self.questions[0].asked
        figures = (
            f"{len(self.questions) / max(span, 1e-9):.0f}",
            str(len(self.questions)),
            str(came["answered"]),
            f"{cuts[49] * 1000:.0f}",
            f"{cuts[98] * 1000:.0f}",
            *(str(came[fate]) for fate in _FATES),
        )
        return _line(self.name, figures)


_FATES = "turned away", "lost", "doubled", "cut off", "unheard"


def _line(name: str, cells: Iterable[str]) -> str:
    return f"{name:<8}" + "".join(f"{cell:>12}" for cell in cells)


_HEAD = _line("", ("asked/s", "asked", "answered", "p50 ms", "p99 ms", *_FATES))


async def _measure(options: argparse.Namespace, folder: Path) -> int:
    async with AsyncExitStack() as stack:
        discord = await stack.enter_async_context(
            SimulatedDiscord(
                recommended=options.shards,
                servers=options.servers,
                max_concurrency=options.max_concurrency,
                pace=options.pace,
                throttled=options.throttled,
            )
        )
        processes = Processes(discord, options, folder)
        stack.push_async_callback(processes.end_all)
        begin = time.monotonic()
        for place in range(options.processes):
            await processes.start(place, str(place))
        await processes.all_there()
        _say(
            f"{options.servers} servers, {options.shards} shards, {options.processes} "
            f"processes: all there after {time.monotonic() - begin:.0f} s"
        )
        phases, taken = await _phases(options, discord, processes)
        _say(_HEAD, *(phase.row() for phase in phases))
        _say(
            f"identifies: {discord.identified}, too early: {len(discord.refused)}; "
            f"resumed: {discord.resumed}; told to come later: {discord.turned_away}"
        )
        await processes.end_all()
    fates = Counter(discord.fate(q) for phase in phases for q in phase.questions)
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    _say(taken, f"memory of a process: at most {children.ru_maxrss // 1024} MB")
    return 1 if fates["lost"] or fates["doubled"] or discord.refused else 0


async def _phases(
    options: argparse.Namespace, discord: SimulatedDiscord, processes: Processes
) -> tuple[list[Phase], str]:
    """Return the phases, and what processor time the last one took."""
    phases = [Phase(n, discord, options) for n in ("before", "killed", "after")]
    servers = itertools.count()
    await phases[0].ask(options.seconds, servers)
    await phases[0].settle()
    asking = asyncio.create_task(phases[1].ask(float("inf"), servers))
    await asyncio.sleep(options.seconds / 4)
    await processes.end(0, kill=True)
    await processes.start(0, "another")
    last = processes.shards[-1][0]
    if len(processes.shards) > 1:
        await discord.disconnect(last)
    await processes.all_there()
    asking.cancel()
    await asyncio.wait({asking})
    before = Used.by(processes)
    await phases[2].ask(options.seconds, servers)
    await asyncio.gather(*(phase.settle() for phase in phases))
    used = Used.by(processes).since(before, len(phases[2].questions))
    return phases, used


def _say(*lines: str) -> None:
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; return 1 where anything was lost, doubled or too early."""
    parser = argparse.ArgumentParser(prog="python -m tools.load", description=__doc__)
    add = parser.add_argument
    add("--servers", type=int, default=10_000)
    add("--shards", type=int, default=16)
    add("--processes", type=int, default=4)
    add("--rate", type=float, default=200.0, help="questions a second")
    add("--seconds", type=float, default=60.0, help="before the kill, and after it")
    add("--max-concurrency", type=int, default=16)
    add("--pace", type=float, default=5.0, help="seconds between a bucket's identifies")
    add("--throttled", type=int, default=1_000, help="one write in so many gets a 429")
    add("--database", help="address of a PostgreSQL; without it, one is started")
    add(
        "--search",
        choices=("embedded", "postgresql"),
        default="embedded",
        help="where the index is: in each process, or in PostgreSQL",
    )
    add("--corpus", type=Path, default="corpus", help="folder of articles")
    add("--questions", type=_lines, default=_QUESTIONS, help="file, one a line")
    add("--state", type=Path, help="state folder that each process begins with")
    options = parser.parse_args(arguments)
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        if options.database is None and options.search == "postgresql":
            server, _ = stack.enter_context(searching(options=_MEMORY))
            options.database = f"{server.address}/postgres"
        elif options.database is None:
            options.database = stack.enter_context(running()) + "/postgres"
        return asyncio.run(_measure(options, folder))


def _lines(file: str) -> list[str]:
    return Path(file).read_text(encoding="utf-8").splitlines()


if __name__ == "__main__":
    sys.exit(main())
