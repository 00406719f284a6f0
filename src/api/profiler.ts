// Who profiles may compile for a target that has no `using` yet.
/// <reference lib="esnext.disposable" preserve="true" />
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callerPosition, NodeRecording } from '../capture/node/index.ts';
import type { AsyncMode } from '../capture/node/recording.ts';
import { writeWholeFileSync } from '../formats/whole-file.ts';
import { DEFAULT_INTERVAL, SHORTEST_INTERVAL } from '../model/sampling-interval.ts';
import type { ConsoleOptions } from '../renderers/console/console-options.ts';
import type { HtmlOptions } from '../renderers/html/html-options.ts';
import { ConsoleRenderer } from './frame-renderers.ts';
import { HTMLRenderer } from './html-renderer.ts';
import type { Renderer } from './renderer.ts';
import { type PathOrString, Session } from './session.ts';
import { startBrowser } from './start-browser.ts';

export interface ProfilerOptions {
  /** Seconds between two samples, 0.00005 or more; 0.001 if absent. While several profilers run, that of the first holds for all. */
  readonly interval?: number;
  /**
   * What is shown of a program that waits. `enabled`, the default: code of the async context in which the profiler was
   * started, and its waiting as `[await]` below the line that awaits. `strict`: the same, and all other time as
   * `[out-of-context]`. `disabled`: whatever runs on this thread, whoever started it.
   */
  readonly asyncMode?: AsyncMode;
}

export interface StartOptions {
  /** What the report calls it; else the place where `start` was called. */
  readonly targetDescription?: string;
}

/**
 * Profiles JavaScript of this thread between `start` and `stop`. Any number of profilers may run at once, nested or in
 * async contexts of their own; each sees only its time.
 */
export class Profiler implements Disposable {
  readonly interval: number;
  readonly asyncMode: AsyncMode;
  /** What was recorded so far; one may put another session here, to print it. */
  lastSession: Session | undefined;
  #running: { readonly recording: NodeRecording; readonly targetDescription: string } | undefined;

  /** Throws a RangeError for a value that an option cannot have. */
  constructor(options: ProfilerOptions = {}) {
    this.interval = intervalOf(options);
    this.asyncMode = asyncModeOf(options);
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /**
   * Begins to record. A profiler that was stopped can be started again; its sessions are combined. `using _ =
   * profiler.start()` stops it at the end of the block.
   */
  start(options: StartOptions = {}): this {
    this.#begin(options.targetDescription ?? `Profile at ${callerPosition()}`).enterContext();
    return this;
  }

  /** Ends the recording and gives the session, which `lastSession` holds from then on. */
  stop(): Session {
    if (this.#running === undefined) throw new Error('This profiler is not currently running.');
    const { recording, targetDescription } = this.#running;
    this.#running = undefined;
    const session = new Session(recording.stop(targetDescription));
    this.lastSession = this.lastSession === undefined ? session : Session.combine(this.lastSession, session);
    return this.lastSession;
  }

  /** As `start`, but only what is called by `within` belongs to the recorded context. */
  begin(options: StartOptions = {}): this {
    this.#begin(options.targetDescription ?? `Profile at ${callerPosition()}`);
    return this;
  }

  /** Runs a function in the recorded context, with all that it begins, and returns what it returns. */
  within<Result>(body: () => Result): Result {
    if (this.#running === undefined) throw new Error('This profiler is not currently running.');
    return this.#running.recording.run(body);
  }

  /** Forgets what was recorded. */
  reset(): void {
    this.#end();
    this.lastSession = undefined;
  }

  [Symbol.dispose](): void {
    this.#end();
  }

  /** Prints the report on standard output, drawn as that allows unless the options say otherwise. */
  print(options: ConsoleOptions = {}): void {
    const color = process.stdout.isTTY && process.stdout.hasColors();
    process.stdout.write(this.outputText({ color, unicode: process.platform !== 'win32', ...options }));
  }

  /** The report as text, in ASCII and without colour unless the options say otherwise. */
  outputText(options: ConsoleOptions = {}): string {
    return new ConsoleRenderer(options).render(this.#finishedSession());
  }

  /** The report as a page of HTML, to look around in. */
  outputHtml(options: HtmlOptions = {}): string {
    return new HTMLRenderer(options).render(this.#finishedSession());
  }

  /** Writes that page to a file. */
  writeHtml(path: PathOrString, options: HtmlOptions = {}): void {
    writeWholeFileSync(path, new HTMLRenderer(options).renderPieces(this.#finishedSession()));
  }

  /** Writes that page to a temporary file, which is returned, and shows it in the user's browser. */
  async openInBrowser(options: HtmlOptions = {}): Promise<string> {
    const path = join(mkdtempSync(join(tmpdir(), 'callwise-')), 'report.html');
    this.writeHtml(path, options);
    await startBrowser(path);
    return path;
  }

  /** What a renderer makes of the session. */
  output<Of extends Renderer>(renderer: Of): ReturnType<Of['render']> {
    return renderer.render(this.#finishedSession()) as ReturnType<Of['render']>;
  }

  #begin(targetDescription: string): NodeRecording {
    if (this.#running !== undefined) throw new Error('Profiler is already running.');
    const recording = new NodeRecording({
      intervalSeconds: this.interval,
      asyncMode: this.asyncMode,
      extent: 'context',
    });
    this.#running = { recording, targetDescription };
    return recording;
  }

  #end(): void {
    if (this.isRunning) this.stop();
  }

  #finishedSession(): Session {
    if (this.isRunning) {
      throw new Error("can't render profile output because this profiler is still running");
    }
    if (this.lastSession === undefined) {
      throw new Error(
        "can't render profile output because this profiler has not completed a profile session yet",
      );
    }
    return this.lastSession;
  }
}

/** Throws a RangeError for one at which nothing can be sampled. */
export function intervalOf({ interval = DEFAULT_INTERVAL }: Pick<ProfilerOptions, 'interval'>): number {
  if (Number.isFinite(interval) && interval >= SHORTEST_INTERVAL) return interval;
  throw new RangeError(`The interval must be ${SHORTEST_INTERVAL} seconds or more, not ${interval}.`);
}

const ASYNC_MODES: readonly AsyncMode[] = ['enabled', 'strict', 'disabled'];

function asyncModeOf({ asyncMode = 'enabled' }: ProfilerOptions): AsyncMode {
  if (ASYNC_MODES.includes(asyncMode)) return asyncMode;
  throw new RangeError(`The asyncMode must be one of ${ASYNC_MODES.join(', ')}, not ${asyncMode}.`);
}
