import { parseIdentifier } from '../../call-tree/identifier.ts';
import type { IdentifierIndex } from '../../model/frames.ts';
import type { SampleIndex } from '../../model/samples.ts';
import { NO_STACK, type StackIndex } from '../../model/stacks.ts';
import { LineRows, type LineTime } from '../../report-data/line-times.ts';
import type { Lines, RecordedLineStacks } from '../../report-data/lines-block.ts';
import { sumRowTimes } from '../../report-data/row-times.ts';
import type { SessionData } from '../../session/session-data.ts';
import { clipSeconds } from './clip-seconds.ts';
import type { Selection } from './selection.ts';

export interface SourceLine {
  self: number;
  total: number;
  /** The function with the most time there. */
  identifier: IdentifierIndex;
}

export interface SourceFile {
  readonly path: string;
  /** By number, from 1. */
  readonly lines: ReadonlyMap<number, SourceLine>;
  readonly self: number;
}

/** In place of a file, for functions of V8's and Node's own: their lines are those of no text. */
const BUILT_IN = '<built-in>';

/** Files with time, the one with the most time of its own first. Lines that are kept as sums are of the whole session. */
export function listSourceFiles(session: SessionData, { lines }: Lines, selection: Selection): SourceFile[] {
  const times = lines.form === 'sums' ? lines.times : sumSelected(session, lines, selection);
  const files = new Map<string, Map<number, SourceLine>>();
  for (const time of times) {
    if (time.total === 0) continue;
    const { filePath } = parseIdentifier(session.samples.frames.identifierText(time.identifier));
    if (!filePath || filePath === BUILT_IN) continue;
    let file = files.get(filePath);
    if (file === undefined) files.set(filePath, (file = new Map()));
    addLine(file, time);
  }
  return [...files]
    .map(([path, of]) => ({ path, lines: of, self: sumSelf(of) }))
    .sort((a, b) => b.self - a.self);
}

function addLine(file: Map<number, SourceLine>, { line, self, total, identifier }: LineTime): void {
  const known = file.get(line);
  if (known === undefined) {
    file.set(line, { self, total, identifier });
    return;
  }
  if (total > known.total) known.identifier = identifier;
  known.self += self;
  known.total += total;
}

function sumSelf(lines: ReadonlyMap<number, SourceLine>): number {
  let seconds = 0;
  for (const line of lines.values()) seconds += line.self;
  return seconds;
}

function sumSelected(session: SessionData, lines: RecordedLineStacks, selection: Selection): LineTime[] {
  const { samples } = session;
  const { frames, stacks } = samples;
  const isInFocus = focusTest(session, selection.focus);
  const selfSeconds = new Float64Array(lines.size);
  let start = 0;
  for (let index = 0; index < samples.length; index++) {
    const sample = index as SampleIndex;
    const whole = samples.secondsOf(sample);
    const seconds = clipSeconds(start, whole, selection.range);
    start += whole;
    const stack = lines.stackOfSample(sample);
    if (seconds === undefined || stack < 0 || !isInFocus(samples.stackOf(sample))) continue;
    selfSeconds[stack] = (selfSeconds[stack] as number) + seconds;
  }
  const rows = new LineRows();
  const parents = new Int32Array(lines.size);
  const rowOf = new Int32Array(lines.size);
  for (let stack = 0; stack < lines.size; stack++) {
    parents[stack] = lines.parentOf(stack);
    const frame = stacks.frameOf(lines.callStackOf(stack));
    rowOf[stack] = rows.rowOf(frames.identifierOf(frame), lines.lineOf(stack));
  }
  const { self, total } = sumRowTimes({ parents, rows: rowOf, rowCount: rows.size }, selfSeconds);
  return Array.from(total, (seconds, row) => ({
    identifier: rows.identifierOf(row),
    line: rows.lineOf(row),
    self: self[row] as number,
    total: seconds,
  }));
}

/** Whether a stack has the function in focus in it. */
function focusTest(
  { samples: { frames, stacks } }: SessionData,
  focus: IdentifierIndex | undefined,
): (stack: StackIndex) => boolean {
  if (focus === undefined) return () => true;
  const has = new Uint8Array(stacks.size);
  for (let index = 0; index < stacks.size; index++) {
    const stack = index as StackIndex;
    const parent = stacks.parentOf(stack);
    const above = parent !== NO_STACK && has[parent] === 1;
    has[stack] = above || frames.identifierOf(stacks.frameOf(stack)) === focus ? 1 : 0;
  }
  return (stack) => stack !== NO_STACK && has[stack] === 1;
}
