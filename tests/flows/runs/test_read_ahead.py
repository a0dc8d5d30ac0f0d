"""The thread that computes the next item while the current one is used."""

import threading
import weakref
from collections.abc import Iterator

import pytest

from flows.runs.batch import ReadAhead


def test_the_next_item_is_computed_while_the_current_one_is_used() -> None:
    second_began, first_is_used = threading.Event(), threading.Event()

    def items() -> Iterator[int]:
        yield 1
        second_began.set()
        assert first_is_used.wait(600)
        yield 2

    used = []
    with ReadAhead() as ahead:
        for item in ahead.iterate(items()):
            used.append(item)
            if item == 1:
                assert second_began.wait(600)
                first_is_used.set()
    assert used == [1, 2]


class Item:
    """An object that can be watched."""


def test_an_item_is_freed_when_its_reader_has_used_it() -> None:
    freed = [threading.Event(), threading.Event()]

    def make(number: int) -> Item:
        item = Item()
        weakref.finalize(item, freed[number].set)
        return item

    with ReadAhead() as ahead:
        of_items = iter(freed)
        for item in ahead.iterate(map(make, range(2))):
            del item
            assert next(of_items).wait(600)


def test_an_error_is_raised_when_the_item_before_has_been_used() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise OSError("the disk is full")

    used = 0
    with pytest.raises(OSError, match="the disk is full"), ReadAhead() as ahead:
        for _ in ahead.iterate(items()):
            used += 1
    assert used == 1


def test_no_item_is_computed_after_the_block() -> None:
    computed = []

    def items() -> Iterator[int]:
        for number in range(5):
            computed.append(number)
            yield number

    with pytest.raises(RuntimeError, match="the load failed"), ReadAhead() as ahead:
        for _ in ahead.iterate(items()):
            raise RuntimeError("the load failed")
    assert computed in ([0], [0, 1])
    assert not any(thread.name.startswith("read-ahead") for thread in threading.enumerate())
