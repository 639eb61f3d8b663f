from __future__ import annotations

import io
import logging
import os
import pty
import re
import unicodedata
from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from bot.answering import LISTS, WHICH_ARTICLE, Answer, Evidence, Reading, Status
from bot.articles import Article, Sentence, Source, Span, Stance
from bot.console.layout import answer_lines, article_lines
from bot.console.output import VisibleFormatter, show_styled, visible
from bot.console.progress import ProgressBar

HOSTILE = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("\x1b\x07\r\n\t\u202e\u2066\u200b\u2028\x9b[]/:\\> "),
    ),
    min_size=1,
    max_size=80,
)
STYLES = re.compile(r"\x1b\[[\d;]*m")


def evidence_of(
    body: str,
    *highlights: Span,
    speaker: str | None = None,
    stance: Stance = Stance.REPORT,
    opposes: bool = False,
    source: Source | None = None,
) -> Evidence:
    whole = Span(0, len(body))
    article = Article("slug", body, source or Source(), (Sentence(*whole, 1),))
    return Evidence(
        article, *whole, 1.0, whole, highlights, speaker, stance, opposes=opposes
    )


def answer_of(*evidence: Evidence, disputed: bool = False) -> Answer:
    return Answer("why?", Status.ANSWERED, 0.9, evidence, disputed=disputed)


def shown(answer: Answer, *, closest: bool = False) -> list[str]:
    return list(map(str, answer_lines(answer, emphasis=False, closest=closest)))


def styled(answer: Answer, width: int = 80) -> str:
    screen = io.StringIO()
    console = Console(file=screen, force_terminal=True, width=width)
    show_styled(answer_lines(answer, emphasis=True), console)
    return screen.getvalue()


def quotation_in(rows: list[str]) -> list[str]:
    return [row[2:] for row in rows if row.startswith("> ")]


@st.composite
def passages(draw: st.DrawFn) -> Evidence:
    body = draw(HOSTILE)
    places = st.integers(0, len(body))
    ends = sorted(draw(st.sets(places, max_size=6)))
    pairs = zip(ends[::2], ends[1::2], strict=False)
    return evidence_of(body, *(Span(a, b) for a, b in pairs))


@given(passages())
def test_a_quotation_is_the_articles_text_line_by_line(evidence: Evidence) -> None:
    lines = re.split(r"\r\n|\r|\n", evidence.text)
    assert quotation_in(shown(answer_of(evidence))) == [visible(li) for li in lines]


@given(HOSTILE)
def test_nothing_in_a_text_acts_on_the_terminal(text: str) -> None:
    source = Source(title=text, publisher=text, notice=text, license=text)
    evidence = evidence_of(text, speaker=text, source=source)
    reading = (Reading(text, text),)
    answers = (
        answer_of(evidence),
        Answer(text, Status.NOT_FOUND, 0.0, (), (evidence,), (text,), (), reading),
        Answer(text, Status.NOT_FOUND, 0.0, remark=text),
        Answer(text, Status.ANSWERED, 1.0, (evidence,), readings=reading),
    )
    lines = [line for a in answers for line in shown(a, closest=True)]
    lines += map(str, article_lines(evidence.article))
    for line in lines:
        rest = re.sub("[\t\u200c\u200d]", "", line)
        kinds = {unicodedata.category(character) for character in rest}
        assert not kinds & {"Cc", "Cf", "Cs", "Zl", "Zp"}


@given(passages(), st.integers(10, 120))
def test_styles_and_wrapping_add_no_sign_to_a_quotation(
    evidence: Evidence, width: int
) -> None:
    rows = STYLES.sub("", styled(answer_of(evidence), width)).splitlines()
    assert not any("\x1b" in row for row in rows)
    words = "".join("".join(quotation_in(rows)).split())
    text = re.sub("\r\n?", "\n", evidence.text)
    assert words == "".join(visible(text).split())


