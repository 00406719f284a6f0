"""Answers many questions with pyinstrument in one process: sessions and questions as JSON in, answers as JSON out."""

import fnmatch
import json
import marshal
import re
import sys

from pyinstrument.renderers import ConsoleRenderer, JSONRenderer, SpeedscopeRenderer
from pyinstrument.renderers.pstatsrenderer import PstatsRenderer
from pyinstrument.session import Session

from own_processors import PROCESSORS
from read_pstats import dump_stats

sys.setrecursionlimit(20_000)


def dump_tree(frame):
    if frame is None:
        return []
    rows = []
    waiting = [(0, frame)]
    while waiting:
        depth, frame = waiting.pop()
        rows.append(
            [
                depth,
                frame.identifier,
                frame.time,
                frame.absorbed_time,
                list(frame.attributes.items()),
                frame.class_name,
                frame.has_tracebackhide,
                frame.total_self_time,
                frame.await_time(),
                frame.is_application_code,
                frame.code_position_short(),
            ]
        )
        waiting.extend((depth + 1, child) for child in reversed(frame.children))
    return rows


def dump_session(session):
    facts = session.to_json()
    facts["sys_prefixes"] = sorted(facts["sys_prefixes"])
    return facts


def keyword_arguments(options):
    options = dict(options)
    processor_options = dict(options.pop("processor_options", {}))
    for name in ("hide", "show"):
        pattern = processor_options.pop(name + "_fnmatch", None)
        if pattern is not None:
            processor_options[name + "_regex"] = fnmatch.translate(pattern)
    return {"processor_options": processor_options, **options}


def render(session, options):
    text = ConsoleRenderer(**keyword_arguments(options)).render(session)
    lines = text.split("\n")
    return "\n".join(lines[3 if options.get("short_mode") else 5 :])


def normalize_groups(text):
    """Groups have random names: they are numbered by first appearance in the text."""
    numbers = {}

    def number(match):
        return '"group_id": "%d"' % numbers.setdefault(match.group(1), len(numbers))
    return re.sub(r'"group_id": "([^"]*)"', number, text)


def render_file(session, question):
    options = keyword_arguments(question["options"])
    if question["format"] == "json":
        return normalize_groups(JSONRenderer(**options).render(session))
    if question["format"] == "speedscope":
        return SpeedscopeRenderer(**options).render(session)
    text = PstatsRenderer(**options).render(session)
    return dump_stats(marshal.loads(text.encode("utf-8", "surrogateescape")))


def answer(sessions, question):
    session = sessions[question["session"]]
    kind = question["kind"]
    if kind == "render":
        return render(session, question["options"])
    if kind == "processors":
        renderer = (JSONRenderer if question["format"] == "json" else ConsoleRenderer)()
        renderer.processors.insert(question["at"], PROCESSORS[question["processor"]])
        text = renderer.render(session)
        if question["format"] == "json":
            return normalize_groups(text)
        return "\n".join(text.split("\n")[5:])
    if kind == "file":
        return render_file(session, question)
    if kind == "tree":
        return dump_tree(session.root_frame(trim_stem=question["trim_stem"]))
    if kind == "frame_json":
        root = session.root_frame()
        return root and root.to_json_str()
    if kind == "combine":
        return dump_session(Session.combine(session, sessions[question["other"]]))
    if kind == "resample":
        return dump_session(session.resample(question["interval"]))
    if kind == "shorten":
        return [session.shorten_path(path) for path in question["paths"]]
    raise ValueError(kind)


def main():
    asked = json.load(sys.stdin)
    for session in asked["sessions"]:
        # JavaScript writes 1.0 as 1, which Python takes for an integer.
        session["frame_records"] = [[stack, float(seconds)] for stack, seconds in session["frame_records"]]
    sessions = [Session.from_json(session) for session in asked["sessions"]]
    answers = []
    for question in asked["questions"]:
        try:
            answers.append({"value": answer(sessions, question)})
        except Exception as error:
            answers.append({"error": f"{type(error).__name__}: {error}"})
    json.dump(answers, sys.stdout)


main()
