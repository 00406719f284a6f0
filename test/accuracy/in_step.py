"""Does one thing in the first fifth of each millisecond and another in the rest, by the clock; prints the share of the first."""

import sys
from time import perf_counter

FIRST = 0.2

spent = 0.0


def first():
    global spent
    start = perf_counter()
    while perf_counter() % 0.001 < FIRST * 0.001:
        pass
    spent += perf_counter() - start


def rest():
    while perf_counter() % 0.001 >= FIRST * 0.001:
        pass


def main(seconds):
    start = perf_counter()
    while perf_counter() - start < seconds:
        first()
        rest()
    print(spent / (perf_counter() - start))


main(float(sys.argv[1]))
