import type { CodeObject } from './code-object.ts';

/** Frames that lie one behind the other and point back at each other, from the outermost, dead ones at the end included. */
export class FrameChain {
  length = 0;
  /** How many frames the data stack had; a generator that took the place of one here has no link that lasts. */
  followed = 0;
  readonly addresses: number[] = [];
  readonly codes: CodeObject[] = [];
  /** Code unit of the instruction, -1 before the first one. */
  readonly units: number[] = [];
  /** Executes, or waits for C code that it called. */
  readonly executing: boolean[] = [];
  /** The frame of a generator or coroutine, which lies in its object; each frame up to CPython 3.10. */
  readonly onHeap: boolean[] = [];
  /** It was not read, and has no address. */
  readonly told: boolean[] = [];
  /** Address of the function; 0 for a generator. */
  readonly functions: number[] = [];
  /** The instruction of the caller pushed the frame, no C code between. */
  readonly inlined: boolean[] = [];
  /** Address in the first local of a method, 0 when it is not bound or the code is no method. */
  readonly receivers: number[] = [];
  /** Where in the snapshot it is; nothing for a generator. */
  readonly places: number[] = [];
  /** When its link to its caller was seen outside of the snapshot; Infinity: that is all in it; -Infinity: to be looked at anew. */
  readonly linkedAt: number[] = [];

  push(address: number, code: CodeObject, unit: number, executing: boolean): number {
    const at = this.length++;
    this.addresses[at] = address;
    this.codes[at] = code;
    this.units[at] = unit;
    this.executing[at] = executing;
    this.functions[at] = 0;
    this.inlined[at] = false;
    this.receivers[at] = 0;
    this.onHeap[at] = false;
    this.told[at] = false;
    this.places[at] = 0;
    this.linkedAt[at] = Number.NEGATIVE_INFINITY;
    return at;
  }

  codeAt(index: number): CodeObject {
    return this.codes[index] as CodeObject;
  }

  addressAt(index: number): number {
    return this.addresses[index] as number;
  }

  unitAt(index: number): number {
    return this.units[index] as number;
  }

  receiverAt(index: number): number {
    return this.receivers[index] as number;
  }

  isExecuting(index: number): boolean {
    return this.executing[index] === true;
  }

  isOnHeap(index: number): boolean {
    return this.onHeap[index] === true;
  }

  /** Adds the frame of a generator that was not read but is known to have been there. */
  pushTold(code: CodeObject, unit: number): void {
    const at = this.push(0, code, unit, false);
    this.onHeap[at] = true;
    this.told[at] = true;
  }

  isTold(index: number): boolean {
    return this.told[index] === true;
  }

  /** The innermost frame that executes or waits for C code; such a frame is live, and so is all below it. -1: none. */
  lastExecuting(): number {
    let index = this.length - 1;
    while (index >= 0 && !this.isExecuting(index)) index--;
    return index;
  }

  indexOf(address: number): number {
    let index = this.length - 1;
    while (index >= 0 && this.addresses[index] !== address) index--;
    return index;
  }
}
