"""Coroutines that wait for pages and work on them: callwise examples/async_crawl.py"""

import asyncio
import hashlib
import re


async def fetch(page):
    await asyncio.sleep(0.01 + page % 5 * 0.004)
    return f"<a href='{page + 1}'>next</a>" * 2_000


def links(text):
    return re.findall(r"href='(\d+)'", text)


def digest(text):
    for _ in range(40):
        text = hashlib.sha256(text.encode()).hexdigest() * 200
    return text


async def crawl(first, count):
    for page in range(first, first + count):
        text = await fetch(page)
        digest(text)
        links(text)


async def main():
    await asyncio.gather(*(crawl(start * 100, 25) for start in range(3)))


asyncio.run(main())
