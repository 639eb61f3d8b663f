from __future__ import annotations

import os
import pickle
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.articles import (
    AnnotatedSentences,
    Source,
    front_matter,
    make_article,
    read_article,
    read_corpus,
)
from bot.articles.files import file_of, other_files
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


@pytest.mark.usefixtures("uncovered")
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
        (b"---\ntitle: T\n---", "has no text"),
        (b"...\n", "has no words"),
        (b"caf\xe9", "is not UTF-8 (byte 3)"),
        ("Text".encode("utf-16"), "is not UTF-8 (byte 0)"),
        ("Text".encode("utf-16-le"), "holds a NUL character; save it as UTF-8"),
        (b"a\0b", "holds a NUL character"),
        (b"---\ntitle: T\nText.", "its front matter must begin on the first line"),
        (b"\n---\ntitle: T\n---\nText.", "its front matter must begin on the first"),
        (b"---\rtitle: T\r---\rText.", "its front matter must begin on the first"),
        (b"---\ntitle: a: b\n---\nText.", "its front matter is not YAML in line 2"),
        (b"---\ntitle: 'a\n---\nText.", "its front matter is not YAML in line 3"),
        (b"---\ntitle: \x01\n---\nText.", "its front matter is not YAML; put"),
        (b"---\n- a\n- b\n---\nText.", "its front matter must be lines"),
        (b"---\nText above.\n---\nText.", "its front matter must be lines"),
        (b"---\nauthr: A\n---\nText.", "authr: is no known field; did you mean author"),
        (b"---\nzzz: A\n---\nText.", "zzz: is no known field; known are title"),
        (b"---\n? [a]\n: b\n---\nText.", "?: is no known field"),
        (b"---\ntitle: A\ntitle: B\n---\nText.", "title: is given twice"),
        (b"---\ndate: A\ndate: B\n---\nText.", "published: is given twice"),
        (b"---\ntitle: [a, b]\n---\nText.", "title: must be plain text"),
        (b"---\ntitle: &a [*a]\n---\nText.", "title: must be plain text"),
        (b"---\ntitle: " + b"[" * 200_000 + b"\n---\nText.", "title: must be plain"),
        (b"---\ntags: " + b"[" * 9_999 + b"\n---\nText.", "its front matter has too"),
        (b"---\ndate: []\n---\nText.", "published: must be plain text"),
        (b"---\nurl: www.x.y\n---\nText.", "url: must be an address"),
        (b"---\nurl: http://[\n---\nText.", "url: must be an address"),
        (b"---\nurl: https://x y\n---\nText.", "url: must be an address"),
        (b"---\nlicense_url: x\n---\nText.", "license_url: must be an address"),
        (b"---\nlanguage: English\n---\nText.", "language: must be a language code"),
    ],
)
def test_a_bad_file_is_told_what_to_mend(
    tmp_path: Path, content: bytes, expected: str
) -> None:
    assert problem_with(written(tmp_path, content)).startswith(expected)


@pytest.mark.parametrize(
    "head",
    [
        b"---\ntags:\n  - a\n  - [b, {c: d}]\naliases: [x]\ndate: 2024-01-02\n---\n",
        b"---\nlayout: post\ndate: 2024-01-02 10:00:00 +0100\nlang: fr\n---\n",
        b"+++\ndate = 2024-01-02T08:00:00Z\ntags = ['a']\ndraft = false\n+++\n",
        b"---\ndate: Monday\npublished: 2024-01-02\n---\n",
        b"---\nlanguage: fr\nlang: fr-CA\npublished: 2024-01-02 9:30\ndate: []\n---\n",
        b"---\ndate: 2024-01-02T08:00:00.5+01:00\npublished: ' '\n---\n",
    ],
)
def test_the_fields_of_other_programs_do_no_harm(tmp_path: Path, head: bytes) -> None:
    article = read_article(written(tmp_path, head + b"It rained all day."))
    assert article.source == Source(published="2024-01-02")
    assert article.body == "It rained all day."
    assert article.language == ("fr" if b"lang" in head else "en")


