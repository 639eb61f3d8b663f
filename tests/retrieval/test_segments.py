"""Segments in a folder: kept, shared, damaged, deleted, joined; nothing gets lost."""

from __future__ import annotations

import gc
import os
import platform
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.retrieval import Analysis, Document, Index, Segments
from bot.retrieval.arrays import save

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.retrieval.document import Source

pytestmark = pytest.mark.usefixtures("unmeasured")
WORDS = ["harbour", "mill", "rye", "wheel", "boat", "fee", "crown", "river", "bridge"]
HERE = Path(__file__).parent
SENTENCES = st.lists(st.sampled_from(WORDS), min_size=1, max_size=6)
TEXTS = st.lists(st.lists(SENTENCES, min_size=1, max_size=3), min_size=1, max_size=6)
QUESTION = "harbour mill boat"


def document(text: str, group: str = "") -> Document:
    """Return a document of one paragraph a line, a sentence ending in a full stop."""
    spans, place = [], 0
    for paragraph, line in enumerate(text.split("\n")):
        for sentence in line.split(". "):
            start = text.index(sentence, place)
            place = start + len(sentence)
            spans.append((start, place, paragraph, False))
    return Document(text, spans, group=group)


HARBOUR = document("The harbour board met. Boats pay no fee.\nThe harbour is deep.")
MILL = document("The mill grinds rye. Its wheel was made in May.")
BRIDGE = document("A bridge crosses the river. The council paid for the bridge.")
ALL = [HARBOUR, MILL, BRIDGE]


def answers(index: Index, question: str = QUESTION) -> list[tuple[str, float]]:
    scores = index.scores(index.query(question))
    return [
        (index.text(hit.first, hit.last), round(hit.score, 6))
        for hit in index.search(scores, 9)
    ]


FRESH = answers(Index(ALL))


def refuse(sources: Iterable[object]) -> NoReturn:
    """Stand for an analysis that must not be made again."""
    message = f"{[*sources]} was analysed again"
    raise AssertionError(message)


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.segment"))


def test_what_is_in_the_folder_is_not_analysed_again(tmp_path: Path) -> None:
    assert answers(Index(ALL, segments=Segments("en", tmp_path))) == FRESH
    assert len(files(tmp_path)) == 1
    again = Segments("en", tmp_path, analyse=refuse)
    assert answers(Index(ALL, segments=again)) == FRESH
    (only,) = answers(Index([MILL], segments=again))
    assert only[0] == answers(Index([MILL]))[0][0]


