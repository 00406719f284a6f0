"""Objects of two classes, each at the address of the one before, run a method that both inherit: first of one class for long."""

import sys
import time


class Base:
    def run(self):
        return self.work()


class Left(Base):
    def work(self):
        return left()


class Right(Base):
    def work(self):
        return right()


def left():
    total = 0
    for i in range(100_000):
        total += i
    return total


def right():
    total = 0
    for i in range(100_000):
        total += i
    return total


def steady(until):
    while time.perf_counter() < until:
        Left().run()


def alternating(until):
    while time.perf_counter() < until:
        for kind in (Left, Right) * 10:
            kind().run()


start = time.perf_counter()
seconds = float(sys.argv[1])
steady(start + seconds / 3)
alternating(start + seconds)
