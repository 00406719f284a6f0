import { readFileSync } from 'node:fs';
import type { Interpreter } from '../../src/capture/python/find-interpreter.ts';
import type { PythonLayout } from '../../src/capture/python/layouts/layout.ts';
import { PythonObjects, pointerAt } from '../../src/capture/python/python-objects.ts';

const DEEPEST = 100_000;
/** What died cannot stop, and is still there until this process looks after it. */
const PATIENCE_MILLIS = 10_000;

/**
 * The stacks of a thread as the interpreter itself links them, from its current frame outwards, while the program stands
 * still: what there is to know, without any of the sampler's rules. It costs the program a stop a sample.
 */
export class StoppingReference {
  readonly #interpreter: Interpreter;
  readonly #thread: number;
  readonly #objects: PythonObjects;

  /** `thread` is the address of its state. */
  constructor(interpreter: Interpreter, thread: number) {
    this.#interpreter = interpreter;
    this.#thread = thread;
    this.#objects = new PythonObjects(interpreter.memory, interpreter.layout);
  }

  /** Calls `look` with the addresses of the frames, the outermost first, while the program stands. */
  stopped<T>(look: (frames: readonly number[]) => T): T {
    const { pid } = this.#interpreter;
    process.kill(pid, 'SIGSTOP');
    try {
      const end = performance.now() + PATIENCE_MILLIS;
      while (!/^State:\s*T/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'))) {
        if (performance.now() > end) throw new Error(`process ${pid} does not stop`);
      }
      return look(this.#frames());
    } finally {
      process.kill(pid, 'SIGCONT');
    }
  }

  #frames(): number[] {
    const { layout } = this.#interpreter;
    const frames: number[] = [];
    let address = this.#current(layout);
    for (let i = 0; address !== 0 && i < DEEPEST; i++) {
      const frame = this.#objects.bytes(address, layout.frame.locals);
      if (frame === undefined) break;
      const ofC = layout.frames === 'data-stack' && layout.cStackOwner === frame[layout.frame.owner];
      if (!ofC) frames.push(address);
      address = pointerAt(frame, layout.frames === 'data-stack' ? layout.frame.previous : layout.frame.back);
    }
    return frames.reverse();
  }

  #current(layout: PythonLayout): number {
    if (layout.frames === 'objects') return this.#pointer(this.#thread + layout.thread.currentFrame);
    const { pointer, offset } = layout.thread.currentFrame;
    const place = pointer === undefined ? this.#thread : this.#pointer(this.#thread + pointer);
    return this.#pointer(place + offset);
  }

  #pointer(address: number): number {
    return this.#objects.pointer(address) ?? 0;
  }
}