def resident() -> float:
    """Return this process's memory in megabytes."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


@pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="another C library gives it back itself"
)
def test_memory_that_making_segments_took_is_given_back() -> None:
    pins: list[bytes] = []

    def wasting(sources: Sequence[Source]) -> list[Mapping[str, Any]]:
        waste = [bytes(2_000) for _ in range(50_000)]
        pins.append(bytes(2_000))  # above what is freed
        del waste
        return [source.analysed(Analysis("en")) for source in sources]

    Segments("en").views([HARBOUR])
    before = resident()
    Segments("en", analyse=wasting).views(ALL)
    assert resident() - before < 50


@pytest.mark.parametrize("cut", [0, 1, 7, 8, 20, 300, -1, -200])
def test_a_segment_that_is_cut_short_is_made_anew(tmp_path: Path, cut: int) -> None:
    Index(ALL, segments=Segments("en", tmp_path))
    (file,) = files(tmp_path)
    file.write_bytes(file.read_bytes()[:cut])
    assert answers(Index(ALL, segments=Segments("en", tmp_path))) == FRESH
    assert file not in files(tmp_path)
    again = Segments("en", tmp_path, analyse=refuse)
    assert answers(Index(ALL, segments=again)) == FRESH


def test_a_damaged_segment_that_cannot_be_removed_is_no_loss(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(self: Path, *, missing_ok: bool = False) -> NoReturn:
        raise PermissionError(str(self), missing_ok)

    Index(ALL, segments=Segments("en", tmp_path))
    (file,) = files(tmp_path)
    data = file.read_bytes()
    file.write_bytes(data[: len(data) // 2] + bytes(len(data) - len(data) // 2))
    monkeypatch.setattr(Path, "unlink", refused)
    assert answers(Index(ALL, segments=Segments("en", tmp_path))) == FRESH


def test_a_segment_of_another_version_or_another_thing_is_made_anew(
    tmp_path: Path,
) -> None:
    Index(ALL, segments=Segments("en", tmp_path, version="old"))
    (tmp_path / "thing.segment").write_bytes(os.urandom(5_000))
    os.mkfifo(tmp_path / "pipe.segment")
    (tmp_path / "device.segment").symlink_to("/dev/zero")
    new = Segments("en", tmp_path, version="new")
    assert answers(Index(ALL, segments=new)) == FRESH
    assert len(files(tmp_path)) == 1


def test_a_folder_that_cannot_be_written_is_said_once_and_answers_go_on(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    segments = Segments("en", tmp_path / "file")
    assert answers(Index([HARBOUR], segments=segments))
    assert answers(Index(ALL, segments=segments)) == FRESH
    (said,) = caplog.messages
    assert "can't be kept" in said
    assert "held in memory" in said


def test_a_file_that_can_not_get_its_name_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError, match="taken"):
        save(tmp_path / "taken", {}, "1")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


LIMITED = """
import resource, signal, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from test_segments import ALL, FRESH, answers
from bot.retrieval import Index, Segments
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (2_000, 2_000))
assert answers(Index(ALL, segments=Segments("en", Path({folder!r})))) == FRESH
"""


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    program = LIMITED.format(tests=str(HERE), folder=str(tmp_path))
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert "can't be kept" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_the_folder_may_be_deleted_while_it_is_used(tmp_path: Path) -> None:
    folder = tmp_path / "index"
    segments = Segments("en", folder)
    index = Index(ALL[:2], segments=segments)
    before = answers(index)
    shutil.rmtree(folder)
    assert answers(index) == before
    assert answers(Index(ALL, segments=segments)) == FRESH
    assert len(files(folder)) == 1  # of what is new
    assert answers(Index(ALL, segments=Segments("en", folder))) == FRESH


def test_what_another_process_joins_or_removes_stays_open_here(tmp_path: Path) -> None:
    ours = Segments("en", tmp_path)
    index = Index(ALL, segments=ours)
    theirs = Segments("en", tmp_path)
    theirs.keep([(MILL.key, "")])
    assert answers(index) == FRESH
    assert answers(Index(ALL, segments=ours)) == FRESH
    assert answers(Index([MILL], segments=theirs)) == answers(Index([MILL]))
    assert answers(Index(ALL, segments=Segments("en", tmp_path))) == FRESH


MAPS = Path("/proc/self/maps")  # the files that this process has mapped


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def open_files(folder: Path) -> int:
    lines = MAPS.read_text(encoding="utf-8").splitlines()
    return len({line.split()[-1] for line in lines if str(folder) in line})


@pytest.mark.usefixtures("uncovered")
@pytest.mark.skipif(not MAPS.exists(), reason="the system does not tell")
def test_segments_that_nobody_asks_are_closed_and_opened_again(tmp_path: Path) -> None:
    servers = [document(f"Berth {n} is deep.", group=f"{n}") for n in range(9)]
    Index(servers, segments=Segments("en", tmp_path))
    assert len(files(tmp_path)) == 9
    gc.collect()
    clock = Clock()
    segments = Segments("en", tmp_path, analyse=refuse, clock=clock)
    assert open_files(tmp_path) == 0  # though what is in them is known
    first = Index(servers[:4], segments=segments)
    assert open_files(tmp_path) == 4
    clock.now += 3_600
    assert answers(Index(servers[8:], segments=segments), "berth")
    assert open_files(tmp_path) == 5  # who asks them goes on with them
    assert len(answers(first, "berth")) == 4
    del first
    gc.collect()
    assert open_files(tmp_path) == 1
    assert len(answers(Index(servers, segments=segments), "berth")) == 9


def damage(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[-100:] = bytes(100)
    file.write_bytes(data)


@pytest.mark.skipif(not MAPS.exists(), reason="the system does not tell")
def test_looking_for_damage_opens_nothing_for_long_and_is_not_done_at_once_again(
    tmp_path: Path,
) -> None:
    servers = [document(f"Berth {n} is deep.", group=f"{n}") for n in range(9)]
    Index(servers, segments=Segments("en", tmp_path))
    clock = Clock()
    segments = Segments("en", tmp_path, clock=clock)
    gc.collect()
    assert segments.drop_damaged() == open_files(tmp_path) == 0
    damaged = files(tmp_path)[:2]
    damage(damaged[0])
    assert segments.drop_damaged() == 0
    clock.now += 60
    assert segments.drop_damaged() == 1
    damage(damaged[1])
    assert segments.drop_damaged() == 2  # for what was found may not be all
    assert not {*damaged} & {*files(tmp_path)}
    assert len(answers(Index(servers, segments=segments), "berth")) == 9


def test_a_closed_segment_that_others_joined_or_removed_is_no_loss(
    tmp_path: Path,
) -> None:
    for text in ALL:
        Index([text], segments=Segments("en", tmp_path))
    ours = Segments("en", tmp_path, analyse=refuse)
    theirs = Segments("en", tmp_path)
    theirs.keep([(MILL.key, "")])  # the other two go
    Index(ALL, segments=theirs)
    assert answers(Index(ALL, segments=ours)) == FRESH
    ours = Segments("en", tmp_path)
    shutil.rmtree(tmp_path)
    ours.keep((text.key, "") for text in ALL)  # nothing is there to be joined
    assert answers(Index(ALL, segments=ours)) == FRESH


def test_joining_what_another_process_has_removed_does_nothing(tmp_path: Path) -> None:
    texts = [document(f"The harbour has {n} boats.") for n in range(6)]
    for text in texts:
        Index([text], segments=Segments("en", tmp_path))
    ours = Segments("en", tmp_path)
    files(tmp_path)[0].unlink()
    ours.keep((text.key, "") for text in texts)
    assert len(Index(texts, segments=ours)) == len(texts)


def test_many_small_segments_become_one_and_what_is_gone_goes(tmp_path: Path) -> None:
    texts = [
        document(f"The harbour has {n} boats and berth number {n}.") for n in range(9)
    ]
    segments = Segments("en", tmp_path)
    for number in range(len(texts)):
        index = Index(texts[: number + 1], segments=segments)
    before = answers(index)
    assert len(files(tmp_path)) == len(texts)
    segments.keep((text.key, "") for text in texts)
    assert len(files(tmp_path)) == 1
    assert answers(index) == before  # it has the old ones open
    assert answers(Index(texts, segments=segments)) == before
    segments.keep((text.key, "") for text in texts[:2])
    assert answers(Index(texts[:2], segments=segments)) == answers(Index(texts[:2]))
    segments.keep([])
    assert files(tmp_path) == []


def test_segments_of_many_sizes_stay_apart(tmp_path: Path) -> None:
    texts = [document(f"The harbour has {n} boats.") for n in range(25)]
    segments = Segments("en", tmp_path)
    for first, last in [(n, n + 1) for n in range(5)] + [(5, 15), (15, 25)]:
        segments.views(texts[first:last])
    segments.keep((text.key, "") for text in texts)
    assert len(files(tmp_path)) == 7
    again = Segments("en", tmp_path, analyse=refuse)
    assert len(Index(texts, segments=again)) == len(texts)


def test_a_first_index_of_many_sentences_is_made_piece_by_piece(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.retrieval.stored_segment._AT_ONCE", 2)
    assert answers(Index(ALL, segments=Segments("en", tmp_path))) == FRESH
    assert len(files(tmp_path)) == 1


def test_no_more_sentences_are_joined_than_memory_has_room_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.retrieval.stored_segment._AT_ONCE", 1)
    monkeypatch.setattr("bot.retrieval.stored_segment._MOST", 5)
    texts = [document(f"Boat {n} left. It came back.") for n in range(13)]
    segments = Segments("en", tmp_path)
    before = answers(Index(texts, segments=segments))
    assert len(files(tmp_path)) == 7  # of two texts each, and of one
    segments.keep((text.key, "") for text in texts)
    assert len(files(tmp_path)) == 7
    assert answers(Index(texts, segments=segments)) == before
    monkeypatch.setattr("bot.retrieval.stored_segment._MOST", 99)
    segments.keep((text.key, "") for text in texts)
    assert len(files(tmp_path)) == 1
    assert answers(Index(texts, segments=segments)) == before


def test_what_a_kill_left_and_what_nobody_opens_goes_after_a_while(
    tmp_path: Path,
) -> None:
    segments = Segments("en", tmp_path)
    Index(ALL, segments=segments)
    (mine,) = files(tmp_path)
    long_ago = time.time() - 60 * 24 * 3600
    for name in (mine.name, "foreign.segment", ".killed.tmp", "new.segment"):
        path = tmp_path / name
        path.touch()
        if name != "new.segment":
            os.utime(path, (long_ago, long_ago))
    segments.keep((text.key, "") for text in ALL)
    assert sorted(tmp_path.iterdir()) == sorted([mine, tmp_path / "new.segment"])


WRITING = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from test_segments import ALL, FRESH, answers
from bot.retrieval import Index, Segments
segments = Segments("en", Path({folder!r}))
print("ready", flush=True)
sys.stdin.readline()
for number in range(6):
    for text in ALL:
        Index([text], segments=segments)
    assert answers(Index(ALL, segments=segments)) == FRESH
    segments.keep((text.key, "") for text in ALL[number % 3:])
assert answers(Index(ALL, segments=segments)) == FRESH
"""


