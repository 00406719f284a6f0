"""Prints, as JSON, what each opcode of this Python does to the value stack and where it goes on, as `dis` tells, in the letters of
src/capture/python/layouts/layout.ts: a character an opcode, `.` where nothing is known. And code of the standard library."""

import dis
import json
import opcode as opcode_names
import sys

import asyncio.base_events
import contextlib
import traceback
import typing

ARGUMENTS = range(1024)
# Fewest pops first; each by the argument.
BY_ARGUMENT = {
    "A": lambda n: 1 - n,
    "B": lambda n: 1 - 2 * n,
    "C": lambda n: -1 - n,
    "D": lambda n: -2 - n,
    "E": lambda n: -n,
    "F": lambda n: -1 - (n & 1),
    "G": lambda n: -2 - (n & 1),
    "H": lambda n: n & 1,
    "I": lambda n: 1 + (n & 1),
    "J": lambda n: -2 + (n & 1),
    "K": lambda n: n - 1,
    "L": lambda n: (n & 255) + (n >> 8),
    "M": lambda n: -((n & 4) == 4),
    "N": lambda n: -bin(n & 15).count("1"),
    "O": lambda n: -2 if n == 3 else -1,
    "P": lambda n: 6,
    "Q": lambda n: -6,
    "R": lambda n: -7,
    "S": lambda n: -1 - bin(n & 15).count("1"),
}
ENDS = {"RETURN_VALUE", "RETURN_CONST", "RERAISE", "RAISE_VARARGS", "INTERPRETER_EXIT"}
CALLS = {"CALL": "c", "CALL_KW": "c", "CALL_FUNCTION_EX": "c", "PRECALL": "p"}
if sys.version_info < (3, 11):
    CALLS = {name: "c" for name in ("CALL_FUNCTION", "CALL_FUNCTION_KW", "CALL_FUNCTION_EX", "CALL_METHOD", "YIELD_FROM")}
    CALLS["FOR_ITER"] = "n"
    # It leaves its place on the stack for the time of the block, which takes it away.
    CALLS["CALL_FINALLY"] = "-"


def effects(opcode, jump):
    for arguments in (ARGUMENTS, [None] * len(ARGUMENTS)):
        try:
            return [dis.stack_effect(opcode, n, jump=jump) for n in arguments]
        except ValueError:
            pass
    return []


def letter(values):
    if values and values == values[:1] * len(values) and -4 <= values[0] <= 2:
        return str(values[0] + 4)
    for name, effect in BY_ARGUMENT.items():
        if values == [effect(n) for n in ARGUMENTS]:
            return name
    return "."


def flow(name, opcode):
    if name in ENDS:
        return "e"
    if name in CALLS:
        return CALLS[name]
    if name == "EXTENDED_ARG":
        return "+"
    stays = name.startswith("JUMP_") and "_IF_" not in name
    if opcode in dis.hasjabs and sys.version_info < (3, 11):
        return "A" if stays else "a" if effects(opcode, True) == effects(opcode, False) else "O"
    if opcode not in dis.hasjrel or name == "END_ASYNC_FOR":
        return "-"
    direction = "b" if "BACKWARD" in name else "f"
    if stays:
        return direction.upper()
    if effects(opcode, True) == effects(opcode, False):
        return direction
    # What is left on the stack after the jump.
    return {-1: "i", 0: "o", 6: "s", 5: "t"}[effects(opcode, True)[0]]


stack_effects = ["."] * 256
flows = ["-"] * 256
for name, opcode in dis.opmap.items():
    if opcode < 256 and not name.startswith(("INSTRUMENTED_", "ENTER_", "TRACE_", "RESERVED")):
        # What is sent to a generator at its start: the compiler counts it elsewhere before 3.13.
        starts = {"RETURN_GENERATOR": "5", "GEN_START": "4"}
        stack_effects[opcode] = starts.get(name) or letter(effects(opcode, False))
        flows[opcode] = flow(name, opcode)


def codes_of(code):
    yield code
    for constant in code.co_consts:
        if hasattr(constant, "co_code"):
            yield from codes_of(constant)


codes = []
for module in (asyncio.base_events, contextlib, traceback, typing):
    with open(module.__file__, encoding="utf-8") as file:
        source = file.read()
    for code in codes_of(compile(source, module.__file__, "exec")):
        codes.append(
            {
                "instructions": code.co_code.hex(),
                "exceptions": getattr(code, "co_exceptiontable", b"").hex(),
                "stackSize": code.co_stacksize,
            }
        )
specialized = getattr(opcode_names, "_specialized_opmap", {})
told = {
    "stackEffects": "".join(stack_effects),
    "flow": "".join(flows),
    "codes": codes,
    "resumptions": [specialized[name] for name in ("FOR_ITER_GEN", "SEND_ASYNC_GEN", "SEND_GEN") if name in specialized],
    "iterator": [dis.opmap.get("FOR_ITER"), dis.opmap.get("SEND"), effects(dis.opmap["GET_ITER"], False)[0]],
}
json.dump(told, sys.stdout)
