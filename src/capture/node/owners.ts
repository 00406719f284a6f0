/** Something that befell one of these nodes, so many times alike, and how likely each is by what ran before and after. */
export interface Ambiguity {
  readonly candidates: readonly number[];
  readonly likelihoods: readonly number[];
  times: number;
}

/** A node's rate is drawn to that of all as by so many samples of it, so that one seen now and then does not decide. */
const PRIOR_SAMPLES = 10;
const ROUNDS = 15;

/**
 * For each ambiguity the shares of its candidates. What befalls some nodes and never others shows where only one can be meant:
 * so rates are taken from the shares, and shares from the rates, until they agree (expectation maximization).
 */
export function findOwners(ambiguities: readonly Ambiguity[], sampled: Int32Array): number[][] {
  const counts = new Map<number, number>();
  for (const node of sampled) counts.set(node, (counts.get(node) ?? 0) + 1);
  const total = ambiguities.reduce((sum, { times }) => sum + times, 0);
  const overall = total / (sampled.length + total);
  const rates = new Map<number, number>();
  const sharesOf = ({ candidates, likelihoods }: Ambiguity): number[] => {
    const weights = candidates.map((node, at) => (rates.get(node) ?? overall) * (likelihoods[at] as number));
    const sum = weights.reduce((a, b) => a + b, 0);
    return weights.map((weight) => weight / sum);
  };
  for (let round = 1; round < ROUNDS; round++) {
    const owned = new Map<number, number>();
    for (const ambiguity of ambiguities) {
      const shares = sharesOf(ambiguity);
      ambiguity.candidates.forEach((node, at) => {
        owned.set(node, (owned.get(node) ?? 0) + (shares[at] as number) * ambiguity.times);
      });
    }
    for (const [node, times] of owned) {
      const seen = (counts.get(node) ?? 0) + times;
      rates.set(node, (times + overall * PRIOR_SAMPLES) / (seen + PRIOR_SAMPLES));
    }
  }
  return ambiguities.map(sharesOf);
}
