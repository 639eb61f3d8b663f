"""Remembers what the files of a corpus folder say, so that no start reads them again.

A file is as it was if the times of its last changes, its size and its place on the
disk are. One that was changed just before it was read may be changed again within the
same tick of the clock: it is read once more the next time.
"""

from __future__ import annotations

import json
import struct
import time
from dataclasses import asdict
from hashlib import blake2b
from typing import TYPE_CHECKING

from bot.annotations.kept import Kept
from bot.articles import AnnotatedSentences, Article, Source, read_text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from bot.annotations.annotator import Annotator
    from bot.annotations.kept import KeptRecord
    from bot.articles import Extract

__all__ = ["KnownFiles"]

_KEY = 16  # bytes
_FORMAT = "1"  # of the records
_TICK = 3_000_000_000  # nanoseconds in which a file may change unseen
_STATE = struct.Struct("<5Q")
_SIZE = _STATE.size
_LENGTHS = struct.Struct("<3I")
_NUMBER = 8  # bytes
_MASK = (1 << 8 * _NUMBER) - 1


class KnownFiles:
    """The articles that the files of a folder are, as the annotator would find them.

    They are kept in a `file`; without one, each is read.
    """

    def __init__(
        self,
        annotator: Annotator,
        file: Path | None,
        clock: Callable[[], int] = time.time_ns,
    ) -> None:
        self._annotator = annotator
        self._kept = Kept(file, quiet=True)
        self._version = f"{_FORMAT}.{annotator.version}"
        self._clock = clock
        self._known: dict[bytes, KeptRecord] | None = None
        self._read: dict[str, tuple[bytes, bytes]] = {}  # by slug, the key and state

    def read(self, path: Path) -> Article | Extract:
        """Return the article that a file is, or what it says; raises ArticleError."""
        if self._known is None:
            self._known = self._kept.find()
        # Taken before reading: what is written meanwhile is seen the next time.
        state, now, slug = _state(path), self._clock(), path.stem
        key = _key(slug, state)
        record = self._known.pop(key, None)
        if record and record.version == self._version and record.data[:_SIZE] == state:
            return _article(slug, record.data)
        text = read_text(path)
        if state and now - max(_STATE.unpack(state)[:2]) > _TICK:
            self._read[slug] = key, state
        return text

    def keep(self, articles: Iterable[Article]) -> None:
        """Keep the articles that had to be read, and forget files that are gone.

        What an older version of the program found in texts is not kept.
        """
        read, self._read = self._read, {}
        gone, self._known = self._known or {}, {}
        made = {} if self._annotator.is_outdated else {a.slug: a for a in articles}
        new = {slug: of for slug, of in read.items() if slug in made}
        if new or gone:
            records = (
                (key, state + _record(made[slug])) for slug, (key, state) in new.items()
            )
            self._kept.keep(self._version, records, gone)


def _state(path: Path) -> bytes:
    """Return what changes whenever a file is written, nothing for no file."""
    try:
        status = path.stat()
    except OSError:
        return b""
    times = status.st_mtime_ns, status.st_ctime_ns
    told = (*times, status.st_size, status.st_ino, status.st_dev)
    return _STATE.pack(*(number & _MASK for number in told))


def _key(slug: str, state: bytes) -> bytes:
    """Return what tells a file from others however it is written: name and place."""
    place = state[-2 * _NUMBER :]
    told = slug.encode("utf-8", "surrogateescape") + place
    return blake2b(told, digest_size=_KEY).digest()


def _record(article: Article) -> bytes:
    """Return an article but for its slug as bytes."""
    fields = {name: said for name, said in asdict(article.source).items() if said}
    told = json.dumps([fields, article.label, article.language]).encode()
    body = article.body.encode()
    sentences = AnnotatedSentences.of(article.sentences).to_bytes()
    lengths = _LENGTHS.pack(len(told), len(body), len(sentences))
    return b"".join((lengths, article.key, told, body, sentences))


def _article(slug: str, data: bytes) -> Article:
    """Return the article that a record is."""
    lengths = _LENGTHS.unpack_from(data, _SIZE)
    head = _SIZE + _LENGTHS.size
    place = head + _KEY
    parts = []
    for length in lengths:
        parts.append(data[place : place + length])
        place += length
    told, body, sentences = parts
    fields, label, language = json.loads(told)
    article = Article(
        slug,
        body.decode(),
        Source(**fields),
        AnnotatedSentences.from_bytes(sentences),
        label,
        language,
    )
    vars(article)["key"] = data[head : head + _KEY]  # as it is cached
    return article