@given(passages())
def test_every_line_of_a_quotation_is_marked_as_one(evidence: Evidence) -> None:
    others = [row for row in shown(answer_of(evidence)) if not row.startswith("> ")]
    assert others == ["— reported (¶ 1)", "", "slug · excerpt"]


def test_what_is_logged_does_not_act_either() -> None:
    record = logging.makeLogRecord({"msg": "left out: %s", "args": ("\x1b[2J.md",)})
    assert VisibleFormatter().format(record) == visible("left out: \x1b[2J.md")
    assert "\x1b" not in VisibleFormatter().format(record)


@pytest.mark.usefixtures("uncovered")
@given(st.text(st.characters(categories=["L", "M", "N", "P", "Zs"])))
def test_letters_of_all_scripts_are_left_alone(text: str) -> None:
    assert visible(text) == text


def test_what_acts_is_spelled_out() -> None:
    assert visible("a\x1b[31mb\u202ec\x00") == "a<U+001B>[31mb<U+202E>c<U+0000>"


def test_markup_and_emoji_codes_are_shown_as_they_stand() -> None:
    body = "[bold red]x[/] :smile: [link=https://a.b]y[/link] 'quoted' 123"
    assert f"> {body}" in STYLES.sub("", styled(answer_of(evidence_of(body)), 200))


def test_matched_words_stand_out_on_a_terminal_and_the_source_line_says_so() -> None:
    answer = answer_of(evidence_of("Iran denied it.", Span(5, 11)))
    assert "\x1b[1;35mdenied\x1b[0m" in styled(answer)
    assert "excerpt, emphasis added" in styled(answer)
    assert "emphasis" not in "".join(shown(answer))


def test_no_emphasis_is_claimed_where_none_was_added() -> None:
    assert "emphasis" not in styled(answer_of(evidence_of("Iran denied it.")))


def test_the_line_under_a_quotation_says_who_and_with_what_stance() -> None:
    said = evidence_of("Never.", speaker="the mission", stance=Stance.DENIAL)
    outlet = evidence_of("It rained.", source=Source(publisher="Mehr"))
    alleged = evidence_of("They did it.", stance=Stance.CLAIM)
    assert "— the mission, denial (¶ 1)" in shown(answer_of(said))
    assert "— reported by Mehr (¶ 1)" in shown(answer_of(outlet))
    assert "— claim (¶ 1)" in shown(answer_of(alleged))


def test_a_pronoun_is_shown_as_no_speaker_and_its_words_are_not_the_outlets() -> None:
    said = evidence_of("It rained.", speaker="He", source=Source(publisher="Mehr"))
    assert "— reported (¶ 1)" in shown(answer_of(said))


def test_the_other_side_is_announced() -> None:
    claim = evidence_of("They did it.", stance=Stance.CLAIM)
    denial = evidence_of("Never.", stance=Stance.DENIAL, opposes=True)
    rows = shown(answer_of(claim, denial))
    assert rows.index("The other side:") == rows.index("> Never.") - 1


def test_a_disputed_question_is_told_so_first() -> None:
    rows = shown(answer_of(evidence_of("x y"), disputed=True))
    assert rows[:3] == ["The article reports this as disputed.", "", "> x y"]


def test_passages_of_one_article_share_its_source_line() -> None:
    one, other = evidence_of("First."), evidence_of("Second.")
    assert shown(answer_of(one, one)).count("slug · excerpt") == 1
    moved = Evidence(
        Article("moon", "Second.", Source(), other.article.sentences),
        *(other.start, other.end, 1.0, other.sentence, (), None, Stance.REPORT),
    )
    assert "moon · excerpt" in shown(answer_of(one, moved, one))
    assert shown(answer_of(one, moved, one)).count("slug · excerpt") == 2


