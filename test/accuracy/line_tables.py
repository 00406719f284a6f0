"""Prints code objects of the standard library as JSON: first line, line table, and the line of each code unit as Python tells it."""

import ast
import dis
import json
import sys

import asyncio.base_events
import json.decoder
import traceback


def codes_of(code):
    yield code
    for constant in code.co_consts:
        if hasattr(constant, "co_code"):
            yield from codes_of(constant)


def lines_of(code):
    units = [0] * (len(code.co_code) // 2)
    if hasattr(code, "co_lines"):
        for start, end, line in code.co_lines():
            units[start // 2 : end // 2] = [line or 0] * (end // 2 - start // 2)
        return units
    starts = dict(dis.findlinestarts(code))
    line = code.co_firstlineno
    for unit in range(len(units)):
        line = starts.get(unit * 2, line)
        units[unit] = line
    return units


tables = []
for module in (ast, traceback, json.decoder, asyncio.base_events):
    with open(module.__file__, encoding="utf-8") as file:
        source = file.read()
    for code in codes_of(compile(source, module.__file__, "exec")):
        table = code.co_linetable if hasattr(code, "co_linetable") else code.co_lnotab
        tables.append({"firstLine": code.co_firstlineno, "table": table.hex(), "lines": lines_of(code)})
json.dump(tables, sys.stdout)
