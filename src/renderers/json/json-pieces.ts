import { listAwaitSeconds } from '../../call-tree/await-seconds.ts';
import { NO_NODE, type NodeIndex } from '../../call-tree/call-tree.ts';
import { parseIdentifier } from '../../call-tree/identifier.ts';
import { fixedDecimals } from '../../model/fixed-decimals.ts';
import type { CallTreeOptions } from '../../processors/call-tree-options.ts';
import type { SessionData } from '../../session/session-data.ts';
import { ReportView } from '../report-view.ts';

const PIECE_LENGTH = 65_536;

/** The processed call tree as pyinstrument's JSON, in pieces: the whole may be longer than a string can be. */
export function* jsonPieces(session: SessionData, options: CallTreeOptions = {}): Generator<string> {
  const facts = [
    `"start_time": ${decimal(session.startTime)}`,
    `"duration": ${decimal(session.duration)}`,
    `"sample_count": ${whole(session.sampleCount)}`,
    `"target_description": ${quoted(session.targetDescription)}`,
    `"cpu_time": ${decimal(session.cpuTime)}`,
  ];
  yield `{${facts.join(',')},"root_frame": `;
  const view = new ReportView(session, options);
  if (view.tree.size === 0) yield 'null';
  else yield* framePieces(view);
  yield '}\n';
}

function* framePieces(view: ReportView): Generator<string> {
  const { tree } = view;
  const awaitSeconds = listAwaitSeconds(tree);
  const open: NodeIndex[] = [];
  let text = '';
  for (let node = 0; node < tree.size; node++) {
    let parent = open.at(-1);
    for (; parent !== undefined && tree.endOf(parent) <= node; parent = open.at(-1)) {
      text += frameEnd(view, parent);
      open.pop();
    }
    if (parent !== undefined && node !== parent + 1) text += ',';
    text += frameStart(view, node, awaitSeconds[node] as number);
    open.push(node);
    if (text.length < PIECE_LENGTH) continue;
    yield text;
    text = '';
  }
  for (let node = open.pop(); node !== undefined; node = open.pop()) text += frameEnd(view, node);
  yield text;
}

function frameStart(view: ReportView, node: NodeIndex, awaitSeconds: number): string {
  const { tree } = view;
  const parts = parseIdentifier(tree.identifierText(node));
  const properties = [
    `"function": ${quoted(parts.function)}`,
    `"file_path_short": ${quoted(view.shortPathOf(node) ?? '')}`,
    `"file_path": ${quoted(parts.filePath ?? '')}`,
    `"line_no": ${parts.lineNo ?? 0}`,
    `"time": ${decimal(tree.secondsOf(node))}`,
    `"await_time": ${decimal(awaitSeconds)}`,
    `"is_application_code": ${view.isApplication(node)}`,
    '"children": [',
  ];
  return `{${properties.join(',')}`;
}

function frameEnd(view: ReportView, node: NodeIndex): string {
  const group = view.groupOf(node);
  const className = view.tree.classNameOf(node);
  const groupId = group === NO_NODE ? '' : `,"group_id": "${group}"`;
  return `]${groupId}${className ? `,"class_name": ${quoted(className)}` : ''}}`;
}

/**
 * What a terminal would obey, or show in another order, stands as an escape, which means the same in JSON; so does half a
 * surrogate pair.
 */
function quoted(text: string): string {
  return JSON.stringify(text).replace(
    /[\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function whole(value: number): string {
  return Number.isFinite(value) ? `${Math.trunc(value)}` : 'null';
}

/** As Python's `%f`; JSON has no other numbers than finite ones. */
function decimal(value: number): string {
  return Number.isFinite(value) ? fixedDecimals(value, 6) : 'null';
}
