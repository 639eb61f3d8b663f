"""Who did something to whom is told from who did it the other way round."""

from __future__ import annotations

import pytest

from bot.answering import Answerer, Status
from bot.articles import Source, make_article
from bot.meaning import open_encoder

ROW = """Arden barred four Tollish boats on Monday, after Toll had seized two nets.

Toll's harbour master Ute Brand scolded the skipper Olaf Reis in public.

The skipper Ines Moll was sued by the yard Vikor over a mast.

Reis praised the cook. The regatta club suspended Moll in June.

Norrby beat Tollby 3-1 in the last match of the season.
"""


@pytest.fixture(scope="module")
def answerer() -> Answerer:
    return Answerer([make_article("row", ROW, Source())], encoder=open_encoder())


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("who did brand scold", True),
        ("who scolded reis", True),
        ("who did reis scold", False),
        ("who scolded brand", False),
        ("who did vikor sue", True),
        ("who was sued by vikor", True),
        ("who did moll sue", False),
        ("who sued vikor", False),
        ("who did the club suspend", True),
        ("who did moll suspend", False),
        ("what did toll seize", True),
        ("what did arden bar", True),
        ("who did norrby beat", True),
        ("did norrby beat tollby", True),
        ("who did tollby beat", False),
        ("did tollby beat norrby", False),
        ("who did reis bar", False),  # somebody else bars, of whom nothing is said
        ("did brand scold reis", True),
        ("did reis scold brand", False),
        ("did vikor sue moll", True),
        ("did moll sue vikor", False),
        ("did toll seize two nets", True),
        ("did brand promote reis", False),
        ("has vikor repaired the mast", False),
    ],
)
def test_what_was_done_the_other_way_round_is_unsure_at_best(
    answerer: Answerer, question: str, *, told: bool
) -> None:
    assert (answerer.answer(question).status is Status.ANSWERED) is told
