from __future__ import annotations

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from streams.ledger import Ledger, Ticket

PAGES, SIZE, SPAN = 4, 100, 8


def ledger() -> Ledger[str]:
    """A small ledger."""
    return Ledger(PAGES, SIZE, SPAN)


def admitted(book: Ledger[str], partition: str, offset: int, size: int = 1) -> Ticket[str]:
    """A ticket that must be given."""
    ticket = book.admit(partition, offset, size)
    assert ticket is not None
    return ticket


def test_what_is_finished_out_of_order_waits_for_its_predecessor() -> None:
    """An offset may be committed only when all before it are finished."""
    book = ledger()
    first, second = admitted(book, "a", 5), admitted(book, "a", 6)
    assert not book.finish(second)
    assert book.committable() == {}
    assert book.finish(first)
    assert book.committable() == {"a": 7}


def test_gaps_between_offsets_are_no_obstacle() -> None:
    """Compaction and transactions leave holes in the numbers."""
    book = ledger()
    tickets = [admitted(book, "a", offset) for offset in (3, 1000, 1001)]
    for ticket in tickets:
        book.finish(ticket)
    assert book.committable() == {"a": 1002}


def test_a_confirmed_commit_is_not_repeated() -> None:
    """Only what has moved since is committed."""
    book = ledger()
    book.finish(admitted(book, "a", 0))
    book.mark_committed(book.committable())
    assert book.committable() == {}


def test_a_message_that_is_read_again_is_not_taken_on_again() -> None:
    """The client may go back to the committed offset without a rebalance."""
    book = ledger()
    book.finish(admitted(book, "a", 7))
    assert book.admit("a", 7, 1) is None
    assert book.admit("a", 6, 1) is None
    assert book.admit("a", 8, 1) is not None


def test_finishing_twice_counts_once() -> None:
    """The second call changes nothing."""
    book = ledger()
    ticket = admitted(book, "a", 0, 10)
    assert book.finish(ticket)
    assert not book.finish(ticket)
    assert (book.pages, book.size) == (0, 0)


def test_work_of_an_earlier_ownership_is_ignored() -> None:
    """A page that ends after its partition went away and came back moves nothing."""
    book = ledger()
    late = admitted(book, "a", 0)
    book.give_up(["a"])
    now = admitted(book, "a", 0)
    assert not book.finish(late)
    assert book.committable() == {}
    assert book.finish(now)


def test_a_commit_of_an_earlier_ownership_is_ignored() -> None:
    """A confirmation that comes late for a partition that is gone does no harm."""
    book = ledger()
    book.mark_committed({"gone": 7})
    assert book.committable() == {}


def test_one_message_of_any_size_has_room() -> None:
    """A page that is larger than the whole window still goes through, alone."""
    book = ledger()
    assert book.has_room()
    admitted(book, "a", 0, SIZE * 10)
    assert not book.has_room()


def test_room_ends_with_the_number_of_pages() -> None:
    """Over all partitions together."""
    book = ledger()
    for number in range(PAGES):
        assert book.has_room()
        admitted(book, str(number), 0)
    assert not book.has_room()


def test_a_partition_is_long_behind_a_slow_page() -> None:
    """What is finished behind it would be redone after a crash, so that is bounded as well; others have room."""
    book = ledger()
    slow = admitted(book, "a", 0)
    for offset in range(1, SPAN):
        assert not book.is_long("a")
        book.finish(admitted(book, "a", offset))
    assert book.is_long("a")
    assert not book.is_short("a")
    assert not book.is_long("b")
    assert book.has_room()
    book.finish(slow)
    assert book.is_short("a")


