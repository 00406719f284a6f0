"""Records programs with pyinstrument and writes the sessions as one JSON object."""

import asyncio
import json
import re
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import packages
from pyinstrument import Profiler


def spin(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass


def recurse(depth):
    spin(0.0005)
    if depth:
        recurse(depth - 1)
    spin(0.0005)


class Base:
    def run(self):
        spin(0.002)
        self.work()

    def work(self):
        spin(0.001)


class Derived(Base):
    def work(self):
        spin(0.003)

    @classmethod
    def make(cls):
        spin(0.001)
        return cls()


def classes():
    for _ in range(5):
        for item in (Base(), Derived.make()):
            item.run()


def hidden(depth):
    __tracebackhide__ = True
    spin(0.001)
    if depth:
        hidden(depth - 1)
    else:
        classes()


async def wait_and_work(count):
    for _ in range(count):
        await asyncio.sleep(0.003)
        spin(0.002)


async def gather():
    await asyncio.gather(wait_and_work(3), wait_and_work(2))


def threads():
    workers = [threading.Thread(target=spin, args=(0.01,)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()


def library():
    data = [{"key": str(n), "value": [n] * 20} for n in range(3000)]
    text = json.dumps(data, indent=1)
    json.loads(text)
    for n in range(60):
        re.compile("(a|b|%d)+[x-z]{1,3}" % n)


def from_string():
    exec(compile("def f(n):\n spin(0.002)\n n and f(n - 1)\nf(4)", "<string>", "exec"), {"spin": spin})


def imports():
    for name in ("xml.dom.minidom", "email.mime.multipart", "http.server", "unittest.mock"):
        __import__(name)


def record(work, interval=0.0005, **options):
    profiler = Profiler(interval=interval, **options)
    with profiler:
        work()
    return profiler.last_session.to_json()


def record_command():
    """The command line has frames of pyinstrument's own around the program."""
    with tempfile.TemporaryDirectory() as folder:
        program = Path(folder) / "app.py"
        program.write_text("import json\nfor n in range(60):\n json.dumps(list(range(9000)), indent=1)\n")
        out = Path(folder) / "out.pyisession"
        command = [sys.executable, "-m", "pyinstrument", "-r", "session", "-o", str(out), str(program)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return json.loads(out.read_text())


sessions = {
    "recursion": record(lambda: recurse(12)),
    "classes": record(classes),
    "tracebackhide": record(lambda: hidden(3)),
    "asyncio": record(lambda: asyncio.run(gather()), async_mode="disabled"),
    "asyncio enabled": record(lambda: asyncio.run(gather()), async_mode="enabled"),
    "threads": record(threads),
    "library": record(library),
    "from string": record(from_string),
    "imports": record(imports),
    "command": record_command(),
    "pytest": record(packages.tests, interval=0.015),
    "jinja2": record(packages.templates),
    "pyparsing": record(packages.expressions),
    "anyio": record(packages.tasks, async_mode="disabled"),
    "anyio enabled": record(packages.tasks, async_mode="enabled"),
}
json.dump(sessions, sys.stdout)
