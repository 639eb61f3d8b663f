from __future__ import annotations

import os
import re
import stat
import sys
from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.articles import Extract, Source, parse, read_article, read_corpus
from bot.articles.files import make_slug
from bot.articles.writing import article_data, write_article
from bot.errors import ArticleError

TEXT = st.text(st.characters(codec="utf-8"), max_size=60).map(
    lambda t: " ".join(t.split())
)
ADDRESS = st.sampled_from([None, "https://x.example/ä?a=b#c", "http://x.example/: '"])
SOURCES = st.builds(
    Source,
    **{
        field.name: st.none() | TEXT.map(lambda text: text or None)
        for field in fields(Source)
        if not field.name.endswith("url")
    },
    url=st.sampled_from([None, "https://x.example/ä?a=b#c"]),
    license_url=st.sampled_from([None, "http://x.example/"]),
)
BODIES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1)
EXTRACTS = st.builds(
    Extract,
    BODIES.filter(str.strip),
    SOURCES,
    st.sampled_from([None, "en", "grc"]),
    st.none() | TEXT.map(lambda text: text or None),
)
RAIN = Extract(
    "It rained.\r\n\r\n# “Why”\r\n", Source(title="Rain: a 'report' #1"), "en"
)


@pytest.mark.usefixtures("uncovered")
@given(EXTRACTS)
def test_what_is_written_reads_back_the_same(extract: Extract) -> None:
    assert parse(Path("a.md"), article_data(extract)) == extract


def test_what_no_field_may_hold_is_made_fit_or_left_out() -> None:
    source = Source(title="Two\nlines", author=" \t ", publisher="")
    read = parse(Path("a.md"), article_data(Extract("x", source)))
    assert read.source == Source(title="Two lines")


def test_a_file_is_written_whole_with_a_name_and_rights_of_its_own(
    tmp_path: Path,
) -> None:
    mask = os.umask(0o022)
    path = write_article(tmp_path, "rain", article_data(RAIN))
    os.umask(mask)
    assert path == tmp_path / "rain.md"
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert read_article(path).body == RAIN.body
    assert [p.name for p in tmp_path.iterdir()] == ["rain.md"]


@pytest.mark.parametrize("there", ["rain.md", "rain.txt", "Rain.md"])
def test_an_article_is_replaced_only_where_that_is_wanted(
    tmp_path: Path, there: str
) -> None:
    (tmp_path / there).write_text("It snowed.")
    with pytest.raises(ArticleError, match="is there already; name another slug"):
        write_article(tmp_path, "rain", b"It rained.")
    assert (tmp_path / there).read_text() == "It snowed."
    assert write_article(tmp_path, "rain", b"It rained.", replace=True).name == there
    assert [a.body for a in read_corpus(tmp_path).articles] == ["It rained."]


@pytest.mark.parametrize(
    "slug", ["", ".hidden", "../up", "a/b", "a\\b", "x" * 81, "a\n"]
)
def test_a_slug_that_can_be_none_is_refused(tmp_path: Path, slug: str) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    with pytest.raises(ArticleError, match=r"slug|name"):
        write_article(folder, slug, b"It rained.")
    assert [*tmp_path.rglob("*")] == [folder]


def test_an_article_that_comes_meanwhile_is_not_overwritten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.articles.writing.file_of", lambda *_: None)
    (tmp_path / "rain.md").write_text("It snowed.")
    with pytest.raises(ArticleError, match="is there already"):
        write_article(tmp_path, "rain", b"It rained.")
    assert [p.read_text() for p in tmp_path.iterdir()] == ["It snowed."]


def test_a_file_system_without_links_gets_the_article_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(Path, "hardlink_to", refused)
    assert write_article(tmp_path, "rain", b"It rained.").read_text() == "It rained."
    assert len([*tmp_path.iterdir()]) == 1


@pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/full's file system")
def test_a_folder_that_can_not_be_written_to_is_a_sentence() -> None:
    with pytest.raises(ArticleError, match=r"can't be written \(.*\); check the disk"):
        write_article(Path("/proc/self/ns"), "rain", b"It rained.")


@pytest.mark.parametrize(
    ("names", "slug"),
    [
        (["It rained on “Monday”!"], "it-rained-on-monday"),
        (["Über Größe & Łódź"], "uber-grosse-lodz"),
        (["Ann's rain"], "anns-rain"),
        ([None, "", "Дождь в 2023", "rain.html", "x"], "rain-html"),
        (["雨"], "article"),
        ([], "article"),
        (["word " * 40], "word-" * 15 + "word"),
        (["w" * 100], "w" * 80),
    ],
)
def test_a_slug_is_readable_ascii(names: list[str | None], slug: str) -> None:
    assert make_slug(names, []) == slug


def test_a_slug_is_unique_whatever_the_case() -> None:
    assert make_slug(["Rain"], ["RAIN", "rain-2"]) == "rain-3"
    for taken in (["rain"], []):
        assert re.fullmatch(r"rain-[a-z2-9]{4}", make_slug(["Rain"], taken, apart=True))
    long = make_slug(["w" * 100], ["w" * 80])
    assert long == "w" * 78 + "-2"


@given(
    st.lists(st.none() | st.text(), max_size=3), st.sets(st.text("ab-2", max_size=3))
)
def test_any_names_give_a_slug_that_can_be_a_file(
    names: list[str | None], taken: set[str]
) -> None:
    slug = make_slug(names, taken)
    assert slug.isascii()
    assert slug not in taken
    assert 0 < len(slug) <= 80
    assert slug.strip("-.") == slug


def test_the_drafts_that_a_kill_has_left_are_removed(tmp_path: Path) -> None:
    old, new = tmp_path / ".rain.0123abcd.tmp", tmp_path / ".snow.0123abcd.tmp"
    mine = tmp_path / ".mine.tmp"
    for path in (old, new, mine):
        path.write_bytes(b"half")
    for path in (old, mine):
        os.utime(path, (0, 0))
    write_article(tmp_path, "rain", b"It rained.")
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        mine.name,
        new.name,
        "rain.md",
    ]
