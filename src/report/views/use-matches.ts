import { useEffect, useRef } from 'preact/hooks';
import { useReport } from './use-report.ts';

/** Reports the matches of a view, and hands over the one that next and previous come to. */
export function useMatches<T>(matches: readonly T[], show: (match: T) => void): void {
  const { matchStep, onMatches } = useReport();
  const lastStep = useRef(matchStep);
  useEffect(() => onMatches(matches.length), [matches, onMatches]);
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
