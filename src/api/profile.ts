import { callerPosition } from '../capture/node/index.ts';
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

type AnyFunction = (this: never, ...parameters: never[]) => unknown;

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
  const profiler = new Profiler(options);
  profiler.start({ targetDescription: options.targetDescription ?? `Block at ${callerPosition()}` });
  return {
    profiler,
    [Symbol.dispose]: () => {
      profiler.stop();
      report(profiler, options);
    },
  };
}

function profileFunction(wrapped: AnyFunction, options: ProfileOptions): AnyFunction {
  const targetDescription = options.targetDescription ?? `Function ${wrapped.name} at ${callerPosition()}`;
  const wrapper = function (this: unknown, ...parameters: unknown[]): unknown {
    const profiler = new Profiler(options).begin({ targetDescription });
    const end = (): void => {
      profiler.stop();
      report(profiler, options);
    };
    const result = endingOnError(end, () => profiler.within(() => Reflect.apply(wrapped, this, parameters)));
    if (isGenerator(result)) return profileGenerator(result, { profiler, end });
    if (result instanceof Promise) return result.finally(end);
    end();
    return result;
  };
  return Object.defineProperties(wrapper, {
    name: { value: wrapped.name, configurable: true },
    length: { value: wrapped.length, configurable: true },
  }) as AnyFunction;
}

type AnyGenerator = Generator<unknown> | AsyncGenerator<unknown>;

function isGenerator(value: unknown): value is AnyGenerator {
  return /^\[object (?:Async)?Generator\]$/.test(Object.prototype.toString.call(value));
}

/** What the generator does each time it is asked is what is profiled; what is done with its values is not. */
function profileGenerator(
  generator: AnyGenerator,
  { profiler, end }: { readonly profiler: Profiler; readonly end: () => void },
): AnyGenerator {
  const endWhenDone = (step: IteratorResult<unknown>): IteratorResult<unknown> => {
    if (step.done === true && profiler.isRunning) end();
    return step;
  };
  const endAndThrow = (error: unknown): never => {
    if (profiler.isRunning) end();
    throw error;
  };
  const step = (resume: () => ReturnType<AnyGenerator['next']>): ReturnType<AnyGenerator['next']> => {
    if (!profiler.isRunning) return resume();
    const result = endingOnError(end, () => profiler.within(resume));
    return result instanceof Promise ? result.then(endWhenDone, endAndThrow) : endWhenDone(result);
  };
  const profiled: object = {
    next: (value: unknown) => step(() => generator.next(value)),
    return: (value: unknown) => step(() => generator.return(value)),
    throw: (error: unknown) => step(() => generator.throw(error)),
  };
  return Object.setPrototypeOf(profiled, Object.getPrototypeOf(generator)) as AnyGenerator;
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
