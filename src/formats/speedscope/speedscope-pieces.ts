import type { CallTree, NodeIndex } from '../../call-tree/call-tree.ts';
import { localTimestamp } from '../../model/local-timestamp.ts';
import { pythonFloat } from '../../model/python-float.ts';
import { pythonString } from '../../model/python-string.ts';
import type { CallTreeOptions } from '../../processors/call-tree-options.ts';
import type { SessionData } from '../../session/session-data.ts';
import { CodePositions } from '../code-positions.ts';
import { processedCalls } from '../processed-calls.ts';

const PIECE_LENGTH = 65_536;

/**
 * The calls in time order as an evented speedscope profile (https://www.speedscope.app/file-format-schema.json), laid out
 * and numbered as pyinstrument's, in pieces: the whole may be longer than a string can be.
 */
export function* speedscopePieces(session: SessionData, options: CallTreeOptions = {}): Generator<string> {
  const at = localTimestamp(session.startTime);
  const name = pythonString(`CPU profile for '${session.targetDescription}' at ${at}`);
  yield '{"$schema": "https://www.speedscope.app/file-format-schema.json", ';
  yield `"name": ${name}, "activeProfileIndex": null, "exporter": "callwise", `;
  yield `"profiles": [{"type": "evented", "name": ${name}, "unit": "seconds", "startValue": 0.0, `;
  yield `"endValue": ${number(session.duration)}, "events": [`;
  const tree = processedCalls(session, { ...options, timeline: true, ungrouped: true });
  const positions = new CodePositions(tree.frames);
  yield* eventPieces(tree, positions);
  yield ']}], "shared": {"frames": [';
  yield* framePieces(positions);
  yield ']}}\n';
}

function* eventPieces(tree: CallTree, positions: CodePositions): Generator<string> {
  const open: NodeIndex[] = [];
  let seconds = 0;
  let text = '';
  for (let node = 0; node < tree.size; node++) {
    for (let top = open.at(-1); top !== undefined && tree.endOf(top) <= node; top = open.at(-1)) {
      open.pop();
      seconds += ownSeconds(tree, top);
      text += `, ${event('C', seconds, positions.indexOf(tree.identifierOf(top)))}`;
    }
    text += `${node === 0 ? '' : ', '}${event('O', seconds, positions.indexOf(tree.identifierOf(node)))}`;
    open.push(node);
    if (text.length < PIECE_LENGTH) continue;
    yield text;
    text = '';
  }
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    seconds += ownSeconds(tree, node);
    text += `, ${event('C', seconds, positions.indexOf(tree.identifierOf(node)))}`;
  }
  yield text;
}

/**
 * Time that no call below accounts for. speedscope refuses a file in which time goes back, so what is no time at all
 * counts for nothing.
 */
function ownSeconds(tree: CallTree, node: NodeIndex): number {
  const absorbed = elapsed(tree.absorbedOf(node));
  return tree.syntheticKindOf(node) === 'leaf' ? absorbed + elapsed(tree.secondsOf(node)) : absorbed;
}

function elapsed(seconds: number): number {
  return seconds > 0 && Number.isFinite(seconds) ? seconds : 0;
}

function event(type: 'O' | 'C', seconds: number, frame: number): string {
  return `{"type": "${type}", "at": ${pythonFloat(seconds)}, "frame": ${frame}}`;
}

function* framePieces(positions: CodePositions): Generator<string> {
  let text = '';
  for (const [index, { function: name, filePath, lineNo }] of positions.list().entries()) {
    const file = filePath === undefined ? 'null' : pythonString(filePath);
    text += `${index === 0 ? '' : ', '}{"name": ${pythonString(name)}, "file": ${file}, "line": ${lineNo ?? 'null'}}`;
    if (text.length < PIECE_LENGTH) continue;
    yield text;
    text = '';
  }
  yield text;
}

function number(value: number): string {
  return Number.isFinite(value) ? pythonFloat(value) : 'null';
}
