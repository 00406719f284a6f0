"""Programs from PyPI at work, as functions to be recorded."""

import asyncio
import contextlib
import io
import tempfile
from pathlib import Path

import anyio
import anyio.to_thread
import jinja2
import pyparsing
import pytest

TEMPLATE = """
{%- macro node(item, depth) -%}
<li>{{ item.name | title }} {{ item.words | join(', ') | upper }}
{%- if depth > 0 %}<ul>{% for _ in range(3) %}{{ node(item, depth - 1) }}{% endfor %}</ul>{% endif %}</li>
{%- endmacro -%}
{% for item in items %}{{ node(item, 3) }}{% endfor %}
"""


def templates():
    items = [{"name": f"item {n}", "words": list(range(n))} for n in range(12)]
    jinja2.Environment().from_string(TEMPLATE).render(items=items)


def expressions():
    expression = pyparsing.infix_notation(
        pyparsing.Word(pyparsing.alphanums),
        [(operator, 2, pyparsing.OpAssoc.LEFT) for operator in "*+-"],
    )
    for depth in range(1, 6):
        expression.parse_string("(" * depth + "a + b * c" + ") - d" * depth, parse_all=True)


TESTS = """
import time
import pytest

def assert_close(a, b):
    __tracebackhide__ = True
    end = time.perf_counter() + 0.002
    while time.perf_counter() < end:
        pass
    assert a == b

class TestNumbers:
    @pytest.mark.parametrize("n", range(12))
    def test_square(self, n):
        assert_close(n * n, n ** 2)

    def test_wrong(self):
        assert_close(1, 2)
"""


def tests():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "test_numbers.py"
        path.write_text(TESTS)
        with contextlib.redirect_stdout(io.StringIO()):
            pytest.main(["-q", "-p", "no:cacheprovider", str(path)])


def count_words(text):
    return sum(len(word) for word in text.split() for _ in range(20))


async def crunch(results, name):
    await anyio.sleep(0.003)
    results[name] = await anyio.to_thread.run_sync(count_words, "some words " * 400)
    count_words("more words " * 300)


async def work_together():
    results = {}
    async with anyio.create_task_group() as group:
        for number in range(4):
            group.start_soon(crunch, results, number)
    return results


def tasks():
    asyncio.run(work_together())
