import { closeSync, openSync, writeSync } from 'node:fs';
import { Random } from './random.ts';

const FUNCTIONS = 2000;
const CALLEES = 4;
const LINES = 200;
const LEAST_DEPTH = 10;
const MOST_DEPTH = 26;
const PIECE_BYTES = 1 << 20;
/** More than a record of the greatest depth takes. */
const RECORD_BYTES = 4096;

/**
 * Writes a session file that is hard to read: a random walk over 2,000 functions, of which a few frames change from one
 * sample to the next, while every frame of every sample has a line drawn anew. So consecutive samples share identifiers and
 * no stacks: 200,000 samples of 18 frames have 3.3 million distinct stacks. The same count gives the same file.
 */
export function writeMadeSession(path: string, samples: number): void {
  const file = openSync(path, 'w');
  try {
    const walk = new Walk();
    writeSync(file, headText(samples));
    const piece = Buffer.alloc(PIECE_BYTES);
    let at = 0;
    for (let sample = 0; sample < samples; sample++) {
      if (sample > 0) at += piece.write(', ', at, 'latin1');
      at = walk.writeRecord(piece, at);
      if (at < PIECE_BYTES - RECORD_BYTES) continue;
      writeSync(file, piece, 0, at);
      at = 0;
    }
    at += piece.write(']}', at, 'latin1');
    writeSync(file, piece, 0, at);
  } finally {
    closeSync(file);
  }
}

function headText(samples: number): string {
  const facts = {
    start_time: 1.7e9,
    duration: samples / 1000,
    min_interval: 0.001,
    max_interval: 0.001,
    sample_count: samples,
    start_call_stack: [identifierOf(0)],
    target_description: 'Program: made',
    cpu_time: 1.5,
    sys_path: ['/app'],
    sys_prefixes: ['/usr'],
  };
  const text = JSON.stringify(facts).replaceAll('":', '": ').replaceAll(',"', ', "');
  return `${text.slice(0, -1)}, "frame_records": [`;
}

class Walk {
  readonly #random = new Random(1);
  readonly #callees = Array.from({ length: FUNCTIONS * CALLEES }, () => this.#random.below(FUNCTIONS));
  /** Of each function the text of a frame up to the digits of its line. */
  readonly #frames = Array.from({ length: FUNCTIONS }, (_, index) => frameStart(index));
  readonly #stack: number[] = [0];

  writeRecord(into: Buffer, start: number): number {
    this.#step();
    let at = start + into.write('[[', start, 'latin1');
    for (const [depth, index] of this.#stack.entries()) {
      if (depth > 0) at += into.write(', ', at, 'latin1');
      at += (this.#frames[index] as Buffer).copy(into, at);
      at += into.write(`${firstLineOf(index) + this.#random.below(LINES)}"`, at, 'latin1');
    }
    const seconds = 0.001 + this.#random.next() * 1e-5;
    return at + into.write(`], ${seconds}]`, at, 'latin1');
  }

  /** Pops up to three frames more than the new depth asks for, and calls up to it. */
  #step(): void {
    const stack = this.#stack;
    const wanted = stack.length - 3 + this.#random.below(7);
    const depth = Math.min(MOST_DEPTH, Math.max(LEAST_DEPTH, wanted));
    stack.length = Math.max(1, Math.min(stack.length, depth) - this.#random.below(4));
    while (stack.length < depth) {
      const caller = stack.at(-1) as number;
      stack.push(this.#callees[caller * CALLEES + this.#random.below(CALLEES)] as number);
    }
  }
}

function frameStart(index: number): Buffer {
  return Buffer.from(JSON.stringify(`${identifierOf(index)}\x01l`).slice(0, -1), 'latin1');
}

function identifierOf(index: number): string {
  return `function_${index}\x00/app/module_${index % 50}.py\x00${firstLineOf(index)}`;
}

function firstLineOf(index: number): number {
  return 10 + (index % 500);
}
