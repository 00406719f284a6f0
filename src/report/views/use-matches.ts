import { useEffect, useRef } from 'preact/hooks';
import { useReport } from './use-report.ts';

/**
 * Reports the matches of a view, and how many functions match that it leaves out; hands over the match that next and
 * previous come to.
 */
export function useMatches<T>(matches: readonly T[], show: (match: T) => void, leftOut = 0): void {
  const { matchStep, onMatches } = useReport();
  const lastStep = useRef(matchStep);
  useEffect(() => onMatches({ count: matches.length, leftOut }), [matches, leftOut, onMatches]);
  useEffect(() => {
    if (lastStep.current === matchStep) return;
    lastStep.current = matchStep;
    // A new search has not gone to any of its matches yet.
    if (matchStep === 0) return;
    const { length } = matches;
    const match = matches[(((matchStep - 1) % length) + length) % length];
    if (match !== undefined) show(match);
  });
}
