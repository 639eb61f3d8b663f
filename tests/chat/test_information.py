from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from bot.articles import Article, Source
from bot.chat.information import BARE_MENTION, HELP, about, article_list
from bot.chat.paging import LIMIT, length
from tests.chat.discord_markdown import shown
from tests.chat.hostile import evidence, plain, read

if TYPE_CHECKING:
    from bot.answering import Evidence


@given(st.lists(evidence(), max_size=6))
def test_lists_of_any_articles_fit_and_nothing_in_them_acts(
    passages: list[Evidence],
) -> None:
    articles = [passage.article for passage in passages]
    for pages in (about(articles, "1.0"), article_list(articles)):
        assert 1 <= len(pages) <= 5
        for page in pages:
            assert 0 < length(page) <= LIMIT
            assert not [act for line in shown(page) for act in line.acting]


def test_help_fits_a_message() -> None:
    assert max(length(HELP), length(BARE_MENTION)) <= LIMIT


def test_a_long_notice_is_given_whole() -> None:
    notice = " ".join(f"word{number}" for number in range(400))
    pages = about([plain(source=Source(notice=notice)).article], "1.0")
    said = read(" ".join(line.text for page in pages for line in shown(page)))
    assert notice in said


def test_one_notice_of_many_articles_is_given_once() -> None:
    source = Source(publisher="P", notice="All rights are shared.")
    articles = [plain(source=source, slug=str(number)).article for number in range(9)]
    assert "".join(about(articles, "1.0")).count("All rights are shared.") == 1


def test_a_list_names_a_label_as_ours_and_gives_what_the_source_gives() -> None:
    source = Source(publisher="P", place="Oslo", url="https://p.example/a_b")
    one: Article = plain(source=source, label="Label").article
    (page,) = article_list([one])
    assert page == (
        "1 article can be asked:\n\n"
        "**Label (our label)**\nP, Oslo\n<https://p.example/a_b>"
    )