def test_two_processes_that_write_join_and_remove_do_each_other_no_harm(
    tmp_path: Path,
) -> None:
    program = WRITING.format(tests=str(HERE), folder=str(tmp_path))
    both = [
        subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for _ in range(2)
    ]
    for process in both:
        assert process.stdout is not None
        process.stdout.readline()
    for process in both:
        assert process.stdin is not None
        process.stdin.write(b"go\n")
        process.stdin.flush()
    for process in both:
        _, told = process.communicate()
        assert (process.returncode, told) == (0, b"")
    # The same texts twice, as both have written them, and a file that is gone again.
    (tmp_path / "gone.segment").symlink_to(tmp_path / "nowhere")
    left = Segments("en", tmp_path, analyse=refuse)
    assert answers(Index(ALL, segments=left)) == FRESH


@pytest.mark.usefixtures("uncovered")
@given(TEXTS, st.data())
def test_joined_and_masked_segments_score_as_those_that_are_made_anew(
    texts: list[list[list[str]]], data: st.DataObject
) -> None:
    documents = [
        document(". ".join(" ".join(words) for words in text) + f" n{number}")
        for number, text in enumerate(texts)
    ]
    segments = Segments()
    for one in documents:
        segments.views([one])
    chosen = data.draw(st.sets(st.sampled_from(range(len(documents))), min_size=1))
    some = [documents[number] for number in sorted(chosen)]
    fresh = Index(some)
    segments.keep((one.key, "") for one in documents)
    for index in (Index(some, segments=segments), Index(documents, segments=segments)):
        assert index.vocabulary.idf("harbour") == pytest.approx(
            (fresh if len(index) == len(fresh) else Index(documents)).vocabulary.idf(
                "harbour"
            )
        )
    segments.keep((one.key, "") for one in some)
    kept = Index(some, segments=segments)
    assert len(kept) == len(fresh)
    query = fresh.query(QUESTION)
    ours, theirs = kept.scores(kept.query(QUESTION)), fresh.scores(query)
    for number, one in enumerate(some):
        for own, other in zip(
            kept.of_document(number), fresh.of_document(number), strict=True
        ):
            assert dict(ours.matches(own)) == pytest.approx(dict(theirs.matches(other)))
        assert len(kept.of_document(number)) == len(one.sentences)


