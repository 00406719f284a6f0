"""A generator of 15 us or so, times the second argument, that C code iterates for a loop. Prints how long it and all took."""

import json
import sys
from itertools import islice
from time import perf_counter

SECONDS = float(sys.argv[1])
LOOPS = int(500 * float(sys.argv[2]))
spent = 0.0


def rows():
    global spent
    while True:
        start = perf_counter()
        for i in range(LOOPS):
            i * i
        spent += perf_counter() - start
        yield 1


def numbered():
    for _ in enumerate(islice(rows(), 50)):
        pass


def paired():
    for _ in zip(islice(rows(), 50), range(50)):
        pass


def mapped():
    for _ in map(abs, islice(rows(), 50)):
        pass


begin = perf_counter()
while perf_counter() - begin < SECONDS:
    numbered()
    paired()
    mapped()
print(json.dumps({"rows": spent, "all": perf_counter() - begin}))
