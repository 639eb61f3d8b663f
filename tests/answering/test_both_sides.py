from __future__ import annotations

import threading
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from bot.answering import Answerer, Status
from bot.articles import Source, Stance, make_article, read_article
from bot.errors import AbandonedError
from bot.meaning import open_encoder
from tests.steps import growth

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

QUARREL = """Mayor Anna Berg accused the harbour board of hiding the inspection \
report. The board dumped oil in the bay, she alleged.

Divers work in the bay every summer. The water is cold.

The board’s director, Olga Lind, denied the allegations. “We never dumped oil,” \
Lind said.

The ferry sails twice a day.
"""
OTHER = "The mill’s owner, Bo Ek, denied that the mill was sold.\n"


@pytest.fixture
def answerer(tmp_path: Path) -> Answerer:
    (tmp_path / "quarrel.md").write_text(QUARREL, "utf-8")
    (tmp_path / "other.md").write_text(OTHER, "utf-8")
    names = ("quarrel.md", "other.md")
    return Answerer([read_article(tmp_path / name) for name in names])


def test_an_allegation_has_its_denial_beside_it(answerer: Answerer) -> None:
    answer = answerer.answer("What did the mayor accuse the board of hiding?")
    claim, denial, *rest = answer.evidence
    assert (claim.stance, claim.opposes) == (Stance.CLAIM, False)
    assert (denial.stance, denial.opposes) == (Stance.DENIAL, True)
    assert denial.article is claim.article
    assert not any(evidence.opposes for evidence in rest)


def test_a_denial_has_its_allegation_beside_it(answerer: Answerer) -> None:
    answer = answerer.answer("What did Olga Lind deny?")
    stances = [(evidence.stance, evidence.opposes) for evidence in answer.evidence[:2]]
    assert stances == [(Stance.DENIAL, False), (Stance.CLAIM, True)]


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize(
    ("question", "stance", "speaker"),
    [
        ("who rejected the accusations", Stance.DENIAL, "Olga Lind"),
        ("who made the claims", Stance.CLAIM, "Anna Berg"),
        ("what are the accusations", Stance.CLAIM, "Anna Berg"),
        ("What is repudiated?", Stance.DENIAL, "Olga Lind"),
        ("What does Lind refute?", Stance.DENIAL, "Olga Lind"),
        ("how did Lind react to the insinuations?", Stance.DENIAL, "Olga Lind"),
    ],
)
def test_one_side_can_be_asked_for_in_words_that_the_article_does_not_have(
    answerer: Answerer, question: str, stance: Stance, speaker: str
) -> None:
    answer = answerer.answer(question, article="quarrel")
    assert answer.status is Status.ANSWERED
    assert not answer.unknown_words
    first = answer.evidence[0]
    assert (first.stance, first.speaker) == (stance, speaker)


SILENT = """Shops in Ekby will close early. The Ekby traders’ guild declined to comment.

The council of Ekby urged shops to think again. The railway to Ekby is old.
"""


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("what did the traders' guild say", "declined to comment"),
        ("What did the council say?", "urged shops"),
        ("What did the railway say?", None),
    ],
)
def test_who_spoke_unheard_or_would_not_speak_answers(
    tmp_path: Path, question: str, found: str | None
) -> None:
    (tmp_path / "shops.md").write_text(SILENT, "utf-8")
    answer = Answerer([read_article(tmp_path / "shops.md")]).answer(question)
    assert (answer.status is Status.ANSWERED) is (found is not None)
    if found:
        first = answer.evidence[0]
        assert found in first.article.text(*first.sentence)
        assert first.speaker in {None, "The council of Ekby"}  # it urged


def test_a_side_that_nobody_takes_is_not_found(answerer: Answerer) -> None:
    assert answerer.answer("what are the accusations", article="other").status is (
        Status.NOT_FOUND
    )


def test_who_said_that_asks_for_nothing(tmp_path: Path) -> None:
    (tmp_path / "other.md").write_text(OTHER, "utf-8")
    alone = Answerer([read_article(tmp_path / "other.md")])
    assert alone.answer("who said that?").status is Status.NOT_FOUND
    assert alone.answer("who rejects that?").status is Status.ANSWERED


