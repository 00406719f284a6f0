import type { FrameIndex, FrameTable } from '../model/frames.ts';

export const CLASS_MARKER = 'c';
export const TRACEBACKHIDE_MARKER = 'h';

/** Seconds by attribute (marker and data), in the order in which the attributes were first seen. */
export type AttributeSeconds = Map<string, number>;

/** Which attributes of a frame count: all, or all but the running line, which alone takes many values. */
export type AttributeScope = 'all' | 'without-line';

export function listAttributes(frames: FrameTable, frame: FrameIndex, scope: AttributeScope): string[] {
  if (scope === 'without-line') return splitAttributes(frames.attributesOf(frame));
  const identifier = frames.identifierText(frames.identifierOf(frame));
  return splitAttributes(frames.textOf(frame).slice(identifier.length));
}

function splitAttributes(text: string): string[] {
  return text.length > 1 ? text.slice(1).split('\x01') : [];
}

export function haveSameAttributes(
  frames: FrameTable,
  scope: AttributeScope,
  [a, b]: readonly [FrameIndex, FrameIndex],
): boolean {
  return a === b || (scope === 'without-line' && frames.attributeSetOf(a) === frames.attributeSetOf(b));
}

export function addAttributeSeconds(
  attributes: AttributeSeconds,
  names: Iterable<string>,
  seconds: number,
): void {
  for (const name of names) {
    const known = attributes.get(name);
    attributes.set(name, known === undefined ? seconds : known + seconds);
  }
}

/** The data of the attribute that was seen the longest, the first one on a tie. */
export function mostSeenAttribute(
  attributes: Iterable<readonly [string, number]>,
  marker: string,
): string | undefined {
  let best: string | undefined;
  let bestSeconds = 0;
  for (const [name, seconds] of attributes) {
    if (!name.startsWith(marker) || (best !== undefined && seconds <= bestSeconds)) continue;
    best = name;
    bestSeconds = seconds;
  }
  return best?.slice(1);
}
