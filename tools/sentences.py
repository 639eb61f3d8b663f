"""`python -m tools.sentences`: how well sentence ends are found, beside other programs.

It reads treebanks of Universal Dependencies (CoNLL-U), in which people marked the
sentences. What ends without a mark, as a headline, counts neither way.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sentencex import get_sentence_boundaries

from bot.articles.sentences import split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    Splitter = Callable[[str], list[int]]

__all__ = ["main"]

_TOGETHER = 10  # sentences of a treebank without paragraphs that make one
_TERMINAL = re.compile(r"[.!?…][\"'”’»“›)\]\s]*\Z")
_AROUND = 40  # characters of an error that are shown


class Paragraph(NamedTuple):
    """A text, the offsets where its sentences end, and those of them with a mark."""

    text: str
    ends: list[int]
    marked: set[int]


class Score(NamedTuple):
    """How many ends were found, how many of these are right, how many there are."""

    found: int
    right: int
    there: int
    seconds: float

    @property
    def row(self) -> str:
        """Precision, recall and F1 in percent, and the milliseconds it took."""
        precision = 100 * self.right / max(self.found, 1)
        recall = 100 * self.right / max(self.there, 1)
        f1 = 200 * self.right / max(self.found + self.there, 1)
        return f"{precision:9.1f}{recall:9.1f}{f1:9.1f}{1_000 * self.seconds:9.0f}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a table for each file; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.sentences",
        description="Compare sentence ends with those of treebanks (CoNLL-U).",
        allow_abbrev=False,
    )
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument(
        "--list", action="store_true", help="list the ends that are wrong"
    )
    options = parser.parse_args(arguments)
    for file in options.files:
        language = file.name[:2]
        try:
            paragraphs = list(_paragraphs(file.read_text(encoding="utf-8")))
        except (OSError, UnicodeDecodeError) as error:
            sys.stderr.write(f"tools.sentences: {file} can't be read: {error}\n")
            return 1
        _print(file.name, paragraphs, language, wrong=options.list)
    return 0


def _print(
    name: str, paragraphs: list[Paragraph], language: str, *, wrong: bool
) -> None:
    ends = sum(len(paragraph.marked) for paragraph in paragraphs)
    sys.stdout.write(f"{name}: {len(paragraphs)} paragraphs, {ends} sentence ends\n")
    sys.stdout.write(f"{'':12}{'precision':>9}{'recall':>9}{'F1':>9}{'ms':>9}\n")
    for system, splitter in _splitters(language):
        score = _score(splitter, paragraphs)
        sys.stdout.write(f"{system:12}{score.row}\n")
    if wrong:
        _list(_ours(language), paragraphs)


def _paragraphs(conllu: str) -> Iterator[Paragraph]:
    """Yield the paragraphs of a treebank; one without any is cut into tens."""
    divided = "# newpar" in conllu
    sentences: list[tuple[str, bool]] = []
    for block in conllu.split("\n\n"):
        begins = "\n# newpar" in f"\n{block}" or "\n# newdoc" in f"\n{block}"
        full = not divided and len(sentences) == _TOGETHER
        if sentences and (begins or full):
            yield _paragraph(sentences)
            sentences = []
        if found := _sentence(block):
            sentences.append(found)
    if sentences:
        yield _paragraph(sentences)


def _sentence(block: str) -> tuple[str, bool] | None:
    """Return the text of a sentence, and whether a blank follows it."""
    rows = block.splitlines()
    marker = "# text = "
    text = next((r.removeprefix(marker) for r in rows if r.startswith(marker)), "")
    text = text.replace("\u00a0", " ").strip()
    apart = "SpaceAfter=No" not in rows[-1] if rows else True
    return (text, apart) if text else None


def _paragraph(sentences: list[tuple[str, bool]]) -> Paragraph:
    text, ends = "", []
    for sentence, apart in sentences:
        text += sentence
        ends.append(len(text))
        text += " " if apart else ""
    marked = {end for end in ends[:-1] if _TERMINAL.search(text, end - 5, end)}
    return Paragraph(text.rstrip(), ends[:-1], marked)


def _score(splitter: Splitter, paragraphs: list[Paragraph]) -> Score:
    found = right = there = 0
    start = time.process_time()
    for paragraph in paragraphs:
        ends = _inner(splitter, paragraph)
        found += len(ends - ({*paragraph.ends} - paragraph.marked))
        right += len(ends & paragraph.marked)
        there += len(paragraph.marked)
    return Score(found, right, there, time.process_time() - start)


def _inner(splitter: Splitter, paragraph: Paragraph) -> set[int]:
    """Return where sentences end inside a paragraph, blanks behind them left out."""
    text = paragraph.text
    return {len(text[:end].rstrip()) for end in splitter(text)} - {len(text), 0}


def _list(splitter: Splitter, paragraphs: list[Paragraph]) -> None:
    for text, ends, marked in paragraphs:
        found = _inner(splitter, Paragraph(text, ends, marked))
        for end in sorted(found ^ marked):
            if end in found and end in ends:
                continue
            kind = "divided" if end in found else "missed "
            around = text[max(0, end - _AROUND) : end], text[end : end + _AROUND]
            sys.stdout.write(f"{kind}  {around[0]!r} | {around[1]!r}\n")


def _splitters(language: str) -> Iterator[tuple[str, Splitter]]:
    """Yield the programs that are installed, ours first."""
    yield "verbatim", _ours(language)
    yield (
        "sentencex",
        lambda text: [
            boundary["end_index"]
            for boundary in get_sentence_boundaries(language, text)
        ],
    )
    for name, make in (("pysbd", _pysbd), ("spaCy", _spacy)):
        try:
            yield name, make(language)
        except ImportError:
            sys.stderr.write(f"{name} is not installed, and so not compared.\n")


def _ours(language: str) -> Splitter:
    return lambda text: [sentence.end for sentence in split(text, language)]


def _pysbd(language: str) -> Splitter:
    segmenter = import_module("pysbd").Segmenter(language, clean=False, char_span=True)
    return lambda text: [span.end for span in segmenter.segment(text)]


def _spacy(language: str) -> Splitter:
    """Return spaCy's rules; its models for sentences are no rules."""
    pipeline = import_module("spacy").blank(language)
    pipeline.add_pipe("sentencizer")
    return lambda text: [span.end_char for span in pipeline(text).sents]


if __name__ == "__main__":
    sys.exit(main())