def test_what_cannot_be_seen_gives_no_word_no_count_and_no_suggestion() -> None:
    segments = Segments()
    hidden = document("The zeppelin landed on the mill.", group="another server")
    Index([MILL, hidden], segments=segments)
    index = Index([MILL], segments=segments)
    assert index.vocabulary.idf("zeppelin") == 0
    words = index.query("mill zeppelin").words
    assert [[*index.documents_holding(word)] for word in words] == [[0], []]
    query = index.query("the zepelin")
    assert query.words[0].taken_for is None
    assert index.vocabulary.nearest(query.words[0].token.word, guess=True) is None
    assert index.vocabulary.idf("mill") == Index([MILL]).vocabulary.idf("mill")
    assert answers(index, "mill") == answers(Index([MILL]), "mill")


def test_the_same_text_of_two_servers_is_of_no_common_segment() -> None:
    segments = Segments()
    one, other = (document("The mill grinds rye.", group=group) for group in "ab")
    views = segments.views([one, other])
    assert [len(view.numbers) for view in views] == [1, 1]


def test_a_text_that_is_there_twice_is_found_twice() -> None:
    index = Index([MILL, MILL])
    hits = index.search(index.scores(index.query("grinds rye")), 9)
    assert {index.unit(hit.best).document for hit in hits} == {0, 1}


