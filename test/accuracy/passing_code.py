"""Makes functions of ever other sizes and forgets them: code objects come to stand where others stood."""

import sys
import time

SOURCE = """
def outer_{n}(depth):
    {locals} = [0] * {count}
    return inner_{n}(depth)

def inner_{n}(depth):
    return sum(range(200)) if depth == 0 else inner_{n}(depth - 1)

for _ in range(20):
    outer_{n}(3)
"""


NAMES = [f"x{i}" for i in range(40)]


def run(n):
    count = 1 + n * 7 % 40
    names = ", ".join(NAMES[:count]) + ","
    exec(compile(SOURCE.format(n=n % 50, locals=names, count=count), "<passing>", "exec"), {})


end = time.perf_counter() + float(sys.argv[1])
n = 0
while time.perf_counter() < end:
    run(n)
    n += 1
