import { callerPosition } from '../capture/node/index.ts';
import { warn } from '../capture/node/original-globals.ts';
import { ConsoleRenderer } from './frame-renderers.ts';
import { Profiler, type ProfilerOptions } from './profiler.ts';
import type { Renderer } from './renderer.ts';
import type { Session } from './session.ts';

/** A renderer that makes text at once. */
export interface TextRenderer extends Renderer {
  render(session: Session): string;
}

export interface ProfileOptions extends ProfilerOptions {
  /** What the report calls it; else the place of the block or the function. */
  readonly targetDescription?: string;
  /** Makes the report, which goes to standard error; a short one for terminals if absent. */
  readonly renderer?: TextRenderer;
}

type AnyFunction = (...parameters: never[]) => unknown;

/** A profiler that runs until the end of its block, and then prints what it saw. */
export interface ProfiledBlock extends Disposable {
  readonly profiler: Profiler;
}

/** `using _ = profile()` profiles the rest of the block and prints a report when it ends. */
export function profile(options?: ProfileOptions): ProfiledBlock;
/**
 * A function that does the same and prints a report of each call when it returned, its promise was settled, or its
 * generator finished.
 */
export function profile<Wrapped extends AnyFunction>(wrapped: Wrapped, options?: ProfileOptions): Wrapped;
export function profile(
  first: ProfileOptions | AnyFunction = {},
  options: ProfileOptions = {},
): ProfiledBlock | AnyFunction {
  return typeof first === 'function' ? profileFunction(first, options) : profileBlock(first);
}

function profileBlock(options: ProfileOptions): ProfiledBlock {
  const targetDescription = options.targetDescription ?? `Block at ${callerPosition()}`;
  const profiler = new Profiler(options);
  const run = beginRun(profiler, options, () => profiler.start({ targetDescription }));
  return { profiler, [Symbol.dispose]: () => run?.end() };
}

function profileFunction(wrapped: AnyFunction, options: ProfileOptions): AnyFunction {
  const targetDescription = options.targetDescription ?? `Function ${wrapped.name} at ${callerPosition()}`;
  const begin = (): Run | undefined => {
    const profiler = new Profiler(options);
    return beginRun(profiler, options, () => profiler.begin({ targetDescription }));
  };
  const wrapper = function (this: unknown, ...parameters: unknown[]): unknown {
    const call = (): unknown => Reflect.apply(wrapped, this, parameters);
    // Nothing of it runs before it is asked the first time.
    if (isGeneratorFunction(wrapped)) return profileGenerator(call() as AnyGenerator, begin);
    const run = begin();
    if (run === undefined) return call();
    const result = endingOnError(run.end, () => run.profiler.within(call));
    if (isGenerator(result)) return profileGenerator(result, () => run);
    if (result instanceof Promise) return result.finally(run.end);
    run.end();
    return result;
  };
  return Object.defineProperties(wrapper, {
    name: { value: wrapped.name, configurable: true },
    length: { value: wrapped.length, configurable: true },
  }) as AnyFunction;
}

/** A profile that goes on. */
interface Run {
  readonly profiler: Profiler;
  /** Ends it, if that has not been done, and prints the report. */
  readonly end: () => void;
}

let hasWarned = false;

/** What is profiled does not fail with its profile: without one it runs all the same, and a warning says what was wrong. */
function beginRun(profiler: Profiler, options: ProfileOptions, begin: () => unknown): Run | undefined {
  try {
    begin();
  } catch (error) {
    if (!hasWarned) warn(error);
    hasWarned = true;
    return undefined;
  }
  const end = (): void => {
    if (!profiler.isRunning) return;
    try {
      profiler.stop();
      report(profiler, options);
    } catch (error) {
      warn(error);
    }
  };
  return { profiler, end };
}

type AnyGenerator = Generator<unknown> | AsyncGenerator<unknown>;

function isGenerator(value: unknown): value is AnyGenerator {
  return /^\[object (?:Async)?Generator\]$/.test(Object.prototype.toString.call(value));
}

function isGeneratorFunction(value: AnyFunction): boolean {
  return /^\[object (?:Async)?GeneratorFunction\]$/.test(Object.prototype.toString.call(value));
}

/** Ends the profiles of generators that nobody can ask any more. */
const dropped = new FinalizationRegistry<Run>((run) => run.end());

/** What the generator does each time it is asked is what is profiled; what is done with its values is not. */
function profileGenerator(generator: AnyGenerator, begin: () => Run | undefined): AnyGenerator {
  let run: Run | undefined;
  let hasBegun = false;
  const step = (resume: () => ReturnType<AnyGenerator['next']>): ReturnType<AnyGenerator['next']> => {
    if (!hasBegun) {
      hasBegun = true;
      run = begin();
      if (run !== undefined) dropped.register(profiled, run);
    }
    return run?.profiler.isRunning === true ? profileStep(run, resume) : resume();
  };
  const profiled: object = {
    next: (value: unknown) => step(() => generator.next(value)),
    return: (value: unknown) => step(() => generator.return(value)),
    throw: (error: unknown) => step(() => generator.throw(error)),
  };
  return Object.setPrototypeOf(profiled, Object.getPrototypeOf(generator)) as AnyGenerator;
}

function profileStep(
  { profiler, end }: Run,
  resume: () => ReturnType<AnyGenerator['next']>,
): ReturnType<AnyGenerator['next']> {
  const endWhenDone = (step: IteratorResult<unknown>): IteratorResult<unknown> => {
    if (step.done === true) end();
    return step;
  };
  const endAndThrow = (error: unknown): never => {
    end();
    throw error;
  };
  const result = endingOnError(end, () => profiler.within(resume));
  return result instanceof Promise ? result.then(endWhenDone, endAndThrow) : endWhenDone(result);
}

function endingOnError<Result>(end: () => void, body: () => Result): Result {
  try {
    return body();
  } catch (error) {
    end();
    throw error;
  }
}

function report(profiler: Profiler, { renderer }: ProfileOptions): void {
  const color = process.stderr.isTTY && process.stderr.hasColors();
  const unicode = process.platform !== 'win32';
  process.stderr.write(profiler.output(renderer ?? new ConsoleRenderer({ color, unicode, shortMode: true })));
}
