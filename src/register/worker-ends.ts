import { Worker } from 'node:worker_threads';
import { millisNow, sleep } from '../capture/node/original-globals.ts';
import { sayLost } from './say.ts';
import { callWorker } from './worker-call.ts';
import { pause, WorkerSteps } from './worker-steps.ts';
import { WorkerWakes } from './worker-wakes.ts';

/** Milliseconds that a worker has to answer, which one that does not give way cannot, and then to keep its recording. */
const ANSWER_PATIENCE = 500;
const FINISH_PATIENCE = 10_000;
const POLL = 2;

const { terminate } = Worker.prototype;

/** A worker that is to finish its recording before it is terminated. */
interface Asked {
  readonly thread: number;
  readonly since: number;
}

class WorkerEnds {
  readonly #steps: WorkerSteps;
  readonly #wakes: WorkerWakes;
  readonly #workers = new Set<Worker>();
  readonly #asked = new Map<Worker, Asked>();
  readonly #codes = new WeakMap<Worker, Promise<number>>();

  constructor(shared: SharedArrayBuffer) {
    this.#steps = new WorkerSteps(shared);
    this.#wakes = new WorkerWakes(shared, this.#steps);
  }

  add(worker: Worker): void {
    for (const known of this.#workers) if (known.threadId < 0) this.#workers.delete(known);
    this.#workers.add(worker);
    this.#wakes.clean();
  }

  /** What `terminate` does, after the worker has finished its recording. */
  terminate(worker: Worker, parameters: []): Promise<number> {
    const known = this.#codes.get(worker);
    if (known !== undefined && worker.threadId >= 0) return known;
    if (!this.#isRecorded(worker)) return Reflect.apply(terminate, worker, parameters);
    const code = this.#finishAndTerminate(worker, parameters);
    this.#codes.set(worker, code);
    return code;
  }

  /** Has all workers finish and terminates them, before it returns. */
  finishAll(): void {
    for (const worker of this.#workers) if (this.#isRecorded(worker)) this.#ask(worker);
    for (const left = new Map(this.#asked); left.size > 0; ) {
      for (const [worker, asked] of left) {
        if (this.#waitsFor(asked)) continue;
        left.delete(worker);
        this.#terminateNow(worker, asked);
      }
      if (left.size > 0) pause(POLL);
    }
  }

  #isRecorded({ threadId }: Worker): boolean {
    return threadId >= 0 && this.#steps.of(threadId) !== 'none';
  }

  async #finishAndTerminate(worker: Worker, parameters: []): Promise<number> {
    const exit = new Promise<number>((resolve) => worker.once('exit', resolve));
    // Node does so too: the promise is to come true.
    worker.ref();
    const asked = this.#ask(worker);
    while (worker.threadId >= 0 && this.#waitsFor(asked)) await sleep(POLL);
    this.#terminateNow(worker, asked, parameters);
    const code = await exit;
    this.#asked.delete(worker);
    return code;
  }

  #ask(worker: Worker): Asked {
    const known = this.#asked.get(worker);
    if (known !== undefined) return known;
    const asked = { thread: worker.threadId, since: millisNow() };
    this.#asked.set(worker, asked);
    callWorker(asked.thread);
    return asked;
  }

  /** Whether a worker still has time to finish. One that waits is woken for it. */
  #waitsFor({ thread, since }: Asked): boolean {
    const step = this.#steps.of(thread);
    if (step !== 'records' && step !== 'ends') return false;
    if (step === 'records') this.#wakes.wake(thread);
    const patience = step === 'ends' ? FINISH_PATIENCE : ANSWER_PATIENCE;
    if (millisNow() < since + patience) return true;
    // Unless it goes on just now.
    if (!this.#steps.move(thread, step, 'over')) return true;
    const reason =
      step === 'records'
        ? 'it was busy, or in Atomics.wait, when it was terminated.'
        : 'it took too long to finish.';
    sayLost(`worker ${thread}`, reason);
    return false;
  }

  /** A worker that has finished is held until then. */
  #terminateNow(worker: Worker, { thread }: Asked, parameters: [] = []): void {
    void Reflect.apply(terminate, worker, parameters);
    this.#steps.move(thread, 'over', 'none');
  }
}

/**
 * From here on workers finish their recordings before they are terminated, and before this thread ends, after what listens to
 * that: it may need them. Gives what has them finish before it returns.
 */
export function watchWorkers(first: Worker, shared: SharedArrayBuffer): () => void {
  const ends = new WorkerEnds(shared);
  ends.add(first);
  process.on('worker', (worker) => ends.add(worker));
  Worker.prototype.terminate = function (this: Worker, ...parameters: []): Promise<number> {
    return ends.terminate(this, parameters);
  };
  finishAfterExit(() => ends.finishAll());
  return () => ends.finishAll();
}

/** After the listeners of the exit, of which one may throw, or exit itself: then `process.exit` comes to `reallyExit` at once. */
function finishAfterExit(finishAll: () => void): void {
  const { emit } = process;
  const reallyExit: (code?: number) => never = Reflect.get(process, 'reallyExit');
  Object.assign(process, {
    emit(...event: unknown[]): unknown {
      try {
        return Reflect.apply(emit, process, event);
      } finally {
        if (event[0] === 'exit') finishAll();
      }
    },
    reallyExit(...code: [number?]): never {
      finishAll();
      return Reflect.apply(reallyExit, process, code);
    },
  });
}
