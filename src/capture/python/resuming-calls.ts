import { CallHabits, SeenCall } from './call-habits.ts';
import type { CodeObject } from './code-object.ts';
import type { CodeTable } from './code-table.ts';
import type { GeneratorMakers } from './generator-makers.ts';
import type { LinkReader } from './link-reader.ts';

/** So many times an instruction has to be seen to resume a generator that no call beside it tells of. */
const LEAST_SEEN = 2;
/** And in this share of what it is seen to resume. */
const LEAST_SHARE = 0.25;
/** Generators that are mostly done when their caller is looked at again may have come after the copy. */
const LEAST_OUTLIVING = 0.5;

/** How often generators of a code object were read, and how often their caller then stood where it was copied. */
interface Life {
  read: number;
  stood: number;
}

/** Which generators the instructions of a program are known to resume: by their code, and by what was seen. */
export class ResumingCalls {
  readonly makers: GeneratorMakers;
  readonly #codes: CodeTable;
  readonly #seen = new CallHabits(SeenCall);
  readonly #lives = new WeakMap<CodeObject, Life>();

  constructor(makers: GeneratorMakers, codes: CodeTable) {
    this.makers = makers;
    this.#codes = codes;
  }

  /**
   * Whether an instruction resumes generators of a code object, one of which was read shortly after a frame was copied at it. `stood`:
   * and the frame stood there still.
   */
  resumes(caller: CodeObject, unit: number, read: CodeObject, stood: boolean, now: number): boolean {
    const life = this.#lives.get(read) ?? { read: 0, stood: 0 };
    this.#lives.set(read, life);
    life.read++;
    const call = this.#seen.callOf(caller, unit, read);
    if (stood) {
      life.stood++;
      call.count(false);
    }
    const made = this.makers.madeFor(caller, unit, now);
    if (made !== undefined) return made === read;
    return life.stood >= life.read * LEAST_OUTLIVING && isUsual(call);
  }

  /** Counts what an instruction was seen to resume; whether it often does. */
  oftenResumes(caller: CodeObject, unit: number, seen: CodeObject): boolean {
    const call = this.#seen.callOf(caller, unit, seen);
    call.count(false);
    return isUsual(call);
  }

  /** The code of generators that were read, the outermost first; undefined: what one resumes is not what was read above it. */
  codesOf(links: LinkReader, now: number): CodeObject[] | undefined {
    const codes: CodeObject[] = [];
    for (let i = links.count - 1; i >= 0; i--) {
      const code = this.#codes.at(links.codeOf(i), now);
      if (code?.isGenerator !== true || !code.holds(links.instructionOf(i))) return undefined;
      this.makers.note(code, links.functionOf(i));
      codes.push(code);
    }
    const unitOf = (index: number): number =>
      (codes[index] as CodeObject).unitAt(links.instructionOf(codes.length - 1 - index));
    const agree = codes.every(
      (code, i) => i === 0 || this.isCall(codes[i - 1] as CodeObject, unitOf(i - 1), code, now),
    );
    return agree ? codes : undefined;
  }

  isCall(caller: CodeObject, unit: number, callee: CodeObject, now: number): boolean {
    const made = this.makers.madeFor(caller, unit, now);
    if (made !== undefined) return made === callee;
    const call = this.#seen.callOf(caller, unit, callee);
    call.count(false);
    return call.seen >= LEAST_SEEN && !call.isSecondary;
  }
}

function isUsual(call: SeenCall): boolean {
  return call.seen >= LEAST_SEEN && call.seen >= call.site.seen * LEAST_SHARE && !call.isSecondary;
}