def test_a_denial_in_other_words_stands_beside_its_allegation(tmp_path: Path) -> None:
    text = (
        "A former keeper, Jo Tell, alleged that otters went without fish for days.\n\n"
        "The zoo opened in 1950.\n\n“That is a lie,” said its head, Ann Roe.\n"
    )
    (tmp_path / "zoo.md").write_text(text, "utf-8")
    answerer = Answerer([read_article(tmp_path / "zoo.md")])
    claim, denial = answerer.answer("Were otters left without fish?").evidence
    assert claim.stance is Stance.CLAIM
    assert denial.opposes
    assert "That is a lie" in denial.text


TWO_DISPUTES = """Teacher Una Falk claimed that the school had thrown away old maps.

The maps were drawn in 1801 and show the marshes of the county.

They came from the estate of a surveyor who died childless.

The headmaster, Per Lund, denied being rude to parents. Five of them left the hall.

A driver alleged that bus fares were pocketed by a caretaker, Kim Moe.

Rain fell all week, and the playground stood under water.

The roof has been leaking since spring.

Moe denied having taken any money.
"""


@pytest.mark.parametrize(
    ("question", "sides"),
    [
        ("Who claimed that old maps were thrown away?", ["Una Falk"]),
        ("Who denied being rude to parents?", ["Per Lund"]),
        ("Who pocketed the bus fares?", ["A driver", "Kim Moe"]),
    ],
)
def test_a_denial_stands_beside_no_other_allegation(
    tmp_path: Path, question: str, sides: list[str]
) -> None:
    (tmp_path / "school.md").write_text(TWO_DISPUTES, "utf-8")
    answer = Answerer([read_article(tmp_path / "school.md")]).answer(question)
    first, *others = answer.evidence
    opposing = [evidence.speaker for evidence in others if evidence.opposes]
    assert [first.speaker, *opposing] == sides


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize(
    ("question", "disputed"),
    [
        ("Why did the headmaster insult parents who left the hall?", False),
        ("Why was the headmaster rude to parents?", True),
        ("How many parents left the hall?", False),
        ("When did the school throw the old maps away?", False),  # nobody denies it
        ("When did the caretaker pocket bus fares?", True),
    ],
)
def test_disputed_is_what_is_denied(
    tmp_path: Path, question: str, *, disputed: bool
) -> None:
    (tmp_path / "school.md").write_text(TWO_DISPUTES, "utf-8")
    answer = Answerer([read_article(tmp_path / "school.md")]).answer(question)
    assert answer.disputed is disputed


@pytest.mark.parametrize(
    ("question", "opposed"),
    [("When were the limes planted?", False), ("Were limes poisoned by a bus?", True)],
)
def test_what_a_passage_merely_contains_has_no_other_side(
    tmp_path: Path, question: str, *, opposed: bool
) -> None:
    text = (
        "The limes were planted in 1931. Residents accused the bus firm Grus of having "
        "poisoned them.\n\nGrus denied the accusation.\n"
    )
    (tmp_path / "limes.md").write_text(text, "utf-8")
    answer = Answerer([read_article(tmp_path / "limes.md")]).answer(question)
    assert "planted in 1931" in answer.evidence[0].text
    assert any(evidence.opposes for evidence in answer.evidence) is opposed


def test_a_shared_name_alone_pairs_nothing(tmp_path: Path) -> None:
    text = (
        "Police alleged that Ann Lee took bribes.\n\n" + "Rain fell.\n\n" * 3 + "The "
        "mayor denied that Ann Lee lives in Vik.\n"
    )
    (tmp_path / "lee.md").write_text(text, "utf-8")
    answer = Answerer([read_article(tmp_path / "lee.md")]).answer("Who took bribes?")
    assert answer.evidence[0].stance is Stance.CLAIM
    assert not any(evidence.opposes for evidence in answer.evidence)


