"""Three phases of 3, 1 and 0.3 ms by turns, which all call the same functions of a microsecond or less; at the end their shares."""

import json
import sys
from time import perf_counter


def leaf():
    pass


def middle():
    leaf()
    leaf()
    leaf()


def work(seconds):
    end = perf_counter() + seconds
    while perf_counter() < end:
        middle()
        middle()
        middle()


def long():
    work(0.003)


def short():
    work(0.001)


def shortest():
    work(0.0003)


phases = [long, short, shortest]
spent = dict.fromkeys(phases, 0)
begin = now = perf_counter()
while now < begin + float(sys.argv[1]):
    for phase in phases:
        before = now
        phase()
        now = perf_counter()
        spent[phase] += now - before
print(json.dumps({phase.__name__: spent[phase] / (now - begin) for phase in phases}))
