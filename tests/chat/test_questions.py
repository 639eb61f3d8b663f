from __future__ import annotations

import pytest

from bot.chat.questions import asks, asks_about_claim, asks_on

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
und stimmt das mit dem Korn
Qu'a répondu la ville
Qu’est-ce qui a brûlé
Est-ce que le moulin a brûlé
D'où vient le blé
À qui appartient le moulin
Depuis quand le pont est fermé
Le maire a-t-il démenti
Y avait-il des blessés
C'est quoi le jugement
Et pourquoi le pont
tell me about the mill
""".strip().split("\n")
TALKING = """
thanks
good bot
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


@pytest.mark.parametrize("text", ASKING)
def test_a_question_shows_by_how_it_opens(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize("text", TALKING)
def test_talk_does_not(text: str) -> None:
    assert not asks_on(text)


def test_who_only_doubts_a_claim_has_no_word_to_look_for() -> None:
    doubting = ("Is that true?", "source?", "Stimmt das?", "C'est vrai ?", "says who?")
    assert all(map(asks_about_claim, doubting))
    assert not asks_about_claim("Is that true of the bakery?")
