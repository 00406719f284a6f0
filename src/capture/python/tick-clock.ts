// The global of this name is a getter of Node's, which compiled code calls each time.
import { performance } from 'node:perf_hooks';

/** A wait ends some 25 us late, and is asked to end so much earlier: by what it was late lately, at most this many milliseconds. */
const MOST_LATENCY_MILLIS = 0.06;
const LATENCY_WEIGHT = 1 / 16;

/** So long is waited at once: then it is asked whether there is anything to wait for, in milliseconds. */
const LONGEST_WAIT = 100;

/** Share of an interval from which a tick counts as late. */
const LATE = 0.5;

/**
 * Ticks at irregular moments, so that a program that does something each millisecond is not seen at the same point of it each
 * time. The time between two is half an interval to one and a half, all equally likely: whatever has that very interval, or a
 * whole part of it, is met at any point of it with the same chance at each tick, and the time since the tick before tells nothing
 * of where. They are absolute: a late one does not move the others, and one that is over an interval late is missed, not repeated.
 */
export class TickClock {
  taken = 0;
  /** Of those taken, the ones that came more than half an interval late. */
  late = 0;
  missed = 0;
  readonly #interval: number;
  readonly #control: Int32Array;
  readonly #stopIndex: number;
  readonly #isOver: () => boolean;
  #next: number;
  /** How long waking takes. */
  #latency = 0;

  /**
   * `control[stopIndex]` wakes the clock when it is set and notified; `intervalMillis` is the mean time between two ticks;
   * `isOver` ends a long wait: nothing is left to be sampled.
   */
  constructor(
    intervalMillis: number,
    { control, stopIndex }: { readonly control: Int32Array; readonly stopIndex: number },
    isOver: () => boolean,
  ) {
    this.#interval = intervalMillis;
    this.#control = control;
    this.#stopIndex = stopIndex;
    this.#isOver = isOver;
    this.#next = performance.now();
  }

  /** Counts from now on. */
  restart(): void {
    this.taken = 0;
    this.late = 0;
    this.missed = 0;
  }

  /** Waits for the next tick, which is counted when there is something to sample; the time of waking in milliseconds. */
  wait(isCounted: boolean): number {
    this.#next += this.#interval * (0.5 + Math.random());
    const end = this.#next - this.#latency;
    let rest = end - performance.now();
    for (; rest > LONGEST_WAIT; rest = end - performance.now()) {
      const isStopped = Atomics.wait(this.#control, this.#stopIndex, 0, LONGEST_WAIT) !== 'timed-out';
      if (isStopped) break;
      if (this.#isOver()) return performance.now();
    }
    if (rest > 0) Atomics.wait(this.#control, this.#stopIndex, 0, rest);
    const now = performance.now();
    if (rest > 0) {
      const latency = Math.min(now - end, MOST_LATENCY_MILLIS);
      this.#latency += (latency - this.#latency) * LATENCY_WEIGHT;
    }
    const lateness = (now - this.#next) / this.#interval;
    const missed = Math.max(0, Math.floor(lateness));
    this.#next += missed * this.#interval;
    if (!isCounted) return now;
    this.taken++;
    if (lateness > LATE) this.late++;
    this.missed += missed;
    return now;
  }
}
