from __future__ import annotations

import pytest

from bot.chat.questions import asks, asks_about_claim, asks_about_us, asks_on

ASKING = """
what happened to the bridge
in which town did it burn
since when has he known
isn't that the mayor
Wer baute die Brücke
mit wem sprach die Richterin
Seit wann weiß man davon
womit wurde bezahlt
Hat der Müller das Korn verkauft
hat müller das korn verkauft
Gab es Verletzte
Kam es zu einem Streit
Widersprach Anna Weiss dem Bericht
Kaufte die Stadt das Haus
Wurden Tickets erstattet
War der Minister dort
Lag die Mühle am Fluss
Verstand Anna Weiss das Urteil
such mir den Artikel
und stimmt das mit dem Korn
Qu'a répondu la ville
Qu’est-ce qui a brûlé
Est-ce que le moulin a brûlé
D'où vient le blé
À qui appartient le moulin
Depuis quand le pont est fermé
Le maire a-t-il démenti
Que peut-on y lire
Le maire sait-on s'il vient
Le savez-vous
Y avait-il des blessés
C'est quoi le jugement
Et pourquoi le pont
tell me about the mill
""".strip().split("\n")
TALKING = """
thanks
good bot
This add-on is great
A head-on collision, sad
Such a lovely day
Stand with us today friends
I lag behind the others
lag behind the others in sales
War is hell for all of them
War Crimes are bad
à notre prochain rendez-vous
un bon moment chez-vous, merci
I see, sad
danke, das hilft
gut das zu wissen
war gut, danke
hat geklappt
mit der Antwort bin ich zufrieden
morgen die nächste
merci beaucoup
c'est noté
d'accord
le pont est fermé
""".strip().split("\n")


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize("text", ASKING)
def test_a_question_shows_by_how_it_opens(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize("text", TALKING)
def test_talk_does_not(text: str) -> None:
    assert not asks_on(text)


def test_who_only_doubts_a_claim_has_no_word_to_look_for() -> None:
    doubting = (
        *("Is that true?", "source?", "Stimmt das?", "C'est vrai ?", "says who?"),
        *("Really?", "ist das wirklich so", "d'où ça vient ?", "Is there any proof?"),
    )
    assert all(map(asks_about_claim, doubting))


@pytest.mark.parametrize(
    "question",
    [
        "Is that true of the bakery?",
        "what did the members say about the new system",
        "who opened the new room",
        "When did the research show results",
        "wie viele Jahre seit dem Tag",
        "Is it true that the members opened the new room?",
        "Why?",
        "D'où vient le blé ?",
    ],
)
def test_a_question_of_its_own_is_looked_up(question: str) -> None:
    assert not asks_about_claim(question)


@pytest.mark.parametrize(
    "question",
    [
        "What does the US want of Peru?",
        "Who owns the gold mine in Peru?",
        "How much does a ton of wheat cost in Peru?",
    ],
)
def test_words_that_only_look_like_those_of_talk_are_of_no_talk(question: str) -> None:
    assert not asks_about_us(question)


@pytest.mark.parametrize(
    "question",
    ["Does Peru want us?", "Kennt ihr Peru?", "Est-ce que tes amis sont du Pérou ?"],
)
def test_who_asks_about_those_who_talk_is_told_in_each_language(question: str) -> None:
    assert asks_about_us(question)
