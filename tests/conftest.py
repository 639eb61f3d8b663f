"""What tests of the whole program share: a folder of articles and the command line."""

from __future__ import annotations

import asyncio
import gc
import importlib
import io
import json
import logging
import os
import pkgutil
import shutil
import sqlite3
import sys
import threading
import warnings
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from greenlet import getcurrent, greenlet, settrace
from hypothesis import HealthCheck, settings

import bot
from bot.__main__ import main
from bot.annotations import annotator
from bot.articles import reading
from bot.extraction.worker import reply
from bot.storage import articles
from bot.storage.article_rows import stored_article
from bot.storage.store import Store
from tests.steps import traced

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from sqlalchemy import Row

    from bot.articles import AnnotatedSentences
    from bot.extraction import Limits
    from bot.storage import StoredArticle

REPOSITORY = Path(__file__).parent.parent
_LONGEST = {"test_load.py", "test_patterns.py"}

# How many inputs each property is tried on: few in the gate, many where it is asked
# for, as by `HYPOTHESIS_PROFILE=thorough pytest`. A busy machine is no fault.
for _profile, _examples in {"gate": 15, "thorough": 1_000}.items():
    settings.register_profile(
        _profile,
        max_examples=_examples,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "gate"))


def _say_if_unclosed(connection: sqlite3.Connection) -> None:
    with suppress(sqlite3.ProgrammingError):  # what is closed counts no changes
        int(connection.total_changes)
        said = f"unclosed database in {connection!r}"
        warnings.warn(said, ResourceWarning, stacklevel=2, source=connection)


# From Python 3.13 on, SQLite's connections do so themselves.
if sys.version_info < (3, 13):
    _Connection = type("_Connection", (sqlite3.Connection,), {})
    _connect = partial(sqlite3.connect, factory=_Connection)
    sqlite3.connect = _connect  # type: ignore[assignment]
    for _kind in sqlite3.Connection.__subclasses__():  # SQLAlchemy opens one of ours
        _kind.__del__ = _say_if_unclosed  # type: ignore[attr-defined]


def _made_cheap(tracer: Any) -> None:  # noqa: ANN401 - coverage's own
    """Spare coverage's tracer what it asks of Python at each call and each return.

    It locks its data by two functions, in libraries as well; the lock has functions of
    its own. Which greenlet runs (SQLAlchemy runs its drivers in some) it would ask at
    each call; a greenlet can be told at each switch.
    """
    if not hasattr(tracer, "concur_id_func"):
        return
    lock = tracer.lock_data.__self__.data_lock
    tracer.lock_data, tracer.unlock_data = lock.acquire, lock.release

    def switched(_event: str, greenlets: tuple[greenlet, greenlet]) -> None:
        is_first = greenlets[1].parent is None  # of this thread; it needs no number
        tracer.concur_id_func = None if is_first else getcurrent

    tracer.concur_id_func = None
    settrace(switched)


class _Measured:
    """Lets coverage see tests and the first set-up of each fixture; all are alike.

    It sees none of pytest's own work, which is a third of what is run.
    """

    def __init__(self, tracer: Any) -> None:  # noqa: ANN401 - coverage's own
        self._tracer = tracer
        self._set_up: set[object] = set()

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(
        self, fixturedef: pytest.FixtureDef[object], request: pytest.FixtureRequest
    ) -> Generator[None, object, object]:
        # A parameter is most often another database.
        seen = {(fixturedef.func, str(getattr(request, "param", "")))} - self._set_up
        if "uncovered" in request.fixturenames:
            seen.clear()
        self._set_up |= seen
        with traced(self._tracer if seen else None):
            return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_pyfunc_call(
        self, pyfuncitem: pytest.Function
    ) -> Generator[None, object, object]:
        covered = "uncovered" not in pyfuncitem.fixturenames
        with traced(self._tracer if covered else None):
            return (yield)


