from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.articles import read_article
from bot.articles.attribution import attribute
from bot.articles.sentences import split

HERE = Path(__file__).parent
CORPUS = HERE.parent.parent / "corpus"
Said = list[tuple[str | None, str]]


def annotated(name: str) -> Any:  # noqa: ANN401 - what YAML gives
    return yaml.safe_load((HERE / "attribution" / f"{name}.yaml").read_text("utf-8"))


def said(body: str) -> Said:
    return [
        (sentence.speaker and body[slice(*sentence.speaker)], str(sentence.stance))
        for sentence in attribute(body, split(body, "en"), "en")
    ]


@pytest.mark.parametrize(
    "case",
    [*annotated("news")],
    ids=lambda case: case["about"],
)
def test_each_sentence_has_its_speaker_and_stance(case: dict[str, Any]) -> None:
    assert said(case["text"]) == [tuple(pair) for pair in case["says"]]


def test_the_first_article_is_attributed_as_people_annotated_it() -> None:
    body = read_article(CORPUS / "mehr-iran-drones.md").body
    assert said(body) == [tuple(pair) for pair in annotated("seed")]
