"""Prints the opcodes of this Python (3.12 and later) that are for calls of C functions alone, as JSON."""

import json
import re
import sys
import sysconfig

IS_NATIVE = re.compile(
    "CALL_(NO_KW_|BUILTIN_|METHOD_DESCRIPTOR_|NON_PY_|KW_NON_PY|EX_NON_PY|TYPE_1|STR_1|TUPLE_1|LEN|ISINSTANCE|LIST_APPEND)"
)


def opcodes():
    if sys.version_info >= (3, 13):
        import _opcode_metadata

        return _opcode_metadata._specialized_opmap.items()
    with open(sysconfig.get_path("include") + "/opcode.h", encoding="utf-8") as file:
        return [(name, int(number)) for name, number in re.findall(r"#define (\w+) +(\d+)", file.read())]


json.dump(sorted(number for name, number in opcodes() if IS_NATIVE.match(name)), sys.stdout)
