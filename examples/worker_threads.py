"""Four threads of one program. Run it under callwise to see each apart: callwise examples/worker_threads.py"""

import json
import threading
import time


def primes_below(limit):
    return [n for n in range(2, limit) if all(n % d for d in range(2, int(n**0.5) + 1))]


def compute():
    for _ in range(3):
        primes_below(20_000)


def parse():
    text = json.dumps([{"id": number, "tags": ["a", "b"] * 5} for number in range(3_000)])
    for _ in range(20):
        json.loads(text)


def tick():
    for _ in range(20):
        time.sleep(0.02)


def main():
    threads = [threading.Thread(target=work, name=work.__name__) for work in (compute, parse, tick)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


main()
