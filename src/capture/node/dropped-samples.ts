import { FloatColumn, IntColumn } from '../../model/columns.ts';
import { type Ambiguity, findOwners } from './owners.ts';
import type { Samples } from './samples.ts';

/** So many times the usual time after the one before, a sample was the first that V8 did not drop. */
const LONG = 1.6;
/** So many times, it was late, or several are missing: half of the time is that of the code before. */
const LATE = 2.5;
const MOST_COMPARED = 1000;
/** Multiples of it are spread evenly, however many: each candidate is drawn as often as its share says. */
const GOLDEN_RATIO = (1 + Math.sqrt(5)) / 2;

/**
 * V8 drops samples, seemingly those that it takes while the frame of a call is set up: one in ten of a function that calls much,
 * none of a loop. Their time would be that of what runs next. It is given to what often drops samples and is often met between
 * the code before and that after, which may be either of them or what ran only meanwhile.
 */
export function restoreDropped(samples: Samples, isCode: (node: number) => boolean): Samples {
  const { nodes, seconds, times, ends } = samples;
  const restored = {
    nodes: new IntColumn(),
    seconds: new FloatColumn(),
    times: new FloatColumn(),
    ends: new FloatColumn(),
  };
  const add = (node: number, duration: number, time: number, end: number): void => {
    restored.nodes.push(node);
    restored.seconds.push(duration);
    restored.times.push(time);
    restored.ends.push(end);
  };
  const dropped = findDropped(samples, isCode);
  nodes.forEach((node, at) => {
    const time = times[at] as number;
    const gap = at === 0 ? 0 : (time - (times[at - 1] as number)) / 1000;
    const owner = dropped.get(at) ?? node;
    let own = seconds[at] as number;
    if (owner !== node) {
      const middle = time - (gap / 2) * 1000;
      add(owner, gap / 2, middle, middle);
      own -= gap / 2;
    }
    add(node, own, time, ends[at] as number);
  });
  return {
    nodes: restored.nodes.take(),
    seconds: restored.seconds.take(),
    times: restored.times.take(),
    ends: restored.ends.take(),
  };
}

/** By place of a sample the node of the one that was dropped before it. */
function findDropped(
  { nodes, seconds, times }: Samples,
  isCode: (node: number) => boolean,
): Map<number, number> {
  const usual = usualOf(seconds) * 1000;
  const result = new Map<number, number>();
  const followers = new Followers();
  const gaps: number[] = [];
  for (let at = 1; at < nodes.length; at++) {
    const [before, after] = [nodes[at - 1] as number, nodes[at] as number];
    if (!isCode(before) || !isCode(after)) continue;
    const gap = (times[at] as number) - (times[at - 1] as number);
    if (gap > LATE * usual) result.set(at, before);
    else if (gap > LONG * usual) gaps.push(at);
    else followers.add(before, after);
  }
  const numbers = new Map<string, number>();
  const ambiguities: Ambiguity[] = [];
  const kinds = gaps.map((at) => {
    const [before, after] = [nodes[at - 1] as number, nodes[at] as number];
    const key = `${before} ${after}`;
    const number = numbers.get(key) ?? ambiguities.push(followers.between(before, after)) - 1;
    numbers.set(key, number);
    (ambiguities[number] as Ambiguity).times++;
    return number;
  });
  const shares = findOwners(ambiguities, nodes);
  gaps.forEach((at, turn) => {
    const kind = kinds[turn] as number;
    const drawn = draw(shares[kind] as number[], ((turn + 1) * GOLDEN_RATIO) % 1);
    result.set(at, ambiguities[kind]?.candidates[drawn] as number);
  });
  return result;
}

/** How often a node is followed by which. */
class Followers {
  readonly #after = new Map<number, Map<number, number>>();
  readonly #before = new Map<number, Set<number>>();
  readonly #totals = new Map<number, number>();

  add(before: number, after: number): void {
    const counts = this.#after.get(before) ?? new Map<number, number>();
    counts.set(after, (counts.get(after) ?? 0) + 1);
    this.#after.set(before, counts);
    const callers = this.#before.get(after) ?? new Set<number>();
    this.#before.set(after, callers.add(before));
    this.#totals.set(before, (this.#totals.get(before) ?? 0) + 1);
  }

  /** What may have run between them: either of them, always, and what is known to follow the one and go before the other. */
  between(before: number, after: number): Ambiguity {
    const candidates = new Set([before, after]);
    const [left, right] = [this.#after.get(before), this.#before.get(after)];
    for (const node of right ?? []) if (left?.has(node) === true) candidates.add(node);
    const likelihoods = [...candidates].map((node) => {
      const once = node === before || node === after ? 1 : 0;
      return this.#chance(before, node, once) * this.#chance(node, after, once);
    });
    return { candidates: [...candidates], likelihoods, times: 0 };
  }

  /** `once`: as if it had been seen that much more often. */
  #chance(before: number, after: number, once: number): number {
    const count = (this.#after.get(before)?.get(after) ?? 0) + once;
    return count / ((this.#totals.get(before) ?? 0) + 1);
  }
}

/** The place at which the sum of the shares comes to more than that. */
function draw(shares: readonly number[], at: number): number {
  let sum = 0;
  const found = shares.findIndex((share) => {
    sum += share;
    return sum > at;
  });
  return Math.max(0, found);
}

/** The median of some. */
function usualOf(seconds: Float64Array): number {
  const step = Math.ceil(seconds.length / MOST_COMPARED);
  const some = seconds.filter((_, at) => at % step === 0).sort();
  return some[some.length >> 1] ?? 0;
}
