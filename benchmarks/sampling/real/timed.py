"""Runs the work of a benchmark a number of times, and prints its seconds as JSON."""

import json
import sys
from time import perf_counter


def run(work):
    start = perf_counter()
    for _ in range(int(sys.argv[1])):
        work()
    print(json.dumps({"elapsed": perf_counter() - start}), flush=True)
