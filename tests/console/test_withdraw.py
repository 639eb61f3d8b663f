from __future__ import annotations

from typing import TYPE_CHECKING

from bot import bootstrap
from bot.settings import Settings
from bot.storage import ArticleState

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from bot.storage import StoredArticle
    from tests.conftest import Result

    Verbatim = Callable[..., Result]

SLUG = "mehr-iran-drones"


def stored(home: Path) -> StoredArticle | None:
    settings = Settings(
        _env_file=None, corpus=home / "corpus", state=home / ".verbatim"
    )
    return bootstrap.with_store(settings, lambda store: store.articles.get(SLUG))


def test_a_file_is_withdrawn_and_reinstated(verbatim: Verbatim, home: Path) -> None:
    result = verbatim("withdraw", SLUG, "--reason", "It was wrong.")
    assert (result.status, result.err) == (0, "")
    assert f"verbatim reinstate {SLUG}" in result.out
    article = stored(home)
    assert article is not None
    assert (article.state, article.reason) == (ArticleState.WITHDRAWN, "It was wrong.")
    assert verbatim("reinstate", SLUG).status == 0
    article = stored(home)
    assert article is not None
    assert article.state is ArticleState.ACTIVE


def test_an_unknown_article_is_named(verbatim: Verbatim) -> None:
    for command in ("withdraw", "reinstate"):
        result = verbatim(command, "nowhere")
        assert result.status == 1
        assert "There is no article nowhere among those" in result.err
