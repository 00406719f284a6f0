import { readFileSync } from 'node:fs';
import { ProcessMemory } from '../../src/capture/python/process-memory.ts';

const READS = 2000;
/** Microseconds; up to so long a read changes nothing: the shortest call of the tests, 8 us, lasts for nine of these. */
const QUICK_MICROS = 0.9;

/**
 * How many times as long as a quick one a read of another process's memory takes on this machine; 1 where it is quicker or cannot be
 * told. What a sampler can see of calls of microseconds goes by that, so programs that know their own truth make calls so much
 * longer.
 */
export function readSlowness(): number {
  if (process.platform !== 'linux') return 1;
  const memory = new ProcessMemory(process.pid);
  const heap = /^([0-9a-f]+)-[0-9a-f]+ rw.* \[heap\]$/m.exec(readFileSync('/proc/self/maps', 'latin1'))?.[1];
  if (heap === undefined) throw new Error('this process has no heap');
  const into = Buffer.alloc(64);
  const micros: number[] = [];
  for (let i = 0; i < READS; i++) {
    const start = performance.now();
    if (!memory.read(Number.parseInt(heap, 16), into, into.length)) throw new Error('memory is not readable');
    micros.push((performance.now() - start) * 1000);
  }
  memory.close();
  const median = micros.sort((a, b) => a - b)[READS / 2] as number;
  return Math.max(1, median / QUICK_MICROS);
}
