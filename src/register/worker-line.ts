import { Session } from 'node:inspector';
import { isMainThread } from 'node:worker_threads';
import { FINISH } from './worker-answer.ts';

/** `[worker 3] name`, with the number of the thread. */
const TITLE = /^\[worker (\d+)\]/;

/** From a thread to workers, by the inspector: it interrupts code that never gives way, and one that is in `Atomics.wait`. */
export class WorkerLine {
  readonly #session = new Session();
  /** Addresses, by the number of the thread. */
  readonly #workers = new Map<number, string>();
  readonly #toAsk = new Set<number>();
  #sent = 0;

  constructor() {
    this.#session.on('NodeWorker.attachedToWorker', ({ params }) => {
      const thread = Number(TITLE.exec(params.workerInfo.title)?.[1]);
      this.#workers.set(thread, params.sessionId);
      if (this.#toAsk.delete(thread)) this.ask(thread);
    });
    // The main thread's knows the workers, also those of workers.
    if (isMainThread) this.#session.connect();
    else this.#session.connectToMainThread();
    this.#session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
  }

  /** Asks a worker to finish its recording. */
  ask(thread: number): void {
    if (!this.#workers.has(thread)) this.#toAsk.add(thread);
    else this.#send(thread, 'Runtime.evaluate', { expression: `globalThis[Symbol.for('${FINISH}')]()` });
  }

  /**
   * Ends the code of a worker that was terminated. While it ran the function that it was asked to call, that has ended only
   * this function. Node takes the end of code that was not terminated for a fault of its own.
   */
  endCode(thread: number): void {
    this.#send(thread, 'Runtime.terminateExecution', {});
  }

  close(): void {
    this.#session.post('NodeWorker.disable');
    this.#session.disconnect();
  }

  #send(thread: number, method: string, params: object): void {
    const sessionId = this.#workers.get(thread);
    if (sessionId === undefined) return;
    const message = JSON.stringify({ id: ++this.#sent, method, params });
    // It takes the error of a worker that has just ended.
    this.#session.post('NodeWorker.sendMessageToWorker', { sessionId, message }, () => undefined);
  }
}
