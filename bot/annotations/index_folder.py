"""The segments of the index in the state folder, made on all cores."""

from __future__ import annotations

from functools import cache, partial
from typing import TYPE_CHECKING, Any

from bot.annotations.versions import version_of
from bot.annotations.workers import Progress, each
from bot.retrieval import Analysis, Segments

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from bot.meaning import Encoder
    from bot.retrieval import Source

    Arrays = Mapping[str, NDArray[Any]]

__all__ = ["IndexFolder"]


class IndexFolder:
    """Opens segments by language; without a folder they are held in memory.

    `encoder` gives sentences their vectors. `progress` is told of much work.
    """

    def __init__(
        self,
        folder: Path | None = None,
        encoder: Encoder | None = None,
        progress: Progress | None = None,
    ) -> None:
        self._folder = folder
        self._encoder = encoder
        self._progress = progress or Progress()
        self._open: dict[str, Segments] = {}

    def segments(self, language: str) -> Segments:
        """Return the segments of a language (ISO 639-1)."""
        if language not in self._open:
            self._open[language] = self._opened(language)
        return self._open[language]

    def keep(self, documents: Iterable[tuple[str, bytes, str]]) -> None:
        """Forget all other documents than these: their languages, keys and groups.

        What was made in small pieces is joined. It takes a while; whoever has
        segments open goes on with them.
        """
        kept: dict[str, list[tuple[bytes, str]]] = {}
        for language, key, group in documents:
            kept.setdefault(language, []).append((key, group))
        for language, segments in [*self._open.items()]:
            segments.keep(kept.get(language, []))

    @property
    def version(self) -> str:
        """What tells what is found in texts from what another version finds."""
        encoder = self._encoder.version if self._encoder else ""
        return f"{_version()} {encoder}"

    def analysed(self, language: str, sources: Sequence[Source]) -> Iterator[Arrays]:
        """Yield the arrays of texts of a language, made on all cores."""
        encoder = self._knowing(language)
        return each(
            partial(_analyse, language, encoder.folder if encoder else None),
            sources,
            lambda source: len(source.text),
            what="Indexing articles",
            progress=self._progress,
        )

    def _knowing(self, language: str) -> Encoder | None:
        """Return the encoder where it knows a language."""
        encoder = self._encoder
        return encoder if encoder is not None and encoder.knows(language) else None

    def _opened(self, language: str) -> Segments:
        return Segments(
            language,
            self._folder and self._folder / language,
            self._knowing(language),
            version=_version(),
            analyse=partial(self.analysed, language),
        )


def _version() -> str:
    # Articles too: what a document is tagged with is told by their words.
    packages = ("bot.retrieval", "bot.answering", "bot.articles")
    return " ".join(map(version_of, packages))


def _analyse(language: str, model: Path | None, source: Source) -> Arrays:
    return source.analysed(_analysis(language, model))


@cache
def _analysis(language: str, model: Path | None) -> Analysis:
    """Return the analysis of a language, which a process makes once."""
    if model is None:
        return Analysis(language)
    from bot.meaning import open_encoder  # noqa: PLC0415 - one may do without

    return Analysis(language, open_encoder(model))
