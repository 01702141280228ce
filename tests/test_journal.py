from __future__ import annotations

import pytest

from streams.journal import Holder, Journal, Note, SharedName, State

DEATHS, SPAN = 4, 10
HERE = "here"


def begun(note: Note | str, offset: int = 5) -> Journal[str]:
    """The journal of a worker that finds this note at the offset."""
    journal = Journal[str](DEATHS, SPAN)
    journal.begin(HERE, offset, str(note))
    return journal


@pytest.mark.parametrize(
    "note",
    [
        Note(),
        Note(State.AGAIN, 2, 99),
        Note(State.HELD, 1, holder=Holder.new(None)),
        Note(State.LEFT, holder=Holder.new("pod-1")),
    ],
)
def test_a_note_is_read_as_it_was_written(note: Note) -> None:
    """It crosses from worker to worker."""
    assert Note.read(str(note)) == note


@pytest.mark.parametrize(
    "text", ["", "held", "something else", "held deaths=-1 until=0", "held deaths=1 until=x"]
)
def test_a_note_of_another_program_is_none(text: str) -> None:
    """Tools that set offsets write what they like."""
    assert Note.read(text) == Note()


def test_a_partition_that_was_handed_over_counts_no_death() -> None:
    """However often, and with pages before it or without."""
    journal = begun(Note(State.LEFT, 1))
    assert Note.read(journal.note(HERE, 5)) == Note(State.HELD, 1)
    assert not journal.is_suspect(HERE, 5)


def test_deaths_at_the_same_offset_add_up_until_pages_are_done_alone() -> None:
    """The last but one that is allowed makes the pages that may have been in hand suspect, and no others."""
    journal = begun(Note(State.HELD, 0))
    assert not journal.is_suspect(HERE, 5)
    journal = begun(journal.note(HERE, 5))
    assert [offset for offset in range(30) if journal.is_suspect(HERE, offset)] == list(range(5 + SPAN))
    assert not journal.is_given_up(HERE, 5)


def test_progress_forgets_the_deaths_before_it() -> None:
    """A worker that dies now and then is no sign of a page that kills."""
    journal = begun(Note(State.HELD, 0))
    assert Note.read(journal.note(HERE, 6)) == Note(State.HELD)


def test_suspicion_lasts_until_all_suspects_are_done() -> None:
    """Also for the next holder, whether or not this one leaves in good order."""
    journal = begun(Note(State.HELD, 1))
    assert Note.read(journal.note(HERE, 14)) == Note(State.HELD, 2, 15)
    assert begun(journal.note(HERE, 14), 14).is_suspect(HERE, 14)
    [(offset, note)] = journal.leave({}).values()
    assert (offset, Note.read(note)) == (14, Note(State.LEFT, 2, 15))
    assert begun(note, 14).is_suspect(HERE, 14)
    assert Note.read(journal.note(HERE, 15)) == Note(State.HELD)


def test_a_page_that_was_alone_when_two_workers_died_is_given_up() -> None:
    """That page only; its neighbours stay suspects."""
    journal = begun(Note(State.HELD, 1))
    journal = begun(journal.alone(HERE, 8), 8)
    assert not journal.is_given_up(HERE, 8)
    journal = begun(journal.alone(HERE, 8), 8)
    assert [offset for offset in range(20) if journal.is_given_up(HERE, offset)] == [8]
    assert journal.is_suspect(HERE, 9)


def test_a_page_that_was_alone_when_its_worker_was_stopped_is_not() -> None:
    """Nobody died."""
    journal = begun(Note(State.ALONE, 2, 15), 8)
    journal.alone(HERE, 8)
    [(offset, note)] = journal.leave({}).values()
    assert not begun(note, offset).is_given_up(HERE, 8)


def test_what_is_finished_goes_with_the_leave() -> None:
    """Each partition with the offset that it has come to."""
    journal = begun(Note(), 5)
    journal.begin("there", 7, "")
    assert journal.leave({HERE: 9}) == {HERE: (9, str(Note())), "there": (7, str(Note()))}


def test_forgotten_partitions_are_begun_anew() -> None:
    """After a rebalance they may be another's."""
    journal = begun(Note())
    journal.forget()
    assert not journal.knows(HERE)
    assert journal.generation == 1


def held_by(holder: Holder, offset: int = 5) -> str:
    """The note of a holder that has not left."""
    journal = Journal[str](DEATHS, SPAN, holder)
    journal.begin(HERE, offset, "")
    return journal.note(HERE, offset)


def test_who_was_only_taken_for_dead_counts_no_death() -> None:
    """The group gave its partition away, and back; what was alone in its hands killed nobody."""
    journal = Journal[str](DEATHS, SPAN, Holder.new(None))
    for _ in range(5):
        journal.begin(HERE, 5, journal.alone(HERE, 5))
        assert Note.read(journal.note(HERE, 5)).deaths == 0
        journal.forget()
    assert not journal.is_given_up(HERE, 5)


def test_a_worker_with_our_name_is_told() -> None:
    """If it has held the partition since we did; else it is the one that we were started to replace."""
    first, second = (Journal[str](DEATHS, SPAN, Holder.new("one")) for _ in range(2))
    first.begin(HERE, 5, "")
    second.begin(HERE, 5, first.note(HERE, 5))
    first.forget()
    with pytest.raises(SharedName):
        first.begin(HERE, 5, second.note(HERE, 5))


@pytest.mark.parametrize("other", [None, "two"])
def test_workers_with_other_names_are_none_of_our_business(other: str | None) -> None:
    """Partitions go back and forth between them."""
    journal = Journal[str](DEATHS, SPAN, Holder.new(other and "one"))
    journal.begin(HERE, 5, "")
    journal.forget()
    journal.begin(HERE, 5, held_by(Holder.new(other)))
    assert Note.read(journal.note(HERE, 5)).deaths == 1
