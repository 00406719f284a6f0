import { readlinkSync, writeFileSync } from 'node:fs';

/** A wait ends late by up to this, in milliseconds; for intervals near it the rest is spun away. */
const WAKE_MILLIS = 0.06;

/** Absolute ticks: a late one does not move the others, and one that is over an interval late is missed, not repeated. */
export class TickClock {
  missed = 0;
  readonly #interval: number;
  readonly #control: Int32Array;
  readonly #stopIndex: number;
  #next: number;

  /** `control[stopIndex]` wakes the clock when it is set and notified; `intervalMillis` is the time between two ticks. */
  constructor(intervalMillis: number, control: Int32Array, stopIndex: number) {
    this.#interval = intervalMillis;
    this.#control = control;
    this.#stopIndex = stopIndex;
    this.#next = performance.now();
    tightenTimers();
  }

  /** Ticks begin anew from now. */
  restart(): void {
    this.missed = 0;
    this.#next = performance.now();
  }

  /** Waits for the next tick; the time of waking in milliseconds. */
  wait(): number {
    this.#next += this.#interval;
    const spin = this.#interval < 2 * WAKE_MILLIS ? WAKE_MILLIS : 0;
    const rest = this.#next - performance.now() - spin;
    if (rest > 0) Atomics.wait(this.#control, this.#stopIndex, 0, rest);
    let now = performance.now();
    while (spin > 0 && now < this.#next) now = performance.now();
    const late = Math.floor((now - this.#next) / this.#interval);
    if (late > 0) {
      this.missed += late;
      this.#next += late * this.#interval;
    }
    return now;
  }
}

/** The kernel may end a wait 50 us late to save wake-ups; this thread wants it on time. Not granted everywhere. */
function tightenTimers(): void {
  try {
    const thread = readlinkSync('/proc/thread-self').split('/').at(-1);
    writeFileSync(`/proc/${thread}/timerslack_ns`, '1');
  } catch {}
}
