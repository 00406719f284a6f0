import type { SampleIndex } from '../../src/model/samples.ts';
import type { SessionData } from '../../src/session/session-data.ts';

export interface SeenFrame {
  readonly function: string;
  readonly file: string;
  /** The line that ran; undefined where the tool does not say. */
  readonly line: number | undefined;
}

/** A stack as a profiler reported it. */
export interface SeenStack {
  /** From the outermost call. */
  readonly frames: readonly SeenFrame[];
  /** Samples that saw it. */
  readonly samples: number;
  /** Undefined where the tool counts samples alone. */
  readonly seconds: number | undefined;
}

/** A frame from pyinstrument's frame text. */
function readFrameText(text: string): SeenFrame {
  const [identifier = '', ...attributes] = text.split('\x01');
  const [name = '', file = ''] = identifier.split('\x00');
  const line = attributes.find((attribute) => attribute.startsWith('l'));
  return { function: name, file, line: line === undefined ? undefined : Number(line.slice(1)) };
}

/** C functions are not among the calls that the programs are checked for. */
const BUILT_IN = '<built-in>';

/** Records as a `.pyisession` file holds them, Python's calls of them. */
export function* stacksOfRecords(
  records: Iterable<readonly [readonly string[], number]>,
): Generator<SeenStack> {
  const known = new Map<string, SeenFrame>();
  const frameOf = (text: string): SeenFrame => {
    const frame = known.get(text) ?? readFrameText(text);
    known.set(text, frame);
    return frame;
  };
  for (const [texts, seconds] of records) {
    const frames = texts.map(frameOf).filter(({ file }) => file !== BUILT_IN);
    yield { frames, samples: 1, seconds };
  }
}

export function* stacksOfSession({ samples }: SessionData): Generator<SeenStack> {
  const { frames, stacks } = samples;
  function* records(): Generator<[string[], number]> {
    for (let index = 0; index < samples.length; index++) {
      const stack = samples.stackOf(index as SampleIndex);
      const texts = stacks.framesOf(stack).map((frame) => frames.textOf(frame));
      yield [texts, samples.secondsOf(index as SampleIndex)];
    }
  }
  yield* stacksOfRecords(records());
}

/** `py-spy record --format raw`: a line a distinct stack, `function (file:line);function (file:line) count`. */
export function* stacksOfRawText(text: string): Generator<SeenStack> {
  for (const line of text.split('\n')) {
    const match = /^(.*) (\d+)$/.exec(line);
    if (match === null) continue;
    const frames = (match[1] as string).split(';').filter((frame) => frame !== '');
    yield { frames: frames.map(readRawFrame), samples: Number(match[2]), seconds: undefined };
  }
}

/** `profiling.sampling --collapsed`: a line a distinct stack, `tid:id;file:function:line;file:function:line count`. */
export function* stacksOfCollapsedText(text: string): Generator<SeenStack> {
  for (const line of text.split('\n')) {
    const match = /^tid:\d+;(.*) (\d+)$/.exec(line);
    if (match === null) continue;
    const frames = (match[1] as string).split(';').map((frame) => {
      const [, file = '', name = frame, at] = /^(.*):([^:]*):(\d+)$/.exec(frame) ?? [];
      return { function: name, file, line: at === undefined ? undefined : Number(at) };
    });
    yield { frames, samples: Number(match[2]), seconds: undefined };
  }
}

function readRawFrame(text: string): SeenFrame {
  const match = /^(.*) \((.*):(\d+)\)$/.exec(text);
  if (match === null) return { function: text, file: '', line: undefined };
  return { function: match[1] as string, file: match[2] as string, line: Number(match[3]) };
}
