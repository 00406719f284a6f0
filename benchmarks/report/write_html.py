"""Renders a session as HTML with pyinstrument; prints seconds of rendering and writes the page. `all` switches resampling off."""
import sys
import time

from pyinstrument.renderers import HTMLRenderer
from pyinstrument.session import Session

session = Session.load(sys.argv[1])
start = time.perf_counter()
page = HTMLRenderer(resample_interval=0 if "all" in sys.argv else None).render(session)
seconds = time.perf_counter() - start
with open(sys.argv[2], "w", encoding="utf-8") as file:
    file.write(page)
print(seconds)
