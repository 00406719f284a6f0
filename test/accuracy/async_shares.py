"""An event loop with coroutines that run for 4, 15 and 75 us or so, await coroutines that run for as long, which call functions that do,
each for so many times as long as the second argument says. Prints how long each was."""

import asyncio
import json
import sys
from time import perf_counter

TEXT = """
def plain_SIZE():
    start = perf_counter()
    for i in range(LOOPS):
        i * i
    spent["plain_SIZE"] += perf_counter() - start

async def helper_SIZE():
    start = perf_counter()
    for i in range(LOOPS):
        i * i
    spent["helper_SIZE"] += perf_counter() - start
    plain_SIZE()

async def task_SIZE():
    while perf_counter() < end:
        start = perf_counter()
        for i in range(LOOPS):
            i * i
        spent["task_SIZE"] += perf_counter() - start
        await helper_SIZE()
        await asyncio.sleep(0)
"""
SIZES = (100, 500, 2500)
FACTOR = float(sys.argv[2]) if len(sys.argv) > 2 else 1
KINDS = ("plain", "helper", "task")

spent = {f"{kind}_{size}": 0.0 for size in SIZES for kind in KINDS}


async def main(seconds):
    end = perf_counter() + seconds
    scope = {"perf_counter": perf_counter, "spent": spent, "asyncio": asyncio, "end": end}
    tasks = []
    for size in SIZES:
        text = TEXT.replace("SIZE", str(size)).replace("LOOPS", str(int(size * FACTOR)))
        exec(compile(text, __file__, "exec"), scope)
        tasks += [scope[f"task_{size}"]() for _ in range(SIZES[-1] // size * 2)]
    await asyncio.gather(*tasks)


asyncio.run(main(float(sys.argv[1])))
print(json.dumps(spent))
