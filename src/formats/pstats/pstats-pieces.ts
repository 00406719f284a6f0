import type { CallTree } from '../../call-tree/call-tree.ts';
import type { CallTreeOptions } from '../../processors/call-tree-options.ts';
import type { SessionData } from '../../session/session-data.ts';
import { CodePositions } from '../code-positions.ts';
import { processedCalls } from '../processed-calls.ts';
import { MarshalWriter } from './marshal-writer.ts';

/** Stands for numbers of calls, which a sampler does not know. */
const UNKNOWN_COUNT = -1;

interface Times {
  /** Seconds in the function itself. */
  own: number;
  /** Seconds with its callees; those of a recursive call count once more. */
  cumulative: number;
}

interface FunctionTimes extends Times {
  /** By the number of the caller's position. */
  readonly callers: Map<number, Times>;
}

/** A file for Python's `pstats`, as pyinstrument writes it: times by function, and for each of its callers. */
export function* pstatsPieces(session: SessionData, options: CallTreeOptions = {}): Generator<Uint8Array> {
  const tree = processedCalls(session, { ...options, ungrouped: true });
  const positions = new CodePositions(tree.frames, ({ function: name, filePath, lineNo }) => ({
    function: name,
    filePath: filePath ?? '',
    lineNo: lineNo ?? 0,
  }));
  const writer = new MarshalWriter();
  writer.startDictionary();
  for (const [position, times] of sumByFunction(tree, positions)) {
    writeKey(writer, positions, position);
    writer.startTuple(5);
    writeTimes(writer, times);
    writer.startDictionary();
    for (const [caller, callerTimes] of times.callers) {
      writeKey(writer, positions, caller);
      writer.startTuple(4);
      writeTimes(writer, callerTimes);
    }
    writer.endDictionary();
    const piece = writer.takePiece({ isLast: false });
    if (piece !== undefined) yield piece;
  }
  writer.endDictionary();
  yield writer.takePiece({ isLast: true }) ?? new Uint8Array();
}

/** In the order in which the functions come first in the tree. */
function sumByFunction(tree: CallTree, positions: CodePositions): Map<number, FunctionTimes> {
  const sums = new Map<number, FunctionTimes>();
  const parents = tree.listParents();
  for (let node = 0; node < tree.size; node++) {
    // Synthetic calls are leaves, or the root.
    if (node > 0 && tree.syntheticKindOf(node) !== undefined) continue;
    const position = positions.indexOf(tree.identifierOf(node));
    let sum = sums.get(position);
    if (sum === undefined) sums.set(position, (sum = { own: 0, cumulative: 0, callers: new Map() }));
    const own = tree.selfSecondsOf(node);
    add(sum, own, tree.secondsOf(node));
    if (node === 0) continue;
    const caller = positions.indexOf(tree.identifierOf(parents[node] as number));
    let ofCaller = sum.callers.get(caller);
    if (ofCaller === undefined) sum.callers.set(caller, (ofCaller = { own: 0, cumulative: 0 }));
    add(ofCaller, own, tree.secondsOf(node));
  }
  return sums;
}

function add(times: Times, own: number, cumulative: number): void {
  times.own += own;
  times.cumulative += cumulative;
}

function writeKey(writer: MarshalWriter, positions: CodePositions, position: number): void {
  if (writer.repeatOrStartTuple(String(position), 3)) return;
  const { filePath = '', lineNo = 0, function: name } = positions.at(position);
  writer.text(filePath);
  writer.integer(lineNo);
  writer.text(name);
}

function writeTimes(writer: MarshalWriter, { own, cumulative }: Times): void {
  writer.integer(UNKNOWN_COUNT);
  writer.integer(UNKNOWN_COUNT);
  writer.float(own);
  writer.float(cumulative);
}
