"""Works through the standard library for the given number of seconds: stacks as real programs have them."""
import ast
import difflib
import io
import json
import os
import pathlib
import pprint
import re
import sys
import textwrap
import time
import tokenize

END = time.perf_counter() + float(sys.argv[1])
FILES = sorted(pathlib.Path(os.__file__).parent.glob("*.py"))


class Reader:
    def __init__(self, path):
        self.text = path.read_text(encoding="utf-8", errors="replace")[:20_000]

    def words(self):
        return re.findall(r"\w+", self.text)

    def tree(self):
        try:
            return ast.dump(ast.parse(self.text))
        except SyntaxError:
            return ""

    def tokens(self):
        try:
            return list(tokenize.generate_tokens(io.StringIO(self.text).readline))
        except (tokenize.TokenError, SyntaxError, IndentationError):
            return []

    def report(self):
        lines = self.text.splitlines()[:200]
        return [
            pprint.pformat(json.loads(json.dumps({"words": self.words()[:300], "lines": lines}))),
            textwrap.fill(self.text[:3000]),
            "\n".join(difflib.unified_diff(lines, sorted(lines)[:200])),
        ]


def work(path):
    reader = Reader(path)
    reader.tokens()
    reader.tree()
    reader.report()
    time.sleep(0.002)


while time.perf_counter() < END:
    for path in FILES:
        work(path)
        if time.perf_counter() >= END:
            break
