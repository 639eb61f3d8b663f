"""The pages of `pages/` imitate how common systems for news build theirs."""

from __future__ import annotations

from pathlib import Path
from statistics import mean

import pytest

from bot.articles import Doubt
from bot.extraction.parsing import read_article
from bot.extraction.values import Document
from tools.pages import SavedPage, saved_pages, score

FOLDER = Path(__file__).parent / "pages"
PAGES = [*saved_pages(FOLDER)]


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_there_are_sixty_pages() -> None:
    assert len(PAGES) == 60


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_an_article_has_its_words_and_none_from_around_it(page: SavedPage) -> None:
    extract = read_article(Document(page.html.encode(), "a.html", "text/html"))
    text = squeezed(extract.body)
    assert [apart for apart in page.apart if squeezed(apart) in text] == []
    found = score(page, extract.body)
    # A row of a table repeats its headers, a fact box is left out and counted.
    assert found.precision >= 0.85
    assert found.recall >= (1.0 if not extract.left_out else 0.82)
    assert extract.doubts == ((Doubt(page.doubt),) if page.doubt else ())


@pytest.mark.usefixtures("uncovered")
def test_pages_by_which_nothing_was_mended_are_read_as_well() -> None:
    scores = [
        score(page, read_article(Document(page.html.encode(), "a.html")).body)
        for page in saved_pages(FOLDER / "unseen")
    ]
    assert len(scores) == 17
    assert mean(found.f1 for found in scores) >= 0.98
    assert min(found.recall for found in scores) == 1.0
