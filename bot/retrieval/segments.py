"""The segments of one language, in a folder that may be deleted at any time."""

from __future__ import annotations

import logging
import threading
import time
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np

from bot.retrieval.arrays import DamagedError, give_back, load, save
from bot.retrieval.document import KEY, Analysis
from bot.retrieval.joining import chosen, join
from bot.retrieval.segment import build, searchable
from bot.retrieval.stored_segment import (
    StoredSegment,
    document_batches,
    keys_of,
    segment_batches,
    to_join,
    with_checksums,
)
from bot.retrieval.view import View

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from bot.retrieval.document import SentenceEncoder, Source

    Array = NDArray[Any]
    Arrays = Mapping[str, Array]

__all__ = ["Segments"]

_STALE = 30 * 24 * 3600  # seconds after which a segment that nobody opens goes
_IDLE = 600.0  # seconds after which a segment that nobody asks is closed
_AGAIN = 60.0  # seconds until all segments are read again for an error not theirs
_UNFINISHED = 24 * 3600  # seconds after which what a killed process left goes

_ANEW = "a segment of the index %s and is made anew"

log = logging.getLogger(__name__)


class Segments:
    """Keeps the segments of documents of one language (ISO 639-1).

    Without a folder, and where that can't be written, they are kept in memory. Several
    processes may use one folder: what one of them has joined or removed, the others go
    on with, for they have it open.
    """

    def __init__(
        self,
        language: str = "en",
        folder: Path | None = None,
        encoder: SentenceEncoder | None = None,
        *,
        version: str = "",
        analyse: Callable[[Sequence[Source]], Iterable[Arrays]] | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.analysis = Analysis(language, encoder)
        self._analyse = analyse or self._analysed
        self._folder = folder
        self._clock = clock
        self._version = f"{version} {encoder.version if encoder else ''}"
        self._lock = threading.RLock()
        self._joining = threading.Lock()
        self._checking = threading.Lock()
        self._checked = float("-inf")
        self._segments: list[StoredSegment] = []
        self._at: dict[bytes, tuple[StoredSegment, int]] = {}
        self._damaged: set[Path | None] = set()
        self._said = False
        self._find()

    def views(self, sources: Sequence[Source]) -> list[View]:
        """Return the segments of some documents, which are numbered as they are given.

        What is in no segment yet is analysed, and put into one of its own.
        """
        keys = keys_of([(source.key, source.group) for source in sources])
        with self._lock:
            at, opened = self._opened(keys, sources)
            self._close_idle()
        chosen = {segment: n for n, segment in enumerate(opened)}
        of = np.array([chosen[segment] for segment, _ in at], dtype=np.int64)
        places = np.array([place for _, place in at], dtype=np.int64)
        views, first = [], 0
        for segment, name in chosen.items():
            held = np.flatnonzero(of == name)
            numbers = np.full(len(segment.keys), -1, dtype=np.int64)
            numbers[places[held]] = held
            views.append(View(opened[segment], numbers, first))
            first += views[-1].size
        return views

    def _opened(
        self, keys: Sequence[bytes], sources: Sequence[Source]
    ) -> tuple[list[tuple[StoredSegment, int]], dict[StoredSegment, Arrays]]:
        """Return the segment and the place of each document, and their arrays."""
        if not self._at.keys() >= {*keys}:
            missing = [n for n, key in enumerate(keys) if key not in self._at]
            self._take(missing, keys, sources)
        at = [*map(self._at.__getitem__, keys)]
        segments = dict(at)
        try:
            return at, {segment: self._arrays(segment) for segment in segments}
        except DamagedError:  # by another process, which has joined it to others
            self._find()
            return self._opened(keys, sources)

    def _arrays(self, segment: StoredSegment, *, whole: bool = False) -> Arrays:
        """Return a segment's arrays; raises DamagedError for one that is gone.

        So does one that is damaged in what tells places, or anywhere (`whole`).
        """
        try:
            return segment.arrays(self._clock(), whole=whole)
        except DamagedError as error:
            log.info(_ANEW, error)
            self._damaged.add(segment.path)  # where it can't be removed
            self._replace([segment], None)
            raise
        except OSError as error:
            with self._lock:
                self._forget([segment])
            raise DamagedError(str(error)) from error

    def drop_damaged(self) -> int:
        """Forget the segments that are damaged, which the next views make anew.

        Returns how many there have been so far. All are read for it, but not within a
        minute of finding none: a fault of the program may come with each question.
        """
        with self._checking:
            before = len(self._damaged)
            if (now := self._clock()) >= self._checked + _AGAIN:
                for segment in [*self._segments]:
                    with suppress(DamagedError):
                        self._arrays(segment, whole=True)
                    segment.close_unless_asked(now - _IDLE)
                if len(self._damaged) == before:
                    self._checked = now
        return len(self._damaged)

    def _close_idle(self) -> None:
        since = self._clock() - _IDLE
        for segment in self._segments:
            segment.close_unless_asked(since)

    def keep(self, kept: Iterable[tuple[bytes, str]]) -> None:
        """Forget all other documents than these, by their keys and groups.

        Segments that have become many are joined. Whoever has a view goes on with it.
        """
        with self._joining:
            self._keep({*keys_of(kept)})

    def _keep(self, wanted: set[bytes]) -> None:
        with self._lock:
            segments = list(self._segments)
        for group in {segment.group for segment in segments}:
            of_group = [s for s in segments if s.group == group]
            live = [s for s in of_group if not wanted.isdisjoint(s.keys)]
            for gone in (s for s in of_group if s not in live):
                self._replace([gone], None)
            for some in to_join(live, wanted):
                with suppress(DamagedError):
                    self._replace(some, self._joined(some, wanted))
                    give_back()
        with self._lock:
            self._close_idle()
        self._tidy()

    def _take(
        self, missing: Sequence[int], keys: Sequence[bytes], sources: Sequence[Source]
    ) -> None:
        """Make a segment for each group of documents that are in none."""
        for group in dict.fromkeys(sources[n].group for n in missing):
            own = [n for n in missing if sources[n].group == group]
            arrays = self._analyse([sources[n] for n in own])
            made = []
            for some in document_batches(zip(own, arrays, strict=True)):
                segment = build([part for _, part in some])
                data = b"".join(keys[n] for n, _ in some)
                segment["keys"] = np.frombuffer(data, np.uint8).reshape(-1, KEY)
                made.append(self._kept(segment, group))
                self._add(made[-1])
            for alike in segment_batches(made):
                if len(alike) > 1:
                    self._replace(alike, self._joined(alike, {*keys}))
        give_back()

    def _analysed(self, sources: Sequence[Source]) -> Iterable[Arrays]:
        return (source.analysed(self.analysis) for source in sources)

    def _joined(
        self, segments: Sequence[StoredSegment], wanted: Collection[bytes]
    ) -> StoredSegment:
        masks = [np.array([key in wanted for key in s.keys]) for s in segments]
        arrays = (self._arrays(segment, whole=True) for segment in segments)
        joined = join([*map(chosen, arrays, masks)])
        for segment in segments:  # whose pages would stay in memory beside the copy
            segment.close()
        return self._kept(searchable(joined), segments[0].group)

    def _kept(self, arrays: dict[str, Array], group: str) -> StoredSegment:
        """Return a segment that is in a file, or in memory where that can't be."""
        arrays["group"] = np.frombuffer(group.encode(), dtype=np.uint8)
        path = None
        if self._folder is not None:
            path = self._folder / f"{uuid4().hex}.segment"
            try:
                self._folder.mkdir(parents=True, exist_ok=True)
                save(path, with_checksums(arrays), self._version)
                arrays = load(path, self._version)
            except (OSError, DamagedError) as error:
                path = None
                self._say(error)
        return StoredSegment(arrays, self._version, path)

    def _say(self, error: Exception) -> None:
        """Log, once, that segments can't be kept."""
        if not self._said:
            self._said = True
            reason = getattr(error, "strerror", None) or error
            log.warning(
                "the index can't be kept in %s (%s); it is held in memory, and made "
                "anew at the next start",
                self._folder,
                reason,
            )

    def _add(self, segment: StoredSegment) -> None:
        self._segments.append(segment)
        for place, key in enumerate(segment.keys):
            self._at[key] = (segment, place)

    def _replace(self, old: Sequence[StoredSegment], new: StoredSegment | None) -> None:
        """Answer from a segment instead of others, whose files go."""
        with self._lock:
            self._forget(old)
            if new is not None:
                self._add(new)
        for path in (segment.path for segment in old if segment.path):
            with suppress(OSError):  # Windows keeps what is open
                path.unlink(missing_ok=True)

    def _forget(self, old: Sequence[StoredSegment]) -> None:
        self._segments = [s for s in self._segments if s not in old]
        self._at = {key: at for key, at in self._at.items() if at[0] not in old}

    def _files(self, pattern: str = "*.segment") -> list[Path]:
        """Return the folder's files, none where it can't be entered."""
        with suppress(OSError):
            return sorted(self._folder.glob(pattern)) if self._folder else []
        return []

    def _find(self) -> None:
        """Open the segments that are in the folder and not known yet."""
        known = {segment.path for segment in self._segments} | self._damaged
        for path in self._files():
            if path not in known:
                self._open(path)
        self._close_idle()

    def _open(self, path: Path) -> None:
        """Open a segment; one that can't be used is made anew, and goes."""
        try:
            segment = StoredSegment(load(path, self._version), self._version, path)
        except (DamagedError, KeyError, ValueError) as error:
            log.info(_ANEW, error)
            with suppress(OSError):
                path.unlink(missing_ok=True)
            return
        except OSError:
            return  # another process has removed it
        if not all(key in self._at for key in segment.keys):
            self._add(segment)
            with suppress(OSError):
                path.touch()

    def _tidy(self) -> None:
        """Remove the files that nobody has opened for long, or that a kill left."""
        mine = {segment.path for segment in self._segments}
        for path, most in (
            *((path, _STALE) for path in self._files() if path not in mine),
            *((path, _UNFINISHED) for path in self._files(".*.tmp")),
        ):
            with suppress(OSError):
                if path.stat().st_mtime < time.time() - most:
                    path.unlink(missing_ok=True)
