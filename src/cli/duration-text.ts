const UNITS: ReadonlyMap<string, number> = new Map([
  ['', 1],
  ['s', 1],
  ['ms', 1e3],
  ['us', 1e6],
  ['µs', 1e6],
]);

/** Seconds from `0.001`, `1ms`, `50us` or `10s`; undefined when the text is none of these. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+\.?\d*(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?) ?([a-zµ]*)$/i.exec(text.trim());
  const unitsPerSecond = UNITS.get(match?.[2] ?? 'none');
  if (match === null || unitsPerSecond === undefined) return undefined;
  const seconds = Number(match[1]) / unitsPerSecond;
  return Number.isFinite(seconds) ? seconds : undefined;
}
