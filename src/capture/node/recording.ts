import type { SessionData } from '../../session/session-data.ts';
import { AwaitScope } from './await-scope.ts';
import { awaitWatch } from './await-watch.ts';
import type { AsyncView, RecordedProfile } from './build-session.ts';
import { callPaths, sessionMaker } from './load-later.ts';
import { millisNow, startTimer, stopTimer, unixMillis, warn } from './original-globals.ts';
import { type V8Recording, v8Profiler } from './v8-profiler.ts';

/**
 * What of a program that waits is shown. `enabled`: the context that is recorded, its waiting as `[await]`; `strict`: the
 * same, and of the rest only that it is out of the context; `disabled`: whatever runs on the thread.
 */
export type AsyncMode = 'enabled' | 'disabled' | 'strict';

/**
 * V8 keeps all samples until the end, when it hands them over as one text, which may have 2 ** 29 characters: one that is longer
 * ends the program. This is less than 3 hours of a millisecond each, and a tenth of a gigabyte of text.
 */
const MOST_SAMPLES = 1e7;

export interface NodeRecordingOptions {
  /** Seconds between two samples. */
  readonly intervalSeconds: number;
  readonly asyncMode: AsyncMode;
  /** The async context in which it is started, or all of the thread. */
  readonly extent: 'context' | 'whole-program';
  /** After the time that they take it ends, with a warning. */
  readonly mostSamples?: number;
}

type Ended = Pick<RecordedProfile, 'profile' | 'span' | 'cpuTime' | 'async'>;

/** A recording of this thread from its making to `stop`. */
export class NodeRecording {
  readonly #options: NodeRecordingOptions;
  readonly #scope: AwaitScope | undefined;
  readonly #outer: AwaitScope | undefined;
  readonly #startTime = unixMillis() / 1000;
  readonly #cpuBefore: NodeJS.CpuUsage;
  readonly #v8: V8Recording;
  readonly #begin: number;
  readonly #limit: NodeJS.Timeout;
  #ended: Ended | undefined;

  constructor(options: NodeRecordingOptions) {
    this.#options = options;
    if (!v8Profiler.hasRoom) throw new Error('Too many profilers are running: V8 takes 100 at once.');
    if (options.asyncMode !== 'disabled') {
      const context = options.extent === 'context' ? contextHere() : undefined;
      this.#outer = context?.parent;
      this.#scope = new AwaitScope(options.intervalSeconds, context);
      awaitWatch.open(this.#scope, options.extent);
    }
    const limitMillis = (options.mostSamples ?? MOST_SAMPLES) * options.intervalSeconds * 1000;
    this.#limit = startTimer(() => this.#endAtLimit(), limitMillis).unref();
    this.#v8 = v8Profiler.start(options.intervalSeconds);
    this.#cpuBefore = process.cpuUsage();
    this.#begin = millisNow();
  }

  /** Makes what runs from here on part of the recorded context. */
  enterContext(): void {
    if (this.#scope === undefined || this.#options.extent !== 'context') return;
    this.#scope.hasOpener = true;
    awaitWatch.setContext(this.#scope);
  }

  /** Runs a function in the recorded context, and what it begins. */
  run<Result>(body: () => Result): Result {
    if (this.#scope === undefined || this.#ended !== undefined) return body();
    return awaitWatch.run(this.#scope, body);
  }

  /** Ends it. What the session needs is loaded by `stop` afterwards, in time that is not the program's. */
  end(): void {
    this.#ended ??= this.#takeProfile();
  }

  /** Ends it and makes the session, before it returns. */
  stop(targetDescription: string): SessionData {
    this.end();
    const { intervalSeconds } = this.#options;
    const facts = { intervalSeconds, startTime: this.#startTime, targetDescription };
    const session = sessionMaker().buildNodeSession({ ...(this.#ended as Ended), ...facts });
    this.#scope?.forget();
    return session;
  }

  #endAtLimit(): void {
    this.end();
    const hours = ((millisNow() - this.#begin) / 3_600_000).toFixed(1);
    const advice = 'More samples are not kept: a longer interval makes them last longer.';
    warn(`The recording ended after ${hours} hours. ${advice}`);
  }

  #takeProfile(): Ended {
    stopTimer(this.#limit);
    const end = millisNow();
    const { user, system } = process.cpuUsage(this.#cpuBefore);
    try {
      awaitWatch.flush(this.#scope);
      const profile = this.#v8.stop();
      const async = this.#scope && {
        scope: this.#scope,
        paths: awaitWatch.paths.calls,
        extent: this.#extent(),
      };
      return { profile, span: [this.#begin, end], cpuTime: (user + system) / 1e6, async };
    } finally {
      this.#leave();
    }
  }

  #leave(): void {
    const scope = this.#scope;
    if (scope === undefined || scope.isClosed) return;
    // What belongs to no context is the whole program's, whichever that is.
    const outer = this.#outer?.isContext === true ? this.#outer : undefined;
    if (awaitWatch.storage.getStore() === scope) awaitWatch.setContext(outer);
    awaitWatch.close(scope);
  }

  #extent(): AsyncView['extent'] {
    if (this.#options.extent === 'whole-program') return 'whole-program';
    return this.#options.asyncMode === 'strict' ? 'strict-context' : 'context';
  }
}

function contextHere(): NonNullable<ConstructorParameters<typeof AwaitScope>[1]> {
  const opener = callPaths().callerFrames();
  return { opener, parent: awaitWatch.contextAround(opener) };
}