@pytest.hookimpl(wrapper=True)
def pytest_collection(session: pytest.Session) -> Generator[None, object, object]:
    """Let coverage see the program's modules begin, and then nothing but tests."""
    tracer = sys.gettrace()
    # What hands the tests out to workers runs none.
    if tracer and not session.config.getoption("numprocesses", None):
        for module in pkgutil.walk_packages(bot.__path__, "bot."):
            if ".migrations." not in module.name:  # they run inside Alembic alone
                importlib.import_module(module.name)
        _made_cheap(tracer)
        session.config.pluginmanager.register(_Measured(tracer))
    sys.settrace(None)
    return (yield)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no worker is left with it at the end."""
    items.sort(key=lambda item: item.path.name not in _LONGEST)


@dataclass(frozen=True)
class Result:
    """How a command ended and what it wrote."""

    status: int
    out: str
    err: str


@pytest.fixture(scope="module", autouse=True)
def _frozen() -> None:
    """Let no collection look again at what there was before the tests of a file.

    Some are asked for by tests, or by what they run; at the end of a long run each
    took half a second and more.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _no_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(gc, "freeze", lambda: None)  # what is read ends with its test
    for name in os.environ:
        if name.upper().startswith("VERBATIM_"):
            monkeypatch.delenv(name)
    yield
    logging.getLogger("bot").setLevel(logging.NOTSET)  # as a command may have set it
    logging.disable(logging.NOTSET)  # a tool of pages wants no warning


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a self-hoster's folder, with the corpus, as the working directory."""
    shutil.copytree(REPOSITORY / "corpus", tmp_path / "corpus")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def verbatim(
    home: Path,  # noqa: ARG001 - commands run there
    annotated_once: None,  # noqa: ARG001 - all read the same corpus
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Callable[..., Result]:
    """Return a function that runs a command in the folder `home`."""

    def run(*arguments: str, stdin: bytes = b"") -> Result:
        monkeypatch.setattr("sys.argv", ["verbatim", *arguments])
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        try:
            status = main()
        except SystemExit as end:
            status = int(end.code or 0)
        sys.stdin.close()
        out, err = capsys.readouterr()
        return Result(status, out, err)

    return run


@pytest.fixture
def unmeasured(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no process that a test starts count its lines, which takes as long again.

    It is for those that run what other tests run in this process.
    """
    monkeypatch.delenv("COVERAGE_PROCESS_CONFIG", raising=False)


@pytest.fixture
def uncovered(unmeasured: None) -> Iterator[None]:  # noqa: ARG001 - of both
    """Let coverage see neither a test nor its processes; others run what these run."""
    trace = threading.gettrace()
    threading.settrace(None)
    yield
    threading.settrace(trace)


_annotated = lru_cache(256)(reading.annotated)


@pytest.fixture
def annotated_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Annotate each text once for all tests; what comes of it is frozen."""
    monkeypatch.setattr(reading, "annotated", _annotated)
    monkeypatch.setattr(annotator, "annotated", _annotated)


@pytest.fixture(autouse=True)
def _detected_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Find out languages in this process, once for all tests the model is read."""
    monkeypatch.setattr(annotator, "apart", lambda work, texts: [*map(work, texts)])


@pytest.fixture
def read_in_store(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the slugs of what the store reads with its text, one by one."""
    read: list[str] = []

    def noting(row: Row[Any]) -> StoredArticle:
        stored = stored_article(row)
        read.extend([stored.slug] if stored.draft.body else [])
        return stored

    monkeypatch.setattr(articles, "stored_article", noting)
    return read


@pytest.fixture
def annotated(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the bodies that are annotated, one by one."""
    bodies: list[str] = []
    annotate = reading.annotated

    def noting(body: str, language: str) -> AnnotatedSentences:
        bodies.append(body)
        return annotate(body, language)

    monkeypatch.setattr(annotator, "annotated", noting)
    return bodies


@pytest.fixture
def parsed_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process parse files, as the tests of others than the child need it.

    Each start of the child takes a third of a second.
    """

    async def ask(job: dict[str, Any], data: bytes, limits: Limits) -> dict[str, Any]:
        said = await asyncio.to_thread(reply, job, lambda: data, limits)
        answer: dict[str, Any] = json.loads(json.dumps(said))
        return answer

    monkeypatch.setattr("bot.extraction.extracting.ask", ask)


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a SQLite database in the newest form, to be copied."""
    file = tmp_path_factory.mktemp("migrated") / "verbatim.db"
    asyncio.run(_make(file))
    return file


async def _make(file: Path) -> None:
    await (await Store.open(file)).close()