@pytest.mark.parametrize("marks", ["**Herald:** |**Roe:** |", "Q: |A: |", "**||**"])
def test_what_an_interviewer_asks_is_no_other_side(marks: str) -> None:
    before, own, after = marks.split("|")
    asked = (
        "Poe claims that you hid the report. What do you say?",
        "Residents accuse you of hiding the report. Did you hide it?",
        "Poe alleges that the report was hid.",
    )
    said = ("I deny that I hid the report.", "I am at peace.", "He errs.")
    exchange = (
        f"{before}{question}{after}\n\n{own}{answer}"
        for question, answer in zip(asked, said, strict=True)
    )
    article = make_article("a", "\n\n".join(exchange), Source(), language="en")
    answer = Answerer([article]).answer("Who denied that the report was hid?")
    assert answer.evidence[0].stance is Stance.DENIAL
    assert not any(evidence.opposes for evidence in answer.evidence)
    told = "Poe claimed on Monday that Roe hid the report."
    article = make_article("a", f"{article.body}\n\n{told}", Source(), language="en")
    answer = Answerer([article]).answer("Who denied that the report was hid?")
    other = next(evidence for evidence in answer.evidence if evidence.opposes)
    assert other.article.text(other.start, other.end) == told


@pytest.mark.usefixtures("uncovered")
def test_work_grows_with_the_sides_of_an_article_and_no_faster(tmp_path: Path) -> None:
    def answering(sides: int) -> Callable[[], object]:
        claims = (
            f"Jo Tell alleged that otter {n} stole a fish.\n" for n in range(sides)
        )
        denials = (
            f"Ann Roe denied that otter {n} stole a fish.\n" for n in range(sides)
        )
        path = tmp_path / "otters.md"
        path.write_text("\n".join([*claims, *denials]), "utf-8")
        articles = [read_article(path)]
        question = "Why did an otter steal a fish?"
        assert Answerer(articles).answer(question).disputed
        return lambda: Answerer(articles).answer(question)

    assert growth(answering, 32) < 12


@pytest.mark.usefixtures("uncovered")
def test_allegations_that_nobody_denies_are_looked_at_once() -> None:
    def answering(claims: int) -> Callable[[], object]:
        text = "Jo Tell accused Ann Roe of theft.\n\n" * claims
        answerer = Answerer([make_article("a", text, Source())])
        answerer.answer("Who is the mayor?")  # what is made once
        return lambda: answerer.answer("Did Ann Roe steal?")

    assert growth(answering, 80) < 12


@pytest.mark.usefixtures("uncovered")
def test_what_stands_beside_a_denial_is_looked_at_once() -> None:
    def answering(sides: int) -> Callable[[], object]:
        text = "Bo Ek alleged that Olga Lind lost a net. "
        text += "Jo Tell alleged that otters ate fish. " * sides
        text += "Olga Lind denied having sold the boat. " * sides
        answerer = Answerer([make_article("a", text, Source())])
        answerer.answer("Who is the mayor?")  # what is made once
        return lambda: answerer.answer("What did Jo Tell allege?")

    assert growth(answering, 40) < 10


@pytest.mark.usefixtures("uncovered")
def test_whoever_waits_no_longer_ends_the_look_at_many_sides() -> None:
    class Stop(threading.Event):
        """Is set after so many looks at it."""

        left = 10**6
        looks = 0

        def is_set(self) -> bool:
            self.looks += 1
            return self.looks > self.left

    body = "Roe denied it. Roe declined to comment. " * 400
    article = make_article("denials", body, Source(), language="en")
    whole = Stop()
    Answerer([article]).answer("Did Roe deny it?", stop=whole)
    # Once for each denial as to what it denies, and for each act of Roe's.
    assert whole.looks > 2 * 400
    for share in (0.2, 0.4, 0.6, 0.8):
        stop = Stop()
        stop.left = int(share * whole.looks)
        with pytest.raises(AbandonedError):
            Answerer([article]).answer("Did Roe deny it?", stop=stop)
        assert stop.looks == stop.left + 1


def test_the_other_side_is_never_another_articles(answerer: Answerer) -> None:
    answer = answerer.answer("Who denied that the mill was sold?")
    assert answer.evidence[0].article.slug == "other"
    for one, other in pairwise(answer.evidence):
        assert other.article is one.article or not other.opposes


def test_what_is_undisputed_has_no_other_side(answerer: Answerer) -> None:
    answer = answerer.answer("How often does the ferry sail?")
    assert not answer.disputed
    assert not any(evidence.opposes for evidence in answer.evidence[:1])