def test_the_source_line_gives_all_that_the_source_gives() -> None:
    source = Source(
        title="A Day",
        publisher="Mehr",
        author="Ann",
        url="https://mehr.example/a",
        published="2023-07-01",
        license="CC BY 4.0",
        license_url="https://cc.example/by",
        notice="All by Mehr.",
    )
    *_, line, notice = shown(answer_of(evidence_of("x", source=source)))
    assert line == (
        "Ann, Mehr, “A Day” · 2023-07-01 · https://mehr.example/a · "
        "CC BY 4.0 https://cc.example/by · excerpt"
    )
    assert notice == "All by Mehr."


def test_a_label_of_ours_is_not_taken_for_a_title() -> None:
    article = Article("slug", "x", Source(), (Sentence(0, 1, 1),), label="On rain")
    assert [str(line) for line in article_lines(article)][1] == "  On rain (our label)"


def test_a_bar_shows_on_a_terminal_how_far_much_work_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    screen, terminal = pty.openpty()
    with os.fdopen(terminal, "w") as stderr:
        for stream in (None, io.StringIO(), stderr):
            monkeypatch.setattr("sys.stderr", stream)
            progress = ProgressBar()
            progress.begin("Reading articles", 100)
            progress.done(60)
            progress.end()
    shown = ""
    with os.fdopen(screen, "rb", buffering=0) as output, suppress(OSError):
        while read := output.read(10_000):  # its end, on Linux, is an error
            shown += STYLES.sub("", read.decode())
    assert "Reading articles" in shown
    assert " 60%" in shown


def test_readings_are_named() -> None:
    evidence = (evidence_of("x"),)
    readings = (Reading("Nebenzia", "Nebenzya"),)
    answer = Answer("q", Status.ANSWERED, 0.5, evidence, readings=readings)
    assert shown(answer)[0] == "“Nebenzia” read as “Nebenzya”"


def test_silence_names_the_words_and_offers_others() -> None:
    answer = Answer(
        "q",
        Status.NOT_FOUND,
        0.0,
        closest=(evidence_of("Near."),),
        unknown_words=("zebra", "missles"),
        suggestions=(Reading("missles", "missiles"),),
    )
    assert shown(answer) == [
        "The articles do not answer this question.",
        "No article has the words “zebra”, “missles”.",
        "Did you mean “missiles” (for “missles”)?",
        "Other words may find more; --closest shows the nearest passages.",
    ]
    assert "> Near." in shown(answer, closest=True)


def test_a_question_in_a_foreign_language_is_no_list_of_unknown_words() -> None:
    answer = Answer("q", Status.NOT_FOUND, 0.0, unknown_words=("der",), foreign=True)
    _, said, *_ = shown(answer)
    assert said.startswith("The question seems to be in a different language from")


def test_a_friendly_line_stands_alone() -> None:
    answer = Answer("hi", Status.NOT_FOUND, 0.0, remark="Hello. Ask me something.")
    assert shown(answer) == ["Hello. Ask me something."]


def test_a_remark_leads_to_what_there_is_in_a_terminal() -> None:
    said = {
        LISTS: "`verbatim articles` lists what can be asked about.",
        WHICH_ARTICLE: "Which article do you mean? `verbatim articles` lists them, and "
        "--article names one.",
        "/cite shows it.": "On Discord, /cite shows it.",
    }
    for remark, here in said.items():
        answer = Answer("?", Status.NOT_FOUND, 0.0, remark=remark)
        assert shown(answer) == [here]


def test_what_an_article_itself_is_asked_for_stands_in_its_source() -> None:
    about = evidence_of("It rose.", source=Source(publisher="A Paper")).article
    answer = Answer("?", Status.NOT_FOUND, 0.0, remark="It is:", about=about)
    assert shown(answer) == ["It is:", "A Paper"]


def test_a_correction_stands_under_the_source() -> None:
    evidence = evidence_of("It rose.")
    article = replace(evidence.article, correction="By three metres.\x1b[2J")
    rows = shown(answer_of(replace(evidence, article=article)))
    assert rows[-1].startswith("Corrected: By three metres.")
    assert "\x1b" not in rows[-1]
    assert str([*article_lines(article)][-1]).startswith("  Corrected: By three")
