/** Where a thread moves on in less than this share of the looks, it stays in most frames for longer than a read takes. */
const CALM_SHARE = 0.55;
/** Once it is calm. */
const STILL_CALM_SHARE = 0.65;
/** The looks that count. */
const LOOKS = 32;

/** Whether a thread mostly is where it was when it is read once more: then a copy of its stack is of one moment. */
export class ProgramPace {
  isCalm = false;
  /** The share of the last looks at which it had moved on. */
  #moved = 1;

  note(hasMoved: boolean): void {
    this.#moved += ((hasMoved ? 1 : 0) - this.#moved) / LOOKS;
    this.isCalm = this.#moved < (this.isCalm ? STILL_CALM_SHARE : CALM_SHARE);
  }
}
