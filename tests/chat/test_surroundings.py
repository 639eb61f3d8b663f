from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.articles import Article, Source, Span, make_article
from bot.articles.sentences import split
from bot.chat.paging import fits
from bot.chat.places import Passage
from bot.chat.quotation import quotation, quoted
from bot.chat.surroundings import narrowed, surroundings, widened
from tests.chat.hostile import read

BODY = """# Zebras *at* noon

One is here. Two is there. Three is here. Four is there. Three is here.

Five is here. Six is there."""
ARTICLE = Article("zebras", BODY, Source(), split(BODY, "en"))


def passages(numbers: list[int]) -> list[Passage]:
    chosen = [ARTICLE.sentences[number] for number in numbers]
    return [Passage(ARTICLE, s.start, s.end) for s in chosen]


def message(shown: list[Passage]) -> str:
    bold = [Span(p.start, p.start + 3) for p in shown]
    quotes = (quotation(ARTICLE, p.start, p.end, bold) for p in shown)
    return "\n\n".join(f"{quote}\n— somebody" for quote in quotes)


chosen = st.lists(st.integers(0, 7), min_size=1, max_size=3, unique=True)


@given(chosen)
def test_what_was_widened_is_narrowed_again(numbers: list[int]) -> None:
    shown = passages(numbers)
    content = message(shown)
    wide = widened(content, shown)
    assert wide is not None
    assert fits(wide)
    assert narrowed(wide) == content
    lines = [quoted(line) for line in wide.split("\n")]
    assert all(read(line) in read(BODY) for line in lines if line)


def test_two_sentences_on_either_side_stand_by_paragraphs() -> None:
    (shown,) = passages([1])
    assert surroundings(shown) == (
        "-# Before:",
        "> Zebras \\*at\\* noon",
        "-# The passage:",
        "> One is here.",
        "-# After:",
        "> Two is there. Three is here.",
    )


def test_who_speaks_stands_under_the_passage_and_not_under_what_is_around() -> None:
    shown = passages([4])
    wide = widened(message(shown), shown)
    assert wide == (
        "-# Before:\n> Two is there. Three is here.\n"
        "-# The passage:\n> **Fou**r is there.\n— somebody\n"
        "-# After:\n> Three is here.\n> Five is here."
    )


def test_what_is_shown_anyway_is_not_repeated() -> None:
    shown = passages([1, 2])
    wide = widened(message(shown), shown)
    assert wide is not None
    assert wide.count("One") == wide.count("Two") == 1


def test_one_sentence_is_added_where_two_do_not_fit() -> None:
    shown = passages([4])
    content = f"{message(shown)}\n{'x' * 1_820}"
    wide = widened(content, shown)
    assert wide is not None
    assert "> Three" in wide
    assert "Two" not in wide
    assert narrowed(wide) == content


def test_where_nothing_fits_or_nothing_is_quoted_there_is_no_wider_message() -> None:
    shown = passages([4])
    assert widened(f"{message(shown)}\n{'x' * 1_960}", shown) is None
    assert widened("Nothing is quoted here.", shown) is None
    assert widened("> Something else.", shown) is None
    assert narrowed("> Something else.\n> Again.") == "> Something else.\n> Again."


def test_a_sentence_longer_than_a_message_is_shown_beside_another_in_part() -> None:
    article = make_article(
        "a", f"It rained. {'word other ' * 400}.", Source(), language="en"
    )
    first = article.sentences[0]
    lines = surroundings(Passage(article, first.start, first.end))
    assert all(fits(line) for line in lines)
    assert lines[0] == "> It rained."
    assert lines[2].startswith("> word other word")
