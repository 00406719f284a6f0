import type { LiveTables } from '../../session/recorded-processes.ts';
import type {
  LastingFact,
  ProcessNews,
  RecordingRequest,
  SampleBatch,
  SampleCounts,
  SysFacts,
  ThreadFacts,
  ThreadSamples,
} from '../../session/recording-parts.ts';
import { lengthened } from './sample-runs.ts';

type Json = Readonly<Record<string, unknown>>;

export function checkRequest(value: unknown): RecordingRequest | undefined {
  if (!isObject(value)) return undefined;
  const { intervalSeconds, targetDescription, threads } = value;
  if (typeof intervalSeconds !== 'number' || typeof targetDescription !== 'string') return undefined;
  if (threads !== 'main' && threads !== 'busy' && threads !== 'all') return undefined;
  return { intervalSeconds, targetDescription, threads };
}

/** Knows how many frames and stacks the batches before have brought, which is what the next may name. */
export class PartChecker {
  readonly #sizes = new Map<number, { frames: number; stacks: number }>();

  checkBatch(value: unknown): SampleBatch | undefined {
    if (!isObject(value) || !isCount(value.process) || !isTexts(value.frames)) return undefined;
    const stacks = integersOf(value.stacks);
    const samples = listOf(value.samples, checkSamples);
    if (stacks === undefined || samples === undefined || stacks.length % 2 !== 0) return undefined;
    const { process, frames, seconds } = value as {
      process: number;
      frames: readonly string[];
      seconds: unknown;
    };
    if (typeof seconds !== 'number') return undefined;
    const size = this.#sizes.get(process) ?? { frames: 0, stacks: 0 };
    size.frames += frames.length;
    for (let at = 0; at < stacks.length; at += 2) {
      if (!isIndex(stacks[at] as number, size.stacks) || !isFrame(stacks[at + 1] as number, size.frames))
        return undefined;
      size.stacks++;
    }
    this.#sizes.set(process, size);
    const known = samples.every((thread) => thread.stacks.every((stack) => isIndex(stack, size.stacks)));
    return known ? { process, seconds, frames, stacks, samples, threads: [] } : undefined;
  }

  /** Whether tables have as many rows as were brought: what is brought twice is one, and what is named after it another. */
  isWhole(process: number, { frames, stacks }: LiveTables): boolean {
    const brought = this.#sizes.get(process);
    return brought?.frames === frames.size && brought.stacks === stacks.size;
  }
}

function checkSamples(value: unknown): ThreadSamples | undefined {
  if (!isObject(value) || !isCount(value.thread)) return undefined;
  const { thread, runs } = value;
  if (isNumbers(runs)) return lengthened({ thread, runs });
  const stacks = integersOf(value.stacks);
  const seconds = value.seconds;
  if (stacks === undefined || !isNumbers(seconds) || stacks.length !== seconds.length) return undefined;
  return { thread, stacks, seconds: Float64Array.from(seconds) };
}

export function checkFacts(value: unknown): ProcessNews | undefined {
  if (!isObject(value) || !isCount(value.process)) return undefined;
  const { process, pid, startTime, duration, cpuTime } = value;
  const threads = listOf(value.threads, checkThread);
  const counts = checkCounts(value.counts);
  const lasting = checkLasting(value);
  if (threads === undefined || counts === undefined || lasting === undefined) return undefined;
  if (typeof pid !== 'number') return undefined;
  if (typeof startTime !== 'number' || typeof duration !== 'number' || typeof cpuTime !== 'number')
    return undefined;
  return { process, pid, counts, startTime, duration, cpuTime, ...lasting, threads };
}

/** Each may be absent, and is as before then. */
function checkLasting({
  commandLine,
  sys,
  startCallStack,
}: Json): Pick<ProcessNews, LastingFact> | undefined {
  if (commandLine !== undefined && typeof commandLine !== 'string') return undefined;
  if (startCallStack !== undefined && !isTexts(startCallStack)) return undefined;
  const known = checkSys(sys);
  return {
    ...(commandLine === undefined ? {} : { commandLine }),
    ...(known === undefined ? {} : { sys: known }),
    ...(startCallStack === undefined ? {} : { startCallStack }),
  };
}

function checkThread(value: unknown): ThreadFacts | undefined {
  if (!isObject(value) || !isCount(value.thread)) return undefined;
  const { thread, name, nativeId, onlyWaited, looks, runs } = value;
  if (typeof nativeId !== 'number' || typeof onlyWaited !== 'boolean' || !isCount(looks) || !isCount(runs))
    return undefined;
  return { thread, name: typeof name === 'string' ? name : undefined, nativeId, onlyWaited, looks, runs };
}

function checkCounts(value: unknown): SampleCounts | undefined {
  if (!isObject(value)) return undefined;
  const { recorded, cut, dropped, droppedSeconds, retries } = value;
  if (typeof recorded !== 'number' || typeof cut !== 'number' || typeof dropped !== 'number')
    return undefined;
  if (typeof droppedSeconds !== 'number' || typeof retries !== 'number') return undefined;
  return { recorded, cut, dropped, droppedSeconds, retries };
}

function checkSys(value: unknown): SysFacts | undefined {
  if (!isObject(value) || !isTexts(value.path) || !isTexts(value.prefixes)) return undefined;
  return { path: value.path, prefixes: value.prefixes };
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((text) => typeof text === 'string');
}

function isNumbers(value: unknown): value is readonly number[] {
  return Array.isArray(value) && value.every((number) => typeof number === 'number');
}

function integersOf(value: unknown): Int32Array<ArrayBuffer> | undefined {
  return isNumbers(value) ? Int32Array.from(value) : undefined;
}

/** -1 is the stack without frames. */
function isIndex(value: number, size: number): boolean {
  return value >= -1 && value < size;
}

function isFrame(value: number, size: number): boolean {
  return value >= 0 && value < size;
}

function listOf<T>(value: unknown, check: (item: unknown) => T | undefined): T[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items = value.map(check);
  return items.some((item) => item === undefined) ? undefined : (items as T[]);
}