@pytest.mark.parametrize(
    "question",
    [
        "Why did the board dump oil in the bay?",
        "When was oil dumped by the board?",
        "how much oil did the board dump",
        "Did the board dump oil in the bay?",
        "When did the board admit dumping oil?",
        "Why did the board hide the inspection report?",  # a report is what is hidden
    ],
)
def test_a_question_that_takes_a_charge_for_granted_is_told(
    answerer: Answerer, question: str
) -> None:
    answer = answerer.answer(question)
    assert answer.disputed
    stances = {voice.stance for e in answer.evidence for voice in e.voices}
    assert stances >= {Stance.CLAIM, Stance.DENIAL}


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize(
    "question",
    [
        "What did the mayor allege about the oil?",
        "Who is Olga Lind?",
        "Who is the director of the board?",
        "How often does the ferry sail?",
        "Who denied the allegations?",
        "Why is the board said to have dumped oil in the bay?",
        "When did the mayor make her statement about oil in the bay?",
        "oil in the bay",  # key words assert nothing
        "Who directs the harbour board?",  # that is said of who speaks
        "name of the harbour board's director",
        "Who called it oil in the bay?",
        "How many boards dumped oil in the bay?",
        "What r the boards that dumped oil in the bay?",
    ],
)
def test_other_questions_are_not_told_so(answerer: Answerer, question: str) -> None:
    assert not answerer.answer(question).disputed


def test_one_passage_alone_can_be_asked_for(answerer: Answerer) -> None:
    answer = answerer.answer("What did Olga Lind deny?", limit=1)
    assert len(answer.evidence) == 1


def test_each_voice_of_a_passage_is_named(answerer: Answerer) -> None:
    answer = answerer.answer("What did the mayor accuse the board of hiding?")
    assert [voice.stance for voice in answer.evidence[0].voices] == [Stance.CLAIM]
    assert answer.evidence[0].voices[0].speaker == answer.evidence[0].speaker


MINE = """The copper mine at Vik polluted the lake in 1987, a survey found. The mayor \
accused the company of bribing the inspectors. The company denied the accusation.

A trade union alleged that the mine polluted the lake. Snow fell in Vik.
"""


@pytest.mark.parametrize("limit", [2, 3, 6])
def test_a_passage_that_holds_both_sides_is_never_shown_twice(
    tmp_path: Path, limit: int
) -> None:
    (tmp_path / "mine.md").write_text(MINE, "utf-8")
    answerer = Answerer([read_article(tmp_path / "mine.md")])
    answer = answerer.answer("Which mine polluted the lake in 1987?", limit=limit)
    assert [e.text.split(",")[0].split(" that")[0] for e in answer.evidence] == [
        "The copper mine at Vik polluted the lake in 1987",
        "A trade union alleged",
    ]
    assert not any(e.opposes for e in answer.evidence)


def test_two_sides_never_push_the_best_passage_out(answerer: Answerer) -> None:
    question = "How many times does the ferry sail past the bay and the harbour board?"
    for limit in range(1, 7):
        answer = answerer.answer(question, limit=limit)
        best = (answer.evidence or answer.closest)[0]
        assert best.text == "The ferry sails twice a day."


def test_a_dispute_is_told_beside_a_single_passage(answerer: Answerer) -> None:
    answer = answerer.answer("Why did the board dump oil in the bay?", limit=1)
    assert len(answer.evidence) == 1
    assert answer.disputed


MILL = """The state says that the mill polluted the river Orn in May.

Ines Roth, its owner, denied on Friday that her mill had poisoned fish in the river.
"""
SPIES = """Bo Lin accused the officer of giving secret papers to a dealer.

Bo Lin denied that he had given secret papers to a dealer himself.
"""


def test_a_loaded_question_in_other_words_is_told() -> None:
    mill = make_article("mill", MILL, Source())
    answerer = Answerer([mill], encoder=open_encoder())
    assert answerer.answer("why did the mill kill fish in the water").disputed
    assert not answerer.answer("who owns the mill").disputed


