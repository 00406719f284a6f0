import { closeSync, openSync, readSync } from 'node:fs';
import { CallwiseError } from '../../model/callwise-error.ts';

/** Memory of a process, read only. Addresses are below 2^47, so a number holds them exactly. */
export interface Memory {
  /** Fills the first `length` bytes of `into`; false when the range is not readable in full. */
  read(address: number, into: Uint8Array, length: number): boolean;
}

/** Memory that somebody has opened and closes in the end. */
export interface OpenMemory extends Memory {
  close(): void;
}

/** The smallest and largest address of user space on x86-64; anything outside is garbage and not worth a system call. */
const LOWEST = 0x1000;
const HIGHEST = 0x7fff_ffff_f000;

/** `/proc/PID/mem`: stays bound to the program image it was opened for, an exec makes all reads fail. */
export class ProcessMemory implements OpenMemory {
  readonly #file: number;

  constructor(pid: number) {
    this.#file = openMemory(pid);
  }

  read(address: number, into: Uint8Array, length: number): boolean {
    if (!(address >= LOWEST && address + length <= HIGHEST)) return false;
    try {
      return readSync(this.#file, into, 0, length, address) === length;
    } catch {
      return false;
    }
  }

  close(): void {
    closeSync(this.#file);
  }
}

function openMemory(pid: number): number {
  try {
    return openSync(`/proc/${pid}/mem`, 'r');
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ESRCH')) {
      throw new CallwiseError('no-such-process', `There is no process ${pid}.`, { cause });
    }
    throw new CallwiseError('no-permission', `The memory of process ${pid} may not be read.`, { cause });
  }
}
