/**
 * A stretch of code in which nothing that is watched can have waited: from its first promise event to the check phase, which
 * comes before the loop waits, or to where another context has its turn. An await that goes on in the turn in which it began
 * took no time. Times are milliseconds of `performance.now()`.
 */
export class Turn {
  readonly begin: number;
  end: number = Number.POSITIVE_INFINITY;

  constructor(begin: number) {
    this.begin = begin;
  }
}
