"""Short calls that are rare, each made in a way of its own, among many ordinary ones, for as many seconds as the first argument says.

The second makes them so many times as long.
Prints how long each took. All that a stack of theirs holds runs in one function, as do the ordinary calls.
"""

import json
import sys
from functools import partial, wraps
from time import perf_counter

ORDINARY_CALLS = 2000
# Less than looking at a stack again and again takes.
SECONDS = 0.000008 * float(sys.argv[2])
# A stack with a generator takes some microseconds to be proved, in which it has to stand.
GENERATOR_SECONDS = SECONDS * 5
spent = {}


def spend(name, start, seconds=SECONDS):
    end = start + seconds
    at = start
    while at < end:
        at = perf_counter()
    spent[name] = spent.get(name, 0.0) + at - start


def ordinary():
    return None


class Finalized:
    def __init__(self, finalize):
        self.finalize = finalize

    def __del__(self):
        self.finalize()


def at_assignment():
    spend("at_assignment", perf_counter())


def at_statement():
    spend("at_statement", perf_counter())


def at_return():
    spend("at_return", perf_counter())


def holds():
    held = Finalized(at_return)
    ordinary()


class Unusual:
    def __getattr__(self, name):
        spend("__getattr__", perf_counter())

    def __add__(self, other):
        spend("__add__", perf_counter())

    def __call__(self):
        spend("__call__", perf_counter())

    def __iter__(self):
        spend("__iter__", perf_counter())
        return iter(())


def sort_key(item):
    spend("sort_key", perf_counter())


def in_part():
    spend("in_part", perf_counter())


def decorator(function):
    @wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapper


@decorator
def decorated():
    spend("decorated", perf_counter())


def generates():
    spend("generates", perf_counter(), GENERATOR_SECONDS)
    yield


async def awaited():
    spend("awaited", perf_counter(), GENERATOR_SECONDS)


unusual = Unusual()
part = partial(in_part)


def run_round():
    for _ in range(ORDINARY_CALLS):
        ordinary()
    held = Finalized(at_assignment)
    held = None
    for _ in range(ORDINARY_CALLS):
        ordinary()
    Finalized(at_statement)
    for _ in range(ORDINARY_CALLS):
        ordinary()
    holds()
    for _ in range(ORDINARY_CALLS):
        ordinary()
    unusual.missing
    for _ in range(ORDINARY_CALLS):
        ordinary()
    unusual + unusual
    for _ in range(ORDINARY_CALLS):
        ordinary()
    unusual()
    for _ in range(ORDINARY_CALLS):
        ordinary()
    list(unusual)
    for _ in range(ORDINARY_CALLS):
        ordinary()
    [1].sort(key=sort_key)
    for _ in range(ORDINARY_CALLS):
        ordinary()
    part()
    for _ in range(ORDINARY_CALLS):
        ordinary()
    decorated()
    for _ in range(ORDINARY_CALLS):
        ordinary()
    for _ in generates():
        ordinary()
    try:
        awaited().send(None)
    except StopIteration:
        ordinary()


def main(seconds):
    start = perf_counter()
    while perf_counter() - start < seconds:
        run_round()
    spent["run_round"] = perf_counter() - start
    print(json.dumps(spent))


main(float(sys.argv[1]))
