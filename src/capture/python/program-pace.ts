/** Where a thread moves on in less than this share of the looks, it stays in most frames for longer than a read takes. */
const CALM_SHARE = 0.55;
/** Once it is calm. */
const STILL_CALM_SHARE = 0.65;
/** The looks that count. */
const LOOKS = 32;

/** What a look saw in a tick; `none`: there was none that is still to be counted. */
type Look = 'none' | 'stayed' | 'moved';

/**
 * Whether a thread mostly is where it was when it is read once more: then a copy of its stack is of one moment. Ticks at which it stands as
 * it did at the tick before or will at the next, since it waits or computes, do not count: of these either way of reading tells the same,
 * and a program that mostly waits may move on fast when it does not.
 */
export class ProgramPace {
  isCalm = false;
  /** The share of the last looks at which it had moved on. */
  #moved = 1;
  /** Of the tick that is being taken. */
  #look: Look = 'none';
  /** Of the tick before. */
  #before: Look = 'none';

  /** Whether the thread was in another frame when it was read once more. */
  note(hasMoved: boolean): void {
    this.#look = hasMoved ? 'moved' : 'stayed';
  }

  /** A tick was taken. `stands`: its stack is that of the tick before. */
  tick(stands: boolean): void {
    if (!stands && this.#before !== 'none') this.#count(this.#before === 'moved');
    this.#before = stands ? 'none' : this.#look;
    this.#look = 'none';
  }

  #count(hasMoved: boolean): void {
    this.#moved += ((hasMoved ? 1 : 0) - this.#moved) / LOOKS;
    this.isCalm = this.#moved < (this.isCalm ? STILL_CALM_SHARE : CALM_SHARE);
  }
}
