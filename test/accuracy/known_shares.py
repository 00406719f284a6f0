"""Busy loops of set lengths in turn, for as many seconds as the argument says; prints how long each one ran.

Each function adds up its own time by the clock, so the truth holds whatever else the machine does.
"""

import json
import sys
from random import Random
from time import perf_counter

# Mean seconds of a round; random lengths, so that the rounds do not keep step with a sampler.
ROUND = 0.1
SHARES = {"busy_a": 0.4, "busy_b": 0.25, "busy_c": 0.15, "busy_d": 0.1, "busy_e": 0.07, "busy_f": 0.03}
spent = dict.fromkeys(SHARES, 0.0)


def busy_a(start, seconds):
    while perf_counter() - start < seconds:
        pass


def busy_b(start, seconds):
    while perf_counter() - start < seconds:
        pass


def busy_c(start, seconds):
    while perf_counter() - start < seconds:
        pass


def busy_d(start, seconds):
    while perf_counter() - start < seconds:
        pass


def busy_e(start, seconds):
    while perf_counter() - start < seconds:
        pass


def busy_f(start, seconds):
    while perf_counter() - start < seconds:
        pass


def main(seconds):
    functions = [(globals()[name], name, share * ROUND) for name, share in SHARES.items()]
    random = Random(1)
    end = perf_counter() + seconds
    at = perf_counter()
    while at < end:
        for function, name, length in functions:
            function(at, length * random.uniform(0.5, 1.5))
            before, at = at, perf_counter()
            spent[name] += at - before
    print(json.dumps(spent))


main(float(sys.argv[1]))
