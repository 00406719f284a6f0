import type { StackEffects } from './layouts/layout.ts';

/** No call, or how high the value stack stands there is not known. */
export const NO_CALLABLE = -1;

const UNKNOWN_DEPTH = -1;
/** A fixed effect is written as a digit, 4 above it. */
const FIXED_BASE = '0'.charCodeAt(0) + 4;
const LARGEST_ARGUMENT = 1 << 24;

/** By how much an opcode grows the value stack, by its argument; the letters of `StackEffects.stackEffects`. */
const EFFECTS_BY_ARGUMENT: Readonly<Record<string, (argument: number) => number>> = {
  A: (n) => 1 - n,
  B: (n) => 1 - 2 * n,
  C: (n) => -1 - n,
  D: (n) => -2 - n,
  E: (n) => -n,
  F: (n) => -1 - (n & 1),
  G: (n) => -2 - (n & 1),
  H: (n) => n & 1,
  I: (n) => 1 + (n & 1),
  J: (n) => (n & 1) - 2,
  K: (n) => n - 1,
  L: (n) => (n & 0xff) + (n >> 8),
  M: (n) => ((n & 4) === 4 ? -1 : 0),
  N: (n) => -bits(n),
  O: (n) => (n === 3 ? -2 : -1),
  P: () => 6,
  Q: () => -6,
  R: () => -7,
  S: (n) => -1 - bits(n),
};

/** Of what jumps forwards with another effect than it has when it goes on. */
const JUMP_EFFECTS: Readonly<Record<string, number>> = { i: -1, n: -1, o: 0, s: 6, t: 5 };

export interface CodeBytes {
  readonly instructions: Buffer;
  /** `co_exceptiontable` (Objects/exception_handling_notes.txt): where code begins that handles exceptions; none before 3.11. */
  readonly exceptions: Buffer;
  /** Slots of the value stack. */
  readonly stackSize: number;
  /** What the arguments of jumps count. */
  readonly jumpBytes: 1 | 2;
}

/** How high the value stack stands at an instruction: the same whenever it runs, the compiler sees to it. */
export class StackDepths {
  /**
   * Of each code unit, caches included, the slot where the call that its instruction makes has its callable, or the null below
   * that; or the generator that it resumes.
   */
  readonly callables: Int32Array;
  /** Slots that are taken before the instruction, where that is known. */
  readonly depths: Int32Array;
  readonly #code: CodeBytes;
  readonly #opcodes: StackEffects;
  /** Units whose depth became known, to go on from. */
  readonly #pending: number[] = [];
  #isSound = true;

  constructor(code: CodeBytes, opcodes: StackEffects) {
    this.#code = code;
    this.#opcodes = opcodes;
    const units = code.instructions.length >> 1;
    this.callables = new Int32Array(units).fill(NO_CALLABLE);
    this.depths = new Int32Array(units).fill(UNKNOWN_DEPTH);
    this.#reach(0, 0);
    this.#reachHandlers();
    for (let unit = this.#pending.pop(); unit !== undefined && this.#isSound; unit = this.#pending.pop())
      this.#followFrom(unit);
    // What contradicts itself is not what the compiler made.
    if (!this.#isSound) this.callables.fill(NO_CALLABLE);
  }

  /** Goes on until an instruction that does not, or one that was met. */
  #followFrom(first: number): void {
    const { instructions } = this.#code;
    const { bases, cacheUnits, flow } = this.#opcodes;
    let argument = 0;
    // Up to 3.10 a frame stands at the extension of the argument while the instruction runs.
    let start = first;
    for (let unit = first; unit < this.depths.length; ) {
      const opcode = instructions[unit * 2] as number;
      const base = Number.parseInt(bases.slice(opcode * 2, opcode * 2 + 2), 16);
      argument = argument * 256 + (instructions[unit * 2 + 1] as number);
      const end = unit + 1 + Number.parseInt(cacheUnits.charAt(opcode), 16);
      const way = flow.charAt(base);
      const depth = this.depths[unit] as number;
      const effect = this.#effect(base, argument);
      if (effect === undefined) {
        this.#isSound = false;
        return;
      }
      if (way === 'c') this.callables.fill(depth + effect - 1, start, end);
      if (way === 'p' || way === 'n') this.callables.fill(depth + effect - 2, start, end);
      this.#jump(way, { depth, effect, end, argument });
      if (way === 'e' || way === 'F' || way === 'B' || way === 'A') return;
      if (!this.#learn(end, depth + effect)) return;
      if (way !== '+') {
        argument = 0;
        start = end;
      }
      if (argument > LARGEST_ARGUMENT) return;
      unit = end;
    }
  }

  #jump(
    way: string,
    at: {
      readonly depth: number;
      readonly effect: number;
      readonly end: number;
      readonly argument: number;
    },
  ): void {
    const { depth, effect, end } = at;
    const units = (at.argument * this.#code.jumpBytes) >> 1;
    const grown = JUMP_EFFECTS[way];
    if (way === 'a' || way === 'A') this.#reach(units, depth + effect);
    else if (way === 'O') this.#reach(units, depth);
    else if (way === 'b' || way === 'B') this.#reach(end - units, depth + effect);
    else if (way === 'f' || way === 'F') this.#reach(end + units, depth + effect);
    else if (grown !== undefined) this.#reach(end + units, depth + grown);
  }

  #reach(unit: number, depth: number): void {
    if (this.#learn(unit, depth)) this.#pending.push(unit);
  }

  /** Whether the depth at a unit was not known. */
  #learn(unit: number, depth: number): boolean {
    const known = this.depths[unit];
    this.#isSound &&= known !== undefined && depth >= 0 && depth <= this.#code.stackSize;
    if (!this.#isSound) return false;
    if (known !== UNKNOWN_DEPTH) {
      this.#isSound = known === depth;
      return false;
    }
    this.depths[unit] = depth;
    return true;
  }

  #effect(base: number, argument: number): number | undefined {
    const letter = this.#opcodes.stackEffects.charCodeAt(base);
    const fixed = letter - FIXED_BASE;
    if (fixed >= -4 && fixed <= 2) return fixed;
    return EFFECTS_BY_ARGUMENT[String.fromCharCode(letter)]?.(argument);
  }

  #reachHandlers(): void {
    const { exceptions } = this.#code;
    for (let at = 0; at < exceptions.length; ) {
      let field = 0;
      let target = 0;
      let depth = 0;
      // Start, length, target, and depth with a bit for the place of the exception, each in groups of six bits.
      for (; field < 4 && at < exceptions.length; field++) {
        let value = 0;
        let byte = 0x40;
        while ((byte & 0x40) !== 0 && at < exceptions.length) {
          byte = exceptions[at++] as number;
          value = value * 64 + (byte & 0x3f);
        }
        if (field === 2) target = value;
        if (field === 3) depth = value;
      }
      // The exception itself is pushed too.
      if (field === 4) this.#reach(target, (depth >> 1) + (depth & 1) + 1);
    }
  }
}

/** Of the lowest four, how many are set. */
function bits(n: number): number {
  return (n & 1) + ((n >> 1) & 1) + ((n >> 2) & 1) + ((n >> 3) & 1);
}