def test_a_partition_is_long_with_much_that_waits_to_be_written() -> None:
    """A quarter of all bytes at most, so that there is room for others."""
    book = ledger()
    tickets = [admitted(book, "a", offset, SIZE // 8 + 1) for offset in range(3)]
    for ticket in tickets[1:]:
        assert not book.is_long("a")
        book.set_down(ticket)
    assert book.is_long("a")
    book.finish(tickets[0])
    book.finish(tickets[1])
    assert not book.is_short("a")
    book.finish(tickets[2])
    assert book.is_short("a")


def test_what_waits_to_be_written_leaves_its_place_to_others() -> None:
    """Its bytes are counted on."""
    book = ledger()
    tickets = [admitted(book, str(number), 0, 5) for number in range(PAGES)]
    assert not book.has_room()
    book.set_down(tickets[0])
    book.set_down(tickets[0])
    assert book.has_room()
    assert (book.pages, book.size) == (PAGES, 5 * PAGES)
    admitted(book, "one more", 0)
    assert not book.has_room()


class LedgerMachine(RuleBasedStateMachine):
    """Any order of arrivals, ends, commits and losses of partitions, against a plain model."""

    def __init__(self) -> None:
        super().__init__()
        self.book = ledger()
        self.next: dict[str, int] = {}
        self.open: list[tuple[Ticket[str], int]] = []
        self.epoch: dict[str, int] = {}
        self.unfinished: dict[str, set[int]] = {}
        self.seen: dict[str, set[int]] = {}
        self.broker: dict[str, int] = {}

    @rule(partition=st.sampled_from("ab"), gap=st.integers(0, 3), size=st.integers(0, 60))
    def arrive(self, partition: str, gap: int, size: int) -> None:
        """A message is taken on, or known already."""
        offset = self.next.get(partition, self.broker.get(partition, 0)) + gap
        ticket = self.book.admit(partition, offset, size)
        assert ticket is not None
        self.next[partition] = offset + 1
        self.unfinished.setdefault(partition, set()).add(offset)
        self.seen.setdefault(partition, set()).add(offset)
        self.open.append((ticket, self.epoch.get(partition, 0)))

    @precondition(lambda self: self.open)
    @rule(data=st.data())
    def end(self, data: st.DataObject) -> None:
        """Any page in hand ends, also one of an ownership that is over."""
        at = data.draw(st.integers(0, len(self.open) - 1))
        ticket, epoch = self.open.pop(at)
        self.book.finish(ticket)
        if epoch == self.epoch.get(ticket.partition, 0):
            self.unfinished[ticket.partition].discard(ticket.offset)

    @precondition(lambda self: self.open)
    @rule(data=st.data())
    def set_down(self, data: st.DataObject) -> None:
        """The page work of any page is done, also that of an ownership that is over."""
        self.book.set_down(data.draw(st.sampled_from(self.open))[0])

    @rule()
    def commit(self) -> None:
        """The broker takes what may be committed."""
        offsets = self.book.committable()
        self.broker.update(offsets)
        self.book.mark_committed(offsets)
        assert self.book.committable() == {}

    @rule(partition=st.sampled_from("ab"))
    def lose(self, partition: str) -> None:
        """The partition goes to another worker and comes back: reading starts at what was committed."""
        self.book.give_up([partition])
        self.epoch[partition] = self.epoch.get(partition, 0) + 1
        self.next.pop(partition, None)
        self.unfinished.pop(partition, None)
        self.seen.pop(partition, None)

    @invariant()
    def nothing_unfinished_is_committable(self) -> None:
        """No offset before a committable one is unfinished, and nothing finished at the head is held back."""
        for partition, offset in {**self.broker, **self.book.committable()}.items():
            assert all(unfinished >= offset for unfinished in self.unfinished.get(partition, ()))
        for partition, seen in self.seen.items():
            ready = [at for at in seen if all(at < left for left in self.unfinished[partition])]
            if ready:
                known = self.book.committable().get(partition, self.broker.get(partition))
                assert known == max(ready) + 1

    @invariant()
    def counts_are_those_of_the_pages_in_hand(self) -> None:
        """Pages and bytes are counted while they are unfinished, and only then."""
        mine = [ticket for ticket, epoch in self.open if epoch == self.epoch.get(ticket.partition, 0)]
        assert self.book.pages == len(mine)
        assert self.book.size == sum(ticket.size for ticket in mine)
        working = sum(not ticket.worked for ticket in mine)
        assert self.book.has_room() == (not mine or (working < PAGES and self.book.size < SIZE))


TestLedgerMachine = LedgerMachine.TestCase


@pytest.mark.parametrize("partitions", [["a"], ["a", "b"], ["c"]])
def test_giving_up_frees_the_room(partitions: list[str]) -> None:
    """What is in hand of a lost partition no longer counts."""
    book = ledger()
    for partition in "ab":
        admitted(book, partition, 0, 10)
    book.give_up(partitions)
    left = {"a", "b"} - set(partitions)
    assert (book.pages, book.size) == (len(left), 10 * len(left))