SEED = """The bank of Vik never lends farmers money for seed, as few pay it back.

A clerk of the ministry denied that millers had been told to pay a fine if the bank \
lent farmers money for seed.
"""
SINGER = """The singer Ida Moor was robbed by masked men in 2012, the police said.

A harbour clerk denied that sailors were told to keep silent when the singer Ida Moor \
was robbed by masked men.
"""

SHIPS = """The state does not lend ships to firms, as few of them come back.

The widow Ada Holt claimed that the state threatened her with charges if firms were \
lent ships by the state.

A clerk of the port denied that widows were told they could face charges.
"""


@pytest.mark.parametrize(
    ("article", "question"),
    [
        (SHIPS, "why were firms lent no ships by the state"),
        (SEED, "why does the bank not lend farmers money for seed"),
        (SINGER, "when was the singer ida moor robbed by masked men"),
        (SINGER, "where was the singer robbed"),
    ],
)
def test_a_denial_of_something_else_disputes_nothing(
    article: str, question: str
) -> None:
    answerer = Answerer([make_article("it", article, Source())], encoder=open_encoder())
    answer = answerer.answer(question)
    assert answer.evidence
    assert not answer.disputed


OILED = """Oil was dumped in the bay in May. Ten boats were soiled by the oil.

Divers found oil in the bay in May, after it was dumped by night.

The oil that was dumped in the bay killed ducks in May.

In May the oil that was dumped in the bay reached the mill.

The mayor alleged that the board dumped the oil in the bay to save money.

The board sails two ferries.

Its director, Olga Lind, denied that the board had poured any oil into the bay.
"""


@pytest.mark.parametrize("limit", [3, 5])
def test_where_a_dispute_is_told_the_denial_is_shown(limit: int) -> None:
    answerer = Answerer([make_article("oil", OILED, Source())], encoder=open_encoder())
    answer = answerer.answer("when did they dump oil in the bay in may", limit=limit)
    assert answer.disputed
    assert "denied" in " ".join(e.text for e in answer.evidence)


def test_nobody_opposes_himself() -> None:
    answerer = Answerer([make_article("spies", SPIES, Source())])
    found = answerer.answer("Who gave secret papers to a dealer?").evidence
    assert {e.speaker for e in found} == {"Bo Lin"}
    assert not any(e.opposes for e in found)
    other = SPIES.replace("Bo Lin denied", "Ray Fenner denied")
    answerer = Answerer([make_article("spies", other, Source())])
    found = answerer.answer("Who gave secret papers to a dealer?").evidence
    assert any(e.opposes for e in found)


CREW = """Vera Pars claims that she was forced to work in the engine room of the ship.

The firm runs nine ships.

"She was never forced to work in the engine room," said a manager, Tom Hale.
"""


def test_what_is_plainly_negated_is_told_and_stands_beside_the_claim() -> None:
    answerer = Answerer([make_article("crew", CREW, Source())], encoder=open_encoder())
    assert answerer.answer("why was she forced to work in the engine room").disputed
    found = answerer.answer("was she forced to work in the engine room").evidence
    assert "never forced" in " ".join(e.text for e in found)
    assert any(e.opposes for e in found)
    assert not answerer.answer("how many ships does the firm run").disputed
    shown = CREW.replace('"She was', "Logs show that she was").replace(
        'room," said a manager, Tom Hale.', "room."
    )
    answerer = Answerer([make_article("crew", shown, Source())], encoder=open_encoder())
    for _ in range(2):
        assert answerer.answer("why was she forced to work in the engine room").disputed


GUILD = """The miller Ada Holt alleged that the guild had locked her in a loft.

The guild has nine members and a hall.

It meets in spring.

It dines in autumn.

Holt also claimed that she was made to carry sacks by night.

The guild denied these allegations. A fair is held in May.
"""


def test_a_denial_of_all_that_somebody_alleges_stands_beside_each_part() -> None:
    answerer = Answerer([make_article("guild", GUILD, Source())])
    for question in ("Who was locked in a loft?", "Who carried sacks by night?"):
        claim, denial = answerer.answer(question).evidence[:2]
        assert (claim.stance, denial.opposes) == (Stance.CLAIM, True)
        assert "denied these allegations" in denial.text
    other = GUILD.replace("Holt also", "A maid")
    answerer = Answerer([make_article("guild", other, Source())])
    found = answerer.answer("Who was locked in a loft?").evidence
    assert not any(evidence.opposes for evidence in found)