def test_a_day_in_another_field_cuts_nothing_off(tmp_path: Path) -> None:
    title = "What the council said on 2024-05-03 about the bridge"
    notice = "2024-05-03 12:00"
    head = f"---\ntitle: {title}\nnotice: {notice}\npublished: 2024-05-03 or 04\n---\n"
    source = read_article(written(tmp_path, f"{head}It rained.")).source
    assert source == Source(title=title, notice=notice, published="2024-05-03 or 04")


@pytest.mark.parametrize("size", [50_000_000, 5_400_000])
def test_a_file_too_large_is_refused_unread(tmp_path: Path, size: int) -> None:
    path = tmp_path / "big.txt"
    with path.open("wb") as file:
        file.truncate(size)
    megabytes = f"{size / 1e6} MB"
    assert problem_with(path).startswith(f"is too large ({megabytes}); split it")


def test_what_is_no_file_is_named_and_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "folder.md").mkdir()
    os.mkfifo(tmp_path / "pipe.md")
    (tmp_path / "zeros.md").symlink_to("/dev/zero")
    problems = read_corpus(tmp_path).problems
    assert [p.path.name for p in problems] == ["folder.md", "pipe.md", "zeros.md"]
    assert {p.problem for p in problems} == {
        "is not a file; move it out of the corpus folder."
    }