SAVING = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from test_segments import document
from bot.retrieval import Index, Segments
segments = Segments("en", Path({folder!r}))
print("ready", flush=True)
for number in range(10_000):
    Index([document(f"The harbour has {{number}} boats. " * 50)], segments=segments)
    if number % 10 == 9:
        segments.keep([])
"""


@pytest.mark.usefixtures("uncovered")
@pytest.mark.parametrize("seconds", [0.02, 0.05, 0.11, 0.23])
def test_a_kill_leaves_only_whole_segments(tmp_path: Path, seconds: float) -> None:
    program = SAVING.format(tests=str(HERE), folder=str(tmp_path))
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", program], stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
    left = files(tmp_path)
    segments = Segments("en", tmp_path)
    assert files(tmp_path) == left  # none had to be made anew
    assert answers(Index(ALL, segments=segments)) == FRESH


def test_a_question_of_unknown_words_looks_up_a_few_of_them(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    index = Index(ALL)
    looked: list[str] = []
    near = index.vocabulary.nearest

    def counted(word: str, *, guess: bool) -> str | None:
        looked.append(word)
        return near(word, guess=guess)

    monkeypatch.setattr(index.vocabulary, "nearest", counted)
    words = [f"{a}{b}rbour" for a in "bcdfgklmnpqrst" for b in "aeiouyzvwxkj"][:166]
    index.query(" ".join(words * 2))
    assert len(words) == 166
    assert len(set(looked)) <= 20


def test_arrays_of_a_language_without_a_word_are_no_fault() -> None:
    empty = Document("", [])
    assert Analysis().arrays(empty)["starts"].size == 0
    assert len(Index([empty])) == 0
    index = Index([empty, MILL])
    assert answers(index, "rye")
    assert len(index.of_document(0)) == 0


def test_what_is_written_as_a_name_is_known_of_joined_segments() -> None:
    segments = Segments()
    one = document("Lind met Lind in May. The mill is old.")
    other = document("The lind stood by Lind and the Mill.")
    for index in (Index([one, other]), Index([one], segments=segments)):
        assert index.vocabulary.is_name("lind")
    Index([other], segments=segments)
    segments.keep((each.key, "") for each in (one, other))
    index = Index([one, other], segments=segments)
    assert [*map(index.vocabulary.is_name, ("lind", "mill", "old"))] == [
        True,
        False,
        False,
    ]
    assert not Index([document("Rye.")], segments=segments).vocabulary.is_name("lind")