PORT = """Inspectors said they found rampant smuggling at the port of Vik.

The port has two cranes. It was dug by hand.

"The port of Vik is not smuggling anything," said its head, Bo Ek.

Bo Ek said the port had never been cleaner. Not only gulls live there.
"""


def test_who_says_that_something_is_not_so_is_met_by_who_says_that_it_is() -> None:
    answerer = Answerer([make_article("port", PORT, Source())], encoder=open_encoder())
    found = answerer.answer("is the port of vik smuggling").evidence
    sides = [(e.speaker, e.opposes) for e in found[:2]]
    assert sorted(sides, key=lambda side: side[1]) == sides
    assert {speaker for speaker, _ in sides} == {"Inspectors", "Bo Ek"}
    assert sides[1][1]
    cranes = answerer.answer("how many cranes does the port have").evidence
    assert not any(evidence.opposes for evidence in cranes)


SLUICE = """Farmers accused the water board of opening the sluice at night.

The board rejects the charge that it opened the sluice at night, it said on Monday.

Rain fell for a week.

Asked again about opening the sluice at night, the board denied it and spoke of a \
dry summer, an old gate, a sluice of oak and its plans for the coming night shifts.
"""


def test_of_denials_alike_the_first_is_shown() -> None:
    article = make_article("sluice", SLUICE, Source())
    answerer = Answerer([article], encoder=open_encoder())
    claim, denial = answerer.answer("what did farmers accuse the board of").evidence[:2]
    assert (claim.stance, denial.opposes) == (Stance.CLAIM, True)
    assert "rejects the charge" in denial.text


@pytest.mark.parametrize(
    ("said", "other", "question"),
    [
        (
            "The council said the new slide is harmless for toddlers.",
            "Nurse Ida Holm said she did not take toddlers to the slide on Monday.",
            "Is the slide harmless for toddlers?",
        ),
        (
            "Mayor Ann Moe said the stone pier at Orn is sound.",
            "Fisher Bo Dahl said he had not walked along the stone pier this year.",
            "is the stone pier sound",
        ),
    ],
)
def test_who_did_not_do_another_thing_is_no_other_side(
    said: str, other: str, question: str
) -> None:
    article = make_article("a", f"{said}\n\n{other}\n", Source())
    answer = Answerer([article], encoder=open_encoder()).answer(question)
    assert answer.evidence
    assert not answer.disputed
    assert not any(evidence.opposes for evidence in answer.evidence)


TWO_QUARRELS = """Prosecutor Vera Holt accused the builder Stan Krol of using cheap \
cement.

Separately, a union accused Mayor Ida Penn of taking money. Penn dismissed the \
accusation as absurd.
"""
FARES = """Alderman Karl Beck denied any plan to raise the fares and insisted that \
yearly upkeep of the trams was what the town talked of.

The line has eleven trams. It is run by a firm from Lund.

The line, which was fined for stopping the trams in a storm and allegedly skipping \
upkeep, is not loved in the town.
"""
DRUNK = """The seamen’s union has claimed that the line ignored three warnings.

“We reject any suggestion that the crew was drunk,” the director, Ole Wex, told \
reporters.
"""


@pytest.mark.parametrize(
    ("text", "question", "claim", "denial"),
    [
        (TWO_QUARRELS, "what is krol accused of", "Stan Krol", None),
        (TWO_QUARRELS, "did penn take money", "Ida Penn", "absurd"),
        (DRUNK, "did the line ignore three warnings", "three", None),
        (FARES, "why was the line fined for stopping the trams", "fined", None),
    ],
)
def test_a_denial_of_one_accusation_is_no_other_side_of_another(
    text: str, question: str, claim: str, denial: str | None
) -> None:
    article = make_article("quarrels", text, Source(publisher="The Daily"))
    answer = Answerer([article], encoder=open_encoder()).answer(question)
    assert claim in answer.evidence[0].text
    opposing = [e.text for e in answer.evidence if e.opposes]
    held = any(denial in e.text for e in answer.evidence) if denial else not opposing
    assert held, opposing
