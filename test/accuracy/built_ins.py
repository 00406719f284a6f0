"""Calls C functions, for as many seconds as the second argument says. `long`: a function for each of them does little else.
`short`: many that take some ten nanoseconds, in turn; the comment of a line has what it may call."""

import random
import re
import sys
import zlib
from time import perf_counter, sleep

NUMBERS = [random.random() for _ in range(100_000)]
TEXT = "ab " * 100_000


class Row(list):
    pass


def in_sleep(end):
    while perf_counter() < end:
        sleep(0.01)


def in_sorted(end):
    while perf_counter() < end:
        sorted(NUMBERS, reverse=True)


def in_sort(end):
    while perf_counter() < end:
        Row(NUMBERS).sort()


def in_sum(end):
    while perf_counter() < end:
        sum(*[range(1_000_000)])


def in_findall(end):
    pattern = re.compile("a")
    while perf_counter() < end:
        pattern.findall(TEXT)


def in_compress(end):
    data = TEXT.encode()
    while perf_counter() < end:
        zlib.compress(data)


def in_join(end):
    words = TEXT.split()
    while perf_counter() < end:
        ",".join(words)


def in_fromkeys(end):
    while perf_counter() < end:
        dict.fromkeys(NUMBERS)


def in_max(end):
    while perf_counter() < end:
        try:
            raise KeyError
        except KeyError:
            max(NUMBERS)


def in_min(end):
    def generate():
        while perf_counter() < end:
            yield min(NUMBERS)

    for _ in generate():
        pass


def python(a, b, c):
    return max(  # max
        0,
        min(  # min
            1, 2))


def in_turn(end):
    items, word, table, pair = [1, 2], "ab", {1: 2}, (1, 2)
    append, get = items.append, table.get
    while perf_counter() < end:  # perf_counter
        for i in range(200):
            len(items)  # len
            abs(-i)  # abs
            ord(  # ord
                chr(  # chr
                    65))
            word.upper()  # str.upper
            get(1)  # dict.get
            dict.fromkeys(pair)  # dict.fromkeys
            int.from_bytes(  # int.from_bytes
                b"ab")
            getattr(word, "lower")()  # getattr str.lower
            getattr(table, "keys")()  # getattr dict.keys
            getattr(table, "items")()  # getattr dict.items
            python(len(items),  # len
                   hash(i),  # hash
                   word.strip())  # str.strip
            isinstance(word, str)  # isinstance
            items.append(1)  # list.append
            items.pop()  # list.pop
            (get if i % 2 else append)(1)  # dict.get list.append
            items.clear()  # list.clear
            sorted(pair, reverse=True)  # sorted


if sys.argv[1] == "short":
    in_turn(perf_counter() + float(sys.argv[2]))
else:
    functions = [value for name, value in list(globals().items()) if name.startswith("in_") and name != "in_turn"]
    for function in functions:
        function(perf_counter() + float(sys.argv[2]) / len(functions))
