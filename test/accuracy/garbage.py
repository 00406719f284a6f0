"""Makes cyclic garbage for `sys.argv[2]` seconds and prints how long it ran and how long collections took, as its own callbacks
measure them. `automatic`: as Python does by itself; `asked`: by gc.collect(); `finalizers`: garbage that runs code of its own
when it is collected; `none`: no collections."""

import gc
import json
import random
import sys
from time import perf_counter

collecting = 0.0
began = 0.0


def measure(phase, info):
    global began, collecting
    if phase == "start":
        began = perf_counter()
    else:
        collecting += perf_counter() - began


class Node:
    def __init__(self):
        self.me = self


class Finalized(Node):
    def __del__(self):
        spin(100)


def spin(rounds):
    total = 0
    for i in range(rounds):
        total += i * i
    return total


def make_garbage():
    for _ in range(random.randrange(2000)):
        Node()


def ask():
    gc.collect()


def make_finalized():
    for _ in range(random.randrange(200)):
        Finalized()


WORK = {
    "automatic": [make_garbage],
    "asked": [make_garbage, ask],
    "finalizers": [make_finalized],
    "none": [make_garbage],
}


def main(kind, seconds):
    work = WORK[kind]
    if kind == "none":
        gc.disable()
    gc.callbacks.append(measure)
    start = perf_counter()
    while perf_counter() - start < seconds:
        for part in work:
            part()
        # Of no fixed length, so as not to keep step with a sampler.
        spin(random.randrange(20_000))
    print(json.dumps({"elapsed": perf_counter() - start, "collecting": collecting}))


kept = [[i] for i in range(20_000)]
main(sys.argv[1], float(sys.argv[2]))
