"""Processors as users write them; own-processors.ts has the same in TypeScript."""

from pyinstrument.frame import Frame, FrameGroup
from pyinstrument.frame_ops import combine_frames, delete_frame_from_tree


def walk(frame):
    yield frame
    for child in frame.children:
        yield from walk(child)


def splice_g(frame, options):
    for child in list(walk(frame)) if frame else []:
        if child.function == "g" and child.parent:
            delete_frame_from_tree(child, replace_with="children")
    return frame


def close_json(frame, options):
    for child in list(walk(frame)) if frame else []:
        if "json" in (child.file_path or "") and child.parent and child.parent.function != "[self]":
            delete_frame_from_tree(child, replace_with="self_time")
    return frame


def drop_classes(frame, options):
    for child in list(walk(frame)) if frame else []:
        if child.class_name and child.parent:
            delete_frame_from_tree(child, replace_with="nothing")
    return frame


def join_neighbours(frame, options):
    for parent in list(walk(frame)) if frame else []:
        previous = None
        for child in parent.children:
            if previous and previous.function == child.function and not child.is_synthetic:
                combine_frames(child, into=previous)
            else:
                previous = child
    return frame


def group_children(frame, options):
    if frame and len(frame.children) > 1:
        group = FrameGroup(frame.children[0])
        for child in frame.children[1:]:
            group.add_frame(child)
    return frame


def first_child(frame, options):
    if frame is None or not frame.children:
        return None
    child = frame.children[0]
    child.remove_from_parent()
    return child


def wrap(frame, options):
    return frame and Frame("outer\x00/app/outer.py\x001\x01cW", [frame], frame.time, frame.context)


PROCESSORS = {
    function.__name__: function
    for function in (
        splice_g,
        close_json,
        drop_classes,
        join_neighbours,
        group_children,
        first_child,
        wrap,
    )
}
