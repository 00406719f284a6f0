"""usage.py RESULT INTERRUPT KILL COMMAND...: runs a command and writes what it used, descendants that it waited for included, as JSON.

A command that runs for INTERRUPT seconds is interrupted once, as by Ctrl-C, and killed KILL seconds after that.
"""

import json
import os
import signal
import sys
import time

result_path, interrupt, kill, *command = sys.argv[1:]
sent = []


def end(*_):
    try:
        os.kill(pid, signal.SIGKILL if sent else signal.SIGINT)
    except ProcessLookupError:
        return  # It has just ended and was waited for.
    sent.append(time.perf_counter() - start)
    signal.alarm(int(kill))


start = time.perf_counter()
pid = os.fork()
if pid == 0:
    os.execvp(command[0], command)
signal.signal(signal.SIGALRM, end)
signal.alarm(int(interrupt))
_, status, used = os.wait4(pid, 0)
with open(result_path, "w") as result:
    json.dump(
        {
            "status": os.waitstatus_to_exitcode(status),
            "interruptedAfter": sent[0] if sent else None,
            "cpuSeconds": used.ru_utime + used.ru_stime,
            "wallSeconds": time.perf_counter() - start,
            "residentMegabytes": used.ru_maxrss / 1024,
        },
        result,
    )