def test_a_file_that_can_not_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "gone.md").symlink_to("nowhere")
    (tmp_path / "loop.md").symlink_to("loop.md")
    assert problem_with(tmp_path / "gone.md").startswith("can't be read (No such file")
    assert problem_with(tmp_path / "loop.md").startswith("can't be read (Too many")


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "corpus"
    (folder / "2024").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("The token is hidden.")
    (folder / "leak.md").symlink_to("../secret.txt")
    (folder / "2024" / "deep.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "elsewhere").symlink_to(tmp_path)
    (folder / ".data").mkdir()
    (folder / ".data" / "open.md").write_text("It is open.")
    (folder / "open.md").symlink_to(".data/open.md")  # as Kubernetes mounts a folder
    (tmp_path / "link").symlink_to(folder)
    for named in (folder, tmp_path / "link"):
        corpus = read_corpus(named)
        assert [article.slug for article in corpus.articles] == ["open"]
        assert [p.path.name for p in corpus.problems] == ["deep.txt", "leak.md"]
        assert {p.problem for p in corpus.problems} == {
            "leads out of the corpus folder; put the file itself there."
        }
        assert [path.name for path in other_files(named)] == ["elsewhere"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_without_permission_is_named(tmp_path: Path) -> None:
    path = written(tmp_path, "Text.")
    path.chmod(0)
    assert problem_with(path).startswith("can't be read (Permission denied)")


@pytest.mark.parametrize(
    "data",
    [
        b"\xef\xbb\xbf---\ntitle: T\n---\nText.",
        b"---\r\ntitle: T\r\n---\r\nText.",
        b"--- \ntitle: T\n---\t\nText.",
    ],
)
def test_a_byte_order_mark_and_line_ends_do_no_harm(
    tmp_path: Path, data: bytes
) -> None:
    article = read_article(written(tmp_path, data))
    assert (article.source.title, article.body) == ("T", "Text.")


def test_paragraphs_are_found_between_any_line_ends(tmp_path: Path) -> None:
    body = "# Rain\r\n\r\nIt rained\r\nat noon.\r\n\r\nIt snowed.\r\n"
    article = read_article(written(tmp_path, body))
    assert article.body == body
    assert [(s.paragraph, article.text(s.start, s.end)) for s in article.sentences] == [
        (1, "Rain"),
        (2, "It rained\r\nat noon."),
        (3, "It snowed."),
    ]


@pytest.mark.parametrize("front_matter", ["---\nlanguage: de\n---\n", ""])
def test_sentences_are_those_of_the_language(tmp_path: Path, front_matter: str) -> None:
    body = "Dr. Maier kam z. B. am 3. Mai nach Bonn. Er blieb, und alle freuten sich."
    article = read_article(written(tmp_path, front_matter + body))
    assert article.language == "de"
    assert len(article.sentences) == 2


def test_a_name_too_long_for_discord_is_refused(tmp_path: Path) -> None:
    assert "name is too long" in problem_with(written(tmp_path, "x", "n" * 81 + ".md"))


def test_a_name_that_can_not_be_shown_is_refused(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.md")
    assert "rename it" in problem_with(written(tmp_path, "x", name))


@pytest.mark.parametrize("second", ["rain.txt", "Rain.txt"])
def test_of_two_files_of_one_slug_the_second_is_left_out(
    tmp_path: Path, second: str
) -> None:
    for name in ("rain.md", second):
        written(tmp_path, "It rained.", name)
    corpus = read_corpus(tmp_path)
    assert len(corpus.articles) == 1
    (problem,) = corpus.problems
    names = sorted(path.name for path in tmp_path.iterdir())
    assert str(problem) == (
        f"{tmp_path / names[1]}: the file {names[0]} already has this name; "
        "rename one of the two."
    )


def test_of_two_files_of_one_slug_the_one_that_can_be_read_is_used(
    tmp_path: Path,
) -> None:
    written(tmp_path, b"\xff", "rain.md")
    written(tmp_path, "It rained.", "rain.txt")
    corpus = read_corpus(tmp_path)
    assert [a.body for a in corpus.articles] == ["It rained."]
    assert [p.path.name for p in corpus.problems] == ["rain.md"]


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


def test_the_files_of_folders_within_are_read(tmp_path: Path) -> None:
    for place in ("2024/spring", ".git", "2024/.drafts"):
        (tmp_path / place).mkdir(parents=True)
    written(tmp_path / "2024/spring", "It rained.", "harbour.md")
    written(tmp_path, "It snowed.", "snow.txt")
    written(tmp_path, "Again.", "2024/snow.md")
    for hidden in (".git/a.md", "2024/.drafts/b.md"):
        written(tmp_path, "Hidden.", hidden)
    corpus = read_corpus(tmp_path)
    assert sorted(a.slug for a in corpus.articles) == ["harbour", "snow"]
    (problem,) = corpus.problems
    assert "already has this name" in str(problem)
    assert file_of(tmp_path, "Harbour") == tmp_path / "2024/spring/harbour.md"


def test_files_of_other_kinds_are_known(tmp_path: Path) -> None:
    (tmp_path / "2024").mkdir()
    for name in ("a.md", "report.pdf", "2024/page.html", "notes.markdown", ".hidden"):
        written(tmp_path, "Text.", name)
    names = {str(path.relative_to(tmp_path)) for path in other_files(tmp_path)}
    assert names == {"report.pdf", "2024/page.html", "notes.markdown"}


@pytest.mark.parametrize(
    "data",
    [
        b'+++\ntitle = "T"\npublished = 2024-02-03\n+++\nText.',
        b"+++ \r\ntitle = 'T'\r\npublished = '2024-02-03'\r\n+++\r\nText.",
        b"---\ntitle: T\npublished: 2024-02-03\n...\nText.",
    ],
)
def test_front_matter_may_be_toml_and_end_with_dots(
    tmp_path: Path, data: bytes
) -> None:
    article = read_article(written(tmp_path, data))
    assert (article.source.title, article.source.published) == ("T", "2024-02-03")
    assert article.body == "Text."


@pytest.mark.parametrize(
    "data",
    [b"\n---\nText above.\n---\nText.", b"***\nText.", b"+++\nText.", b"Text: a."],
)
def test_a_rule_and_no_front_matter_at_all_are_text(
    tmp_path: Path, data: bytes
) -> None:
    assert read_article(written(tmp_path, data)).body == data.decode()


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"+++\ntitle = T\n+++\nText.", "its front matter is not TOML; write lines"),
        (b"+++\ntitle = ['T']\n+++\nText.", "title: must be plain text"),
        (b"+++\n[author]\nname = 'A'\n+++\nText.", "author: must be plain text"),
        (b"+++\nauthr = 'A'\n+++\nText.", "authr: is no known field; did you mean"),
        (
            b"+++\ntitle = %b\n+++\nText." % (b"9" * 5_000),
            "its front matter is not TOML",
        ),
        (b"+++\ntitle = 0x%b\n+++\nText." % (b"9" * 5_000), "its front matter is not"),
        (
            b"+++\n%ba = 1\n+++\nText." % (b"a." * 9_999),
            "its front matter has a line",
        ),
        (b"+++\n%b\n+++\nText." % (b"a = 1\n" * 20_000), "its front matter has more"),
        (b"\n+++\ntitle = 'T'\n+++\nText.", "its front matter must begin on the first"),
        (b"---\nText above.\n---\nText.", "its front matter must be lines of the form"),
    ],
)
def test_bad_front_matter_of_either_form_is_told_what_to_mend(
    tmp_path: Path, data: bytes, expected: str
) -> None:
    assert problem_with(written(tmp_path, data)).startswith(expected)


