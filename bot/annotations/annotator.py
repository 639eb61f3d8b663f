"""Finds the sentences of texts and who says them, each text once."""

from __future__ import annotations

import gc
import threading
from functools import partial
from hashlib import blake2b
from typing import TYPE_CHECKING

from bot.annotations.kept import Kept
from bot.annotations.texts import Texts
from bot.annotations.versions import version_of
from bot.annotations.workers import Progress, apart, each
from bot.articles import AnnotatedSentences
from bot.articles.kept_article import Content
from bot.articles.languages import detect_language, sample
from bot.articles.reading import annotated
from bot.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from bot.articles.kept_article import KeptArticle

    Text = tuple[str, str]  # a body and its language

__all__ = ["Annotator"]

_KEY = 20  # bytes
_FILE = "annotations.db"
_GONE = "The text of {slug} was changed or deleted; ask again in a moment."
_FORMAT = "1"  # of the numbers that are kept
_REMEMBERED = 64  # languages of texts
_AT_ONCE = 2_000_000  # characters after which what was found is kept


class Annotator:
    """Annotates texts, and keeps what it finds in a folder.

    Without one it keeps nothing. What an older version of the program found is used
    for now where `patient`; `renew` finds it anew. `progress` is told of much work.
    `version` changes with whatever is found in texts.
    """

    def __init__(
        self,
        folder: Path | None = None,
        *,
        patient: bool = False,
        progress: Progress | None = None,
    ) -> None:
        self._folder = folder
        self._kept = Kept(folder / _FILE if folder else None)
        self.version = f"{_FORMAT}.{version_of('bot.articles')}"
        self._patient = patient
        self._progress = progress or Progress()
        self._old: dict[bytes, Text] = {}
        self._has_annotated = False
        self._languages: dict[bytes, str] = {}  # by hash: no text is remembered
        self._lock = threading.Lock()

    def __call__(self, texts: Sequence[Text]) -> list[AnnotatedSentences]:
        """Return the annotated sentences of texts in some languages, in order."""
        keys = [_key(text) for text in texts]
        found = self._known(dict(zip(keys, texts, strict=True)))
        missing = {k: t for k, t in zip(keys, texts, strict=True) if k not in found}
        found |= self._annotated(missing, "Reading articles")
        return [found[key] for key in keys]

    def languages(self, bodies: Sequence[str]) -> list[str]:
        """Return the languages of texts that do not name theirs.

        Another process finds them out: what it needs for that takes 100 MB.
        """
        return apart(detect_language, [*map(sample, bodies)])

    def language(self, body: str) -> str:
        """Return the language of a text as `languages` does, the last ones at once.

        What somebody adds is looked at for its preview, and again once it is confirmed.
        """
        key = _key((body, ""))
        language = self._languages.get(key)
        if language is None:
            (language,) = self.languages([body])
            self._languages[key] = language
            if len(self._languages) > _REMEMBERED:
                self._languages.pop(next(iter(self._languages)), None)
        return language

    def texts(self, again: Callable[[KeptArticle], str | None]) -> Texts:
        """Return what keeps texts of articles that are in no file.

        `again` returns the body of one that is lost, None where it is gone.
        """
        return Texts(self._folder, partial(self.content, again))

    def content(
        self, again: Callable[[KeptArticle], str | None], article: KeptArticle
    ) -> Content:
        """Return an article's lost text, found `again`; raises StorageError."""
        body = again(article)
        if body is not None:
            (sentences,) = self([(body, article.language)])
            if sentences.digest(body, len(article.text_key)) == article.text_key:
                return Content(body, sentences)
        raise StorageError(_GONE.format(slug=article.slug))

    def freeze(self) -> None:
        """Let no question wait while all that is there is looked at for garbage.

        Articles hold no reference cycles; those that annotating left are collected
        before.
        """
        if self._has_annotated:
            gc.collect()
        gc.freeze()

    @property
    def is_outdated(self) -> bool:
        """Whether something was used that an older version of the program found."""
        return bool(self._old)

    def renew(self) -> None:
        """Find anew what an older version had found; it takes a while."""
        with self._lock:
            old, self._old = self._old, {}
        self._annotated(old, "Reading articles anew")

    def _known(self, texts: dict[bytes, Text]) -> dict[bytes, AnnotatedSentences]:
        known = {}
        for key, (version, data) in self._kept.find([*texts]).items():
            current = version == self.version
            if current or (self._patient and version.startswith(f"{_FORMAT}.")):
                known[key] = AnnotatedSentences.from_bytes(data)
            if key in known and not current:
                with self._lock:
                    self._old[key] = texts[key]
        return known

    def _annotated(
        self, texts: dict[bytes, Text], what: str
    ) -> dict[bytes, AnnotatedSentences]:
        """Annotate texts; what is done is kept though the program may end meanwhile."""
        found, new, characters = {}, [], 0
        work = each(
            _annotate, [*texts.values()], _size, what=what, progress=self._progress
        )
        for (key, text), data in zip(texts.items(), work, strict=True):
            found[key] = AnnotatedSentences.from_bytes(data)
            new.append((key, data))
            characters += _size(text)
            if characters > _AT_ONCE:
                self._kept.keep(self.version, new)
                new, characters = [], 0
        if new:
            self._kept.keep(self.version, new)
        self._has_annotated |= bool(found)
        return found


def _annotate(text: Text) -> bytes:
    return annotated(*text).to_bytes()


def _size(text: Text) -> int:
    return len(text[0])


def _key(text: Text) -> bytes:
    body, language = text
    data = f"{language}\n{body}".encode("utf-8", "surrogatepass")
    return blake2b(data, digest_size=_KEY).digest()
