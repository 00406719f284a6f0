"""Works with many parts of the standard library. `run SECONDS` does so for some time. `calls` prints, as JSON, each call that was made
meanwhile, as Python itself tells: the code of the caller, its line, and what it called."""

import argparse
import ast
import asyncio
import configparser
import contextlib
import copy
import csv
import difflib
import email
import fractions
import functools
import html.parser
import io
import itertools
import json
import logging
import pprint
import statistics
import sys
import textwrap
import tokenize
from time import perf_counter

with open(textwrap.__file__, encoding="utf-8") as file:
    SOURCE = file.read()


class Tags(html.parser.HTMLParser):
    def handle_starttag(self, tag, attrs):
        self.last = tag


class Names(ast.NodeVisitor):
    def visit_Name(self, node):
        self.last = node.id


def parses():
    list(tokenize.generate_tokens(io.StringIO(SOURCE).readline))
    Tags().feed('<div class="a"><p>hello &amp; x</p></div>' * 40)
    Names().visit(ast.parse("def f(a, b):\n  return [x + 1 for x in a if b(x)]\n" * 20))
    email.message_from_string("From: a@b.c\nSubject: hi\n\n" + "text\n" * 50).as_string()
    list(csv.DictReader(io.StringIO("a,b\n1,2\n" * 50)))
    json.loads(json.dumps([{"a": [1, 2.5, None]}] * 50), object_hook=dict)
    options = argparse.ArgumentParser()
    options.add_argument("--number", type=int)
    options.parse_args(["--number", "3"])


def texts():
    list(difflib.unified_diff(SOURCE[:3000].splitlines(), SOURCE[200:3200].splitlines()))
    textwrap.fill(SOURCE[:2000], 60)
    pprint.pformat([{"a": list(range(20)), "b": "x" * 30}] * 10)
    settings = configparser.ConfigParser()
    settings.read_string("[a]\nb=1\nc=%(b)s\n")
    settings.get("a", "c")
    logger = logging.Logger("x")
    logger.addHandler(logging.StreamHandler(io.StringIO()))
    logger.warning("hello %s", 1)


@contextlib.contextmanager
def entered(value):
    yield value


def countdown(n):
    if n:
        yield from countdown(n - 1)
    yield n


def numbers():
    sum(fractions.Fraction(1, i) for i in range(1, 40))
    statistics.stdev(range(100))
    copy.deepcopy([{"a": [1, 2, (3, 4)], "b": {"c": i}} for i in range(30)])
    with entered(1):
        sorted(countdown(20), key=lambda v: -v)
    max(itertools.chain.from_iterable(map(countdown, range(5))), key=functools.cmp_to_key(lambda a, b: a - b))
    for _ in enumerate(countdown(9)):
        pass


async def leaf(n):
    return n + 1


async def middle(n):
    for i in range(n):
        await leaf(i)
    await asyncio.sleep(0)


async def turns(n):
    for i in range(n):
        await asyncio.sleep(0)
        yield i


async def awaits():
    await asyncio.gather(*(middle(i) for i in range(10)))
    async for value in turns(5):
        await leaf(value)
    queue = asyncio.Queue()
    await asyncio.gather(*(queue.put(i) for i in range(10)), *(queue.get() for _ in range(10)))
    await asyncio.wait_for(middle(3), 5)


def work():
    parses()
    texts()
    numbers()
    asyncio.run(awaits())


def place_of(code):
    return f"{code.co_filename}:{code.co_firstlineno}"


calls = set()


def note(frame, event, arg):
    caller = frame.f_back if event == "call" else frame
    if caller is None or event not in ("call", "c_call"):
        return
    callee = place_of(frame.f_code) if event == "call" else arg.__name__
    calls.add((place_of(caller.f_code), caller.f_lineno, callee))


if sys.argv[1] == "calls":
    for _ in range(3):
        sys.setprofile(note)
        work()
        sys.setprofile(None)
    print(json.dumps(list(calls)))
else:
    end = perf_counter() + float(sys.argv[2])
    while perf_counter() < end:
        work()
