from __future__ import annotations

from typing import TYPE_CHECKING

from bot.articles import Extract, Source
from bot.articles.files import all_files, entries
from bot.library import Folder, Library
from bot.library.contents import Contents
from bot.library.entries import make
from bot.storage import Actor, Draft, Scope
from tests.library.conftest import MILL

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from bot.library import Keeper


def test_only_files_that_changed_are_read_again(corpus: Path) -> None:
    (corpus / "bad.md").write_text("---\nzzz: A\n---\nText.", encoding="utf-8")
    (corpus / "gone.md").symlink_to("nowhere")
    folder = Folder(corpus)
    first, second = folder.read(), folder.read()
    assert second.articles[0] is first.articles[0]
    assert second.problems[0] is first.problems[0]
    assert [p.path.name for p in second.problems] == ["bad.md", "gone.md"]
    state = folder.state()
    (corpus / "nowhere").write_text(MILL, encoding="utf-8")
    assert folder.state() != state
    assert [article.slug for article in folder.read().articles] == ["gone", "harbour"]
    folder.forget()
    assert folder.read().articles[1] is not first.articles[0]


def test_what_is_looked_at_for_changes_is_what_is_read(corpus: Path) -> None:
    for name in ("deep/er/a.md", ".hidden/b.md", "deep/.c.md", "d.md/e.txt", "f.bin"):
        (corpus / name).parent.mkdir(parents=True, exist_ok=True)
        (corpus / name).write_text(MILL, encoding="utf-8")
    (corpus / "linked").symlink_to(corpus / "deep")
    read = [str(path) for path in all_files(corpus)]
    assert sorted(entry.path for entry in entries(corpus)) == sorted(read)
    assert str(corpus / "d.md") in read
    assert str(corpus / "linked") in read


class Clock:
    """A clock by which each look at a folder takes a hundredth of a second."""

    now = 1_000.0
    spent = 0.0

    def monotonic(self) -> float:
        return self.now

    def thread_time(self) -> float:
        self.spent += 0.01
        return self.spent


async def test_a_folder_is_looked_at_the_more_seldom_the_longer_that_takes(
    library: Library, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock, looked = Clock(), []
    monkeypatch.setattr("bot.library.contents.time", clock)
    contents = Contents(
        Folder(corpus), None, library.annotator, library.shards, withdrawn=None
    )
    contents.files()
    assert not await contents.have_changed(at_store=False)
    (corpus / "mill.md").write_text(MILL, encoding="utf-8")
    for _ in range(15):
        clock.now += 0.1
        looked.append(await contents.have_changed(at_store=False))
    assert looked.index(True) in {9, 10}  # a hundred times as long as the look took


async def test_a_slug_tells_nothing_of_other_servers(
    corpus: Path, keeper: Keeper
) -> None:
    library = Library(Folder(corpus), keeper)
    store = await keeper.store()
    rain = Extract("It rained.", Source(title="Rain"))
    snow = Extract("It snowed.", Source(title="Snow"))
    draft, host = Draft("It rained.", {}, None, "en", ()), Actor()
    assert (await make(rain, library, guild=1)).slug == "rain"
    await store.articles.add("rain", draft, Scope(1), by=host)
    assert (await make(rain, library, guild=1)).slug == "rain-2"
    for other in (rain, snow):  # one is there and one is not
        slug = (await make(other, library, guild=2)).slug
        assert slug.startswith(f"{other.source.title}-".lower())
        assert len(slug) == len("rain-") + 4
    assert (await make(rain, library, "rain")).slug == "rain"
