import { NO_STACK, type StackIndex } from '../../model/stacks.ts';
import type { CodeObject } from './code-object.ts';
import type { Interpreter } from './find-interpreter.ts';
import { FrameLocals, type LocalVariable } from './frame-locals.ts';
import { GilHolder } from './gil-holder.ts';
import { openPython } from './open-python.ts';
import { commandLineOf } from './process-status.ts';
import { ResumeGuard } from './resume-guard.ts';
import { SampledThread } from './sampled-thread.ts';
import { StoppedProcess } from './stopped-process.ts';
import { readSysFacts } from './sys-facts.ts';
import { ThreadWatch } from './thread-watch.ts';

export interface DumpedFrame {
  /** pyinstrument's frame text; the line in it is the one that runs. */
  readonly text: string;
  /** Absent unless asked for; undefined when the frame was left before they could be read. */
  readonly locals?: readonly LocalVariable[] | undefined;
}

export interface DumpedThread {
  /** Absent for threads that C code made. */
  readonly name: string | undefined;
  readonly nativeId: number;
  readonly isMain: boolean;
  readonly isRunning: boolean;
  readonly holdsGil: boolean;
  /** `cut`: only the outer calls could be read. `none`: nothing could. `idle`: it runs no Python code. */
  readonly reading: 'whole' | 'cut' | 'none' | 'idle';
  /** The innermost call first, as Python's tracebacks of running threads have it. */
  readonly frames: readonly DumpedFrame[];
}

export interface ProcessDump {
  readonly pid: number;
  readonly pythonVersion: string;
  readonly commandLine: string;
  readonly sysPath: readonly string[];
  readonly threads: readonly DumpedThread[];
}

export interface DumpOptions {
  readonly locals: boolean;
  /** Stop the process while it is read. */
  readonly blocking: boolean;
}

/** Stacks of a thread that are looked at until one is there whose variables can all be read. */
const MOST_LOOKS = 10;
/** How often a frame that changes while its locals are read is looked at again. */
const MOST_TRIES = 5;

/** The stacks of all threads of a process as they are now. Throws a CallwiseError when it cannot be read. */
export async function dumpThreads(pid: number, options: DumpOptions): Promise<ProcessDump> {
  const target = await openPython(pid);
  const { interpreter } = target;
  const stopped = new StoppedProcess();
  const main = new SampledThread(interpreter, target.thread, { index: 0 });
  const watch = new ThreadWatch(interpreter, main, true);
  const guard = options.blocking ? new ResumeGuard(pid) : undefined;
  try {
    main.watchActivity(pid, pid);
    if (options.blocking) stopped.stop(pid);
    watch.look(performance.now());
    const gil = new GilHolder(interpreter);
    const threads = [main, ...watch.live.toReversed()].map((thread) => {
      gil.look();
      return dumpThread(thread, { interpreter, gil, ...options });
    });
    return {
      pid,
      pythonVersion: interpreter.version,
      commandLine: commandLineOf(pid).join(' '),
      sysPath: readSysFacts(interpreter)?.path ?? [],
      threads,
    };
  } finally {
    stopped.resume();
    guard?.release();
    watch.close();
    interpreter.memory.close();
  }
}

interface Place extends DumpOptions {
  readonly interpreter: Interpreter;
  readonly gil: GilHolder;
}

/** Of a thread that moves on, the look counts at which the variables of most calls could be read. */
function dumpThread(thread: SampledThread, place: Place): DumpedThread {
  let dump = lookAt(thread, place);
  for (let looks = 1; looks < MOST_LOOKS && place.locals && withoutLocals(dump) > 0; looks++) {
    const other = lookAt(thread, place);
    if (withoutLocals(other) < withoutLocals(dump)) dump = other;
  }
  return dump;
}

function withoutLocals({ frames }: DumpedThread): number {
  return frames.filter(({ locals }) => locals === undefined).length;
}

function lookAt(thread: SampledThread, { interpreter, gil, locals }: Place): DumpedThread {
  const now = performance.now();
  const outcome = thread.look(now);
  const hasFrames = outcome === 'whole' || outcome === 'cut';
  const calls = hasFrames ? positionsOf(thread) : [];
  const frames = hasFrames ? framesOf(thread, now) : [];
  if (locals) addLocals(frames, calls, { thread, interpreter });
  return {
    name: thread.name,
    nativeId: thread.listed.nativeId,
    isMain: thread.index === 0,
    isRunning: thread.isRunning,
    holdsGil: gil.holder === thread.listed.address,
    reading: outcome === 'gone' ? 'idle' : outcome,
    frames,
  };
}

interface FoundFrame {
  text: string;
  isBuiltIn: boolean;
  locals?: readonly LocalVariable[] | undefined;
}

function framesOf(thread: SampledThread, now: number): FoundFrame[] {
  const { recorder } = thread.sampler;
  const { frames, stacks } = recorder;
  const found: FoundFrame[] = [];
  for (let at: StackIndex = thread.stack(now, 0); at !== NO_STACK; at = stacks.parentOf(at)) {
    const frame = stacks.frameOf(at);
    found.push({ text: frames.textOf(frame), isBuiltIn: recorder.isBuiltIn(frame) });
  }
  return found;
}

/**
 * A thread that runs on may leave a frame while it is read: what was read counts when the frame is in the same call still, where
 * `calls` has it. The frame of a quick loop is hardly ever at one instruction for long: if it never is, what it had in the same
 * call counts.
 */
function addLocals(
  found: readonly FoundFrame[],
  calls: readonly Position[],
  { thread, interpreter }: { readonly thread: SampledThread; readonly interpreter: Interpreter },
): void {
  for (const frame of found) frame.locals = frame.isBuiltIn ? [] : undefined;
  const frames = found.filter(({ isBuiltIn }) => !isBuiltIn).reverse();
  const isOf = (frame: FoundFrame, index: number): boolean =>
    frame.text.startsWith(calls[index]?.code.identifier ?? '\0');
  // Of a thread that moves on, a stack may be shown that was read another time.
  if (frames.length !== calls.length || !frames.every(isOf)) return;
  const onTheMove: (readonly LocalVariable[] | undefined)[] = [];
  const reader = new FrameLocals(interpreter);
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    const before = positionsOf(thread);
    const read = calls.map(({ code, address }) => reader.read(code, address));
    thread.sampler.take(performance.now());
    const after = positionsOf(thread);
    for (const [index, frame] of frames.entries()) {
      const call = calls[index];
      if (!isSameCall(call, before[index]) || !isSameCall(call, after[index])) continue;
      if (before[index]?.unit === after[index]?.unit) frame.locals ??= read[index];
      else onTheMove[index] = read[index] ?? onTheMove[index];
    }
    if (frames.every((frame) => frame.locals !== undefined)) return;
  }
  for (const [index, frame] of frames.entries()) frame.locals ??= onTheMove[index];
}

interface Position {
  readonly address: number;
  readonly code: CodeObject;
  readonly unit: number;
}

/** Another call of the same function in the same place cannot be told from it. */
function isSameCall(call: Position | undefined, other: Position | undefined): boolean {
  return call !== undefined && call.address === other?.address && call.code.address === other.code.address;
}

/** From the outermost. */
function positionsOf({ sampler: { chain, depth } }: SampledThread): Position[] {
  const positions: Position[] = [];
  for (let i = 0; i < depth; i++) {
    const code = chain.codeAt(i);
    if (!code.isTrampoline) positions.push({ address: chain.addressAt(i), code, unit: chain.unitAt(i) });
  }
  return positions;
}
