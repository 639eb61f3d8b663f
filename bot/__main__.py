"""Gives the terminal what the composition root builds: the script `verbatim`."""

from __future__ import annotations

import gc
import os

# While modules load, the garbage collector costs 20 ms and finds nothing; what they
# leave is then kept out of its sight, at the exit as well.
gc.disable()
# pydantic would read what every installed package says of itself (10 to 30 ms), in
# search of plugins for it.
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
# numpy would start threads for products of large matrices (30 ms); there are none.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
# The C library gives large arrays back to the system, so each question would get their
# pages anew, until a block as large as this one was freed; its pages are never touched.
bytes(16 << 20)

import logging  # noqa: E402 - as above, and so the next ones
import sys  # noqa: E402
from typing import TYPE_CHECKING  # noqa: E402

from bot import bootstrap, console, operations  # noqa: E402
from bot.console import credential  # noqa: E402
from bot.settings import examine, exposed, keep_token, mistaken, read_settings  # noqa: E402

gc.freeze()
gc.enable()

if TYPE_CHECKING:
    from pathlib import Path

    from bot.answering import Answerer

__all__ = ["main"]


def main() -> int:
    """Run the command that the arguments name; return the exit status."""
    _open_streams()
    logging.getLogger("dotenv").setLevel(logging.ERROR)  # `mistaken` says it better
    application = console.Application(
        _answerer,
        _circumstances,
        _run_bot,
        operations.read_source,
        backup=lambda file, keep: operations.backup(read_settings(), file, keep),
        restore=lambda file: operations.restore(read_settings(), file),
        library_articles=lambda: operations.library_articles(read_settings()),
        read_feed=operations.read_feed,
        health=lambda: read_settings().health,
        try_token=credential.try_token,
        reads_content=_reads_content,
        keep_token=keep_token,
        withdraw=lambda slug, reason: operations.withdraw(
            read_settings(), slug, reason
        ),
        reinstate=lambda slug: operations.reinstate(read_settings(), slug),
        with_store=lambda work: operations.with_store(read_settings(), work),
    )
    return console.main(sys.argv[1:], application)


def _open_streams() -> None:
    """Give what a shell has closed (`>&-`) the null device; Python has None there."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: PTH123, SIM115 - for as long as the program runs


def _reads_content() -> bool | None:
    settings, _ = examine()
    if settings.message_content == "off" or settings.token is None:
        return None
    return credential.reads_content(settings.token.get_secret_value())


def _answerer(corpus: Path | None) -> Answerer:
    settings = read_settings()
    _log("%(levelname)s: %(message)s", settings.log_level)
    _warn(*mistaken())
    if corpus:
        settings = settings.model_copy(update={"corpus": corpus})
    return bootstrap.build_answerer(settings)


def _circumstances() -> console.Circumstances:
    settings, problems = examine()
    return console.Circumstances(
        corpus=settings.corpus,
        state=lambda: bootstrap.try_state(settings),
        selftest=settings.selftest,
        has_token=settings.token is not None,
        exposed=exposed(),
        database=lambda: bootstrap.try_database(settings),
        problems=(*problems, *bootstrap.try_encoder(settings)),
    )


def _run_bot() -> None:
    settings = read_settings()
    form = "%(asctime)s %(levelname)s %(name)s: %(message)s"
    _log(form, settings.log_level, as_json=settings.log_format == "json")
    _warn(exposed(), *mistaken())
    bootstrap.run_bot(settings)


def _warn(*said: str | None) -> None:
    for sentence in filter(None, said):
        logging.getLogger("bot").warning("%s", sentence)


def _log(form: str, level: str, *, as_json: bool = False) -> None:
    formatter = console.JsonFormatter() if as_json else console.VisibleFormatter(form)
    handler = logging.StreamHandler()
    handler.setFormatter(formatter)
    # At DEBUG, libraries write what they handle: each statement of the database with
    # its values, words of questions among them. So the level is the program's alone.
    libraries = max(logging.INFO, logging.getLevelNamesMapping()[level])
    logging.basicConfig(level=libraries, handlers=[handler])
    logging.getLogger("bot").setLevel(level)


if __name__ == "__main__":
    sys.exit(main())