def test_a_file_of_marks_and_one_with_an_endless_title_are_problems(
    tmp_path: Path,
) -> None:
    written(tmp_path, "...\n", "marks.md")
    written(tmp_path, f"---\ntitle: {'a' * 5_000}\n---\nIt rained.\n", "title.md")
    marks, title = map(str, read_corpus(tmp_path).problems)
    assert marks.endswith("has no words; write the article into it.")
    assert "has 5,000 characters; the most is" in title


def test_annotated_sentences_are_the_same_in_another_process_and_form() -> None:
    body = "The club denied it.\n\nAnn Lee said it rained."
    found = make_article("a", body, Source(), language="en").sentences
    assert isinstance(found, AnnotatedSentences)
    assert pickle.loads(pickle.dumps(found)) == found == tuple(found)  # noqa: S301
    assert AnnotatedSentences.of(found) is found
    assert found != [*found]
    assert hash(found) == hash(tuple(found))
    assert repr(found) == repr(tuple(found))
    later = AnnotatedSentences.of(replace(s, paragraph=s.paragraph + 7) for s in found)
    assert later.digest(body, 16) == found.digest(body, 16) != found.digest("", 16)
    with pytest.raises(ValueError, match="missing"):
        AnnotatedSentences.from_bytes(found.to_bytes()[:-4])


@pytest.mark.parametrize("made", [False, True])
def test_sentences_are_found_by_where_they_stand(*, made: bool) -> None:
    body = "The club denied it. It rained.\n\nAnn Lee said so.  The fee is 9.\n\nBye.\n"
    found = AnnotatedSentences.of(make_article("a", body, Source()).sentences)
    found = AnnotatedSentences.from_bytes(found.to_bytes())
    every = tuple(AnnotatedSentences.from_bytes(found.to_bytes()))
    if made:
        assert len([*found]) == 5
    for start in range(len(body)):
        for end in range(start, len(body)):
            inside = [s for s in every if start <= s.start and s.end <= end]
            assert [*found.within(start, end)] == inside
    for place in range(len(body) - 1):
        assert found.around(place) == next(s for s in every if s.end > place)
    with pytest.raises(IndexError):
        found.around(len(body))
    assert [*found.paragraphs] == [s.paragraph for s in every] == [1, 1, 2, 2, 3]
    other = found.renumbered([4, 9, 2])
    assert [s.paragraph for s in other] == [4, 4, 9, 9, 2]
    assert [(s.start, s.end) for s in other] == [(s.start, s.end) for s in every]
    assert found[1:3] == every[1:3]
    assert found[-1] == every[-1]


VALUES = st.text(st.sampled_from("a9é$ \"':#,-/&!?{[|>*%@`~.\\\t…"), max_size=8)


@example([("title", "9 ")])
@given(st.lists(st.tuples(st.sampled_from(["title", "author", "url"]), VALUES)))
def test_plain_lines_say_what_yaml_says_of_them(fields: list[tuple[str, str]]) -> None:
    lines = "".join(f"{name}: {value}\n" for name, value in fields)
    path = Path("a.md")

    def read(text: str) -> list[tuple[str, str | None]] | str:
        try:
            return [*front_matter._pairs(path, text)]  # noqa: SLF001 - before checks
        except ArticleError as error:
            return re.sub(r"line \d+", "line", error.problem)

    told = read(lines)
    # A comment, which says nothing, is left to YAML.
    assert told == read(f"{lines}# that is all\n")
