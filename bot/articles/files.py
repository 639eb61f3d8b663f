"""Which files of a corpus folder are articles, and the names that articles get."""

from __future__ import annotations

import os
import re
import secrets
import unicodedata
from contextlib import suppress
from itertools import chain, count
from operator import attrgetter
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from bot.errors import ArticleError, CorpusError

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

__all__ = [
    "all_files",
    "article_files",
    "entries",
    "file_of",
    "make_slug",
    "other_files",
    "refuse_name",
]

_MAX_SLUG = 80  # a Discord choice holds 100 characters, a button 100 with its name
_SUFFIXES = {".md", ".txt"}
_UNSHOWABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def article_files(folder: Path) -> list[Path]:
    """Return the files that are read as articles. Raises CorpusError."""
    return [path for path in all_files(folder) if path.suffix.lower() in _SUFFIXES]


def other_files(folder: Path) -> list[Path]:
    """Return the files that are not read. Raises CorpusError."""
    return [path for path in all_files(folder) if path.suffix.lower() not in _SUFFIXES]


def all_files(folder: Path) -> list[Path]:
    """Return the files of a folder and of the folders in it, by their paths.

    What begins with a dot is left alone. Folders whose name has the ending of an
    article, links to folders, and folders that can't be read are among the files.
    Raises CorpusError where the folder itself can't be read.
    """
    try:
        return sorted(_walked(folder), key=attrgetter("parts"))
    except FileNotFoundError:
        problem = "does not exist; create it, or name another with VERBATIM_CORPUS."
    except NotADirectoryError:
        problem = "is not a folder; name the folder that holds the articles."
    except OSError as error:
        problem = f"can't be read ({error.strerror}); check its permissions."
    message = f"The corpus folder {folder} {problem}"
    raise CorpusError(message)


def entries(folder: Path) -> Iterator[os.DirEntry[str]]:
    """Yield what `all_files` are of, as the system has it, in a third of the time.

    What can't be read is left out.
    """
    waiting = [os.fspath(folder)]
    while waiting:
        with suppress(OSError), os.scandir(waiting.pop()) as found:
            for entry in found:
                if entry.name.startswith("."):
                    continue
                if entry.is_dir(follow_symlinks=False) and not _is_named(entry.name):
                    waiting.append(entry.path)
                else:
                    yield entry


def _walked(folder: Path) -> Iterator[Path]:
    unread: list[Path] = []

    def failed(error: OSError) -> None:
        if error.filename in {None, str(folder), folder}:
            raise error
        unread.append(Path(error.filename))

    for place, folders, files in os.walk(folder, onerror=failed):
        shown = [name for name in folders if not name.startswith(".")]
        taken = [name for name in shown if _is_no_folder(Path(place, name))]
        folders[:] = [name for name in shown if name not in taken]
        named = (name for name in files if not name.startswith("."))
        above = Path(place)  # read once; it takes longer than to add a name
        yield from (above / name for name in (*taken, *named))
    yield from unread


def _is_no_folder(path: Path) -> bool:
    return _is_named(path.name) or path.is_symlink()


def _is_named(name: str) -> bool:
    """Return whether a name has the ending of an article."""
    return PurePath(name).suffix.lower() in _SUFFIXES


def file_of(folder: Path, slug: str) -> Path | None:
    """Return the file that has a slug, in whatever case. Raises CorpusError."""
    found = (p for p in article_files(folder) if p.stem.casefold() == slug.casefold())
    return next(found, None)


def refuse_name(path: Path) -> None:
    """Raise ArticleError where a file's name can be no slug."""
    slug = path.stem
    if len(slug) > _MAX_SLUG:
        problem = f"the file's name is too long; shorten it to {_MAX_SLUG} characters."
        raise ArticleError(path, problem)
    if _UNSHOWABLE.search(slug):
        problem = "the file's name has characters that can't be shown; rename it."
        raise ArticleError(path, problem)


_LAST = "article"
_ENDING = "abcdefghjkmnpqrstuvwxyz23456789"  # none that looks like another
_ENDING_LENGTH = 4
_UNDIVIDED = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th"}
)
_OTHERS = re.compile(r"[^a-z0-9]+")


def make_slug(
    names: Iterable[str | None], taken: Collection[str], *, apart: bool = False
) -> str:
    """Return a slug of at most 80 characters from the first name that gives one.

    It has ASCII letters, digits and hyphens, and is none of those in `taken`, whatever
    their case. A name in another script gives none. Where a slug is taken it gets the
    next number. With `apart` it gets a random ending, taken or not, which tells of no
    other article that it is there.
    """
    slug = next(filter(None, (_slug(name or "") for name in names)), _LAST)
    used = {name.casefold() for name in taken}
    numbers = chain([""], map("-{}".format, count(2)))
    endings = iter(_random_ending, "") if apart else numbers
    slugs = (f"{_cut(slug, _MAX_SLUG - len(ending))}{ending}" for ending in endings)
    return next(unique for unique in slugs if unique not in used)


def _random_ending() -> str:
    return "-" + "".join(secrets.choice(_ENDING) for _ in range(_ENDING_LENGTH))


def _slug(name: str) -> str:
    parts = unicodedata.normalize("NFKD", name.lower().translate(_UNDIVIDED))
    letters = parts.encode("ascii", "ignore").decode().replace("'", "")
    if 2 * len(letters.strip()) < len(name.strip()):  # some digits of a Russian title
        return ""
    return _cut(_OTHERS.sub("-", letters).strip("-"), _MAX_SLUG)


def _cut(slug: str, length: int) -> str:
    """Return the slug's whole words as far as they fit, or what fits of the first."""
    if len(slug) <= length:
        return slug
    return slug[: length + 1].rpartition("-")[0] or slug[:length]
