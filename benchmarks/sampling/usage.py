"""usage.py RESULT COMMAND...: runs a command and writes what it used, descendants that it waited for included, as JSON."""

import json
import os
import sys
import time

start = time.perf_counter()
pid = os.fork()
if pid == 0:
    os.execvp(sys.argv[2], sys.argv[2:])
_, status, used = os.wait4(pid, 0)
with open(sys.argv[1], "w") as result:
    json.dump(
        {
            "status": os.waitstatus_to_exitcode(status),
            "cpuSeconds": used.ru_utime + used.ru_stime,
            "wallSeconds": time.perf_counter() - start,
            "residentMegabytes": used.ru_maxrss / 1024,
        },
        result,
    )
