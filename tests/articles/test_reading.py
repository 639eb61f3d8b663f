from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.articles import Source, read_article, read_corpus
from bot.errors import ArticleError, CorpusError

HERE = Path(__file__).parent
CORPUS = HERE.parent.parent / "corpus"
NOTICE = "All Content by Mehr News Agency is licensed"


def problem_with(path: Path) -> str:
    with pytest.raises(ArticleError) as caught:
        read_article(path)
    assert caught.value.path == path
    assert str(caught.value).startswith(f"{path}: ")
    return str(caught.value).removeprefix(f"{path}: ")


def written(folder: Path, content: str | bytes, name: str = "a.md") -> Path:
    path = folder / name
    data = content.encode() if isinstance(content, str) else content
    path.write_bytes(data)
    return path


def test_the_first_article_keeps_the_words_of_its_source() -> None:
    words = (HERE / "seed_article.txt").read_text("utf-8").split()
    article = read_article(CORPUS / "mehr-iran-drones.md")
    kept = article.body.replace("## ", "").split()
    assert article.source.notice is not None
    assert [*kept, *article.source.notice.split()] == words


def test_the_first_article_gives_what_its_source_gives_and_no_more() -> None:
    article = read_article(CORPUS / "mehr-iran-drones.md")
    source = article.source
    assert source.publisher == "Mehr News Agency"
    assert source.place == "Tehran"
    assert source.license == "CC BY 4.0"
    assert source.license_url == "https://creativecommons.org/licenses/by/4.0/"
    assert source.notice is not None
    assert source.notice.startswith(NOTICE)
    assert source.title is source.author is source.url is source.published is None
    assert article.label == article.name


def test_every_article_of_the_corpus_can_be_read() -> None:
    assert read_corpus(CORPUS).problems == ()


def test_a_file_without_front_matter_has_an_unknown_source(tmp_path: Path) -> None:
    article = read_article(written(tmp_path, "It rained.\n", "rain.txt"))
    assert (article.slug, article.name, article.body) == (
        "rain",
        "rain",
        "It rained.\n",
    )
    assert article.source == Source()


def test_a_blank_field_is_not_given(tmp_path: Path) -> None:
    path = written(tmp_path, "---\nauthor:\npublisher: ' '\n---\nText.")
    assert read_article(path).source == Source()


def test_front_matter_is_kept_as_it_is_written(tmp_path: Path) -> None:
    path = written(tmp_path, "---\npublished: 2023-07-01\ntitle: No\n---\nText.")
    source = read_article(path).source
    assert (source.published, source.title) == ("2023-07-01", "No")


@given(body=st.text(st.characters(codec="utf-8", exclude_characters="\0\ufeff")))
def test_nothing_in_a_body_is_normalised(
    tmp_path_factory: pytest.TempPathFactory, body: str
) -> None:
    path = written(tmp_path_factory.mktemp("body"), f"---\ntitle: T\n---\nA.{body}")
    assert read_article(path).body == f"A.{body}"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "has no text"),
        (b" \n\n", "has no text"),
        (b"---\ntitle: T\n---\n", "has no text"),
        (b"...\n", "has no words"),
        (b"caf\xe9", "is not UTF-8 (byte 3)"),
        ("Text".encode("utf-16"), "is not UTF-8 (byte 0)"),
        (b"a\0b", "holds a NUL character"),
        (b"---\ntitle: T\nText.", "its front matter has no end"),
        (b"---\ntitle: a: b\n---\nText.", "its front matter is not YAML in line 2"),
        (b"---\n- a\n- b\n---\nText.", "its front matter must be lines"),
        (b"---\nauthr: A\n---\nText.", "authr: is no known field; did you mean author"),
        (b"---\nzzz: A\n---\nText.", "zzz: is no known field; known are title"),
        (b"---\ntitle: [a, b]\n---\nText.", "title: must be plain text"),
        (b"---\nurl: www.x.y\n---\nText.", "url: must begin with https://"),
        (b"---\nlicense_url: x\n---\nText.", "license_url: must begin with https://"),
        (b"---\nlanguage: English\n---\nText.", "language: must be a language code"),
    ],
)
def test_a_bad_file_is_told_what_to_mend(
    tmp_path: Path, content: bytes, expected: str
) -> None:
    assert problem_with(written(tmp_path, content)).startswith(expected)


def test_a_file_of_50_megabytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    assert problem_with(path).startswith("has 50 MB; split it")


def test_a_file_that_can_not_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "gone.md").symlink_to("nowhere")
    (tmp_path / "folder.md").mkdir()
    written(tmp_path, "Text.")
    corpus = read_corpus(tmp_path)
    assert [a.slug for a in corpus.articles] == ["a"]
    assert [p.path.name for p in corpus.problems] == ["folder.md", "gone.md"]
    assert all("can't be read (" in str(p) for p in corpus.problems)


def test_a_name_too_long_for_discord_is_refused(tmp_path: Path) -> None:
    assert "name is too long" in problem_with(written(tmp_path, "x", "n" * 81 + ".md"))


@pytest.mark.parametrize("second", ["rain.txt", "Rain.txt"])
def test_of_two_files_of_one_slug_the_second_is_left_out(
    tmp_path: Path, second: str
) -> None:
    for name in ("rain.md", second):
        written(tmp_path, "It rained.", name)
    corpus = read_corpus(tmp_path)
    assert len(corpus.articles) == 1
    (problem,) = corpus.problems
    assert "another file already has the name" in str(problem)


def test_one_bad_file_does_not_take_the_others_down(tmp_path: Path) -> None:
    written(tmp_path, b"\xff", "bad.md")
    written(tmp_path, "Good.", "good.md")
    written(tmp_path, "Ignored.", "notes.rst")
    written(tmp_path, "Ignored.", ".hidden.md")
    corpus = read_corpus(tmp_path)
    assert [a.slug for a in corpus.articles] == ["good"]
    assert [p.path.name for p in corpus.problems] == ["bad.md"]


def test_a_folder_that_is_none_is_an_error(tmp_path: Path) -> None:
    file = written(tmp_path, "x")
    with pytest.raises(CorpusError, match="is not a folder"):
        read_corpus(file)
    with pytest.raises(CorpusError, match="does not exist"):
        read_corpus(tmp_path / "nowhere")
    with pytest.raises(CorpusError, match="can't be read"):
        read_corpus(tmp_path / ("x" * 300))
