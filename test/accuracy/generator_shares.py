"""Generators of 4, 15 and 75 us or so, new and old ones and coroutines, beside functions that do the same work, each for so many times as
long as the second argument says. Prints how long each was."""

import json
import sys
from itertools import cycle
from random import Random
from time import perf_counter

TEXT = """
def plain_SIZE():
    start = perf_counter()
    for i in range(LOOPS):
        i * i
    spent["plain_SIZE"] += perf_counter() - start

def made_SIZE():
    start = perf_counter()
    for i in range(LOOPS):
        i * i
    spent["made_SIZE"] += perf_counter() - start
    yield

def resumed_SIZE():
    while True:
        start = perf_counter()
        for i in range(LOOPS):
            i * i
        spent["resumed_SIZE"] += perf_counter() - start
        yield

async def awaited_SIZE():
    start = perf_counter()
    for i in range(LOOPS):
        i * i
    spent["awaited_SIZE"] += perf_counter() - start

async def await_SIZE():
    await awaited_SIZE()

many_SIZE = cycle([resumed_SIZE() for _ in range(50)])

def turn_SIZE():
    plain_SIZE()
    for _ in made_SIZE():
        pass
    for _ in next(many_SIZE):
        break
    try:
        await_SIZE().send(None)
    except StopIteration:
        pass
"""
SIZES = (100, 500, 2500)
FACTOR = float(sys.argv[2]) if len(sys.argv) > 2 else 1
KINDS = ("plain", "made", "resumed", "awaited")

spent = {f"{kind}_{size}": 0.0 for size in SIZES for kind in KINDS}


def main(seconds):
    scope = {"perf_counter": perf_counter, "spent": spent, "cycle": cycle}
    for size in SIZES:
        text = TEXT.replace("SIZE", str(size)).replace("LOOPS", str(int(size * FACTOR)))
        exec(compile(text, __file__, "exec"), scope)
    turns = [scope[f"turn_{size}"] for size in SIZES for _ in range(SIZES[-1] // size)]
    random = Random(1)
    end = perf_counter() + seconds
    while perf_counter() < end:
        # In order they would keep step with a sampler.
        random.shuffle(turns)
        for turn in turns:
            turn()


main(float(sys.argv[1]))
print(json.dumps(spent))
