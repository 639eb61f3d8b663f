from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from bot.articles import Article, Source
from bot.chat.catalogue import listed, opening
from bot.chat.information import BARE_MENTION, about, help_text
from bot.chat.pages import LIMIT, length
from tests.chat.discord_markdown import shown
from tests.chat.hostile import evidence, plain, read

if TYPE_CHECKING:
    from bot.answering import Evidence


@given(st.lists(evidence(), max_size=6))
def test_lists_of_any_articles_fit_and_nothing_in_them_acts(
    passages: list[Evidence],
) -> None:
    articles = [passage.article for passage in passages]
    shown_ones = [opening(article) for article in articles]
    for pages in (about(articles, "1.0"), shown_ones, [listed(articles).text]):
        assert len(pages) <= 5 or pages is shown_ones
        for page in pages:
            assert 0 < length(page) <= LIMIT
            assert not [act for line in shown(page) for act in line.acting]


def test_help_fits_a_message() -> None:
    assert max(length(help_text(["?"])), length(BARE_MENTION)) <= LIMIT


def test_help_promises_no_number_of_sentences_where_there_may_be_more() -> None:
    assert "Why? the reason; Delete" in help_text([])


def test_a_long_notice_is_given_whole() -> None:
    notice = " ".join(f"word{number}" for number in range(400))
    pages = about([plain(source=Source(notice=notice)).article], "1.0")
    said = read(" ".join(line.text for page in pages for line in shown(page)))
    assert notice in said


def test_more_notices_than_fit_five_messages_are_said_to_be_more() -> None:
    notices = [Source(notice=f"{number} " + "all rights " * 60) for number in range(40)]
    pages = about([plain(source=source).article for source in notices], "1.0")
    assert len(pages) == 5
    assert pages[-1].startswith("There are more than fit here")


def test_one_notice_of_many_articles_is_given_once() -> None:
    source = Source(publisher="P", notice="All rights are shared.")
    articles = [plain(source=source, slug=str(number)).article for number in range(9)]
    assert "".join(about(articles, "1.0")).count("All rights are shared.") == 1


def test_a_list_names_a_label_as_ours_and_gives_what_the_source_gives() -> None:
    source = Source(publisher="P", place="Oslo", url="https://p.example/a_b")
    one: Article = plain(source=source, label="Label").article
    leaf = listed([one])
    assert (leaf.leads, [o.label for o in leaf.options]) == ((), ["Label"])
    assert leaf.text == (
        "You can ask about 1 article:\n\n"
        "**Label (our label)**\nP, Oslo\n<https://p.example/a_b>"
    )
