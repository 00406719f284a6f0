import { useCallback, useEffect, useState } from 'preact/hooks';
import { formatState, INITIAL_STATE, parseState, type ReportState } from './report-state.ts';

/** `replace` changes where the user is, instead of going on to a new place that the back button leaves. */
export type Navigate = (change: Partial<ReportState>, how?: 'push' | 'replace') => void;

/**
 * The state of the report and how to change it. In a page of its own the address holds it; embedded, nothing outside the
 * element is touched.
 */
export function useReportState(
  identifierCount: number,
  options: { readonly usesAddress: boolean; readonly view: ReportState['view'] },
): [ReportState, Navigate] {
  const { usesAddress } = options;
  const [state, setState] = useState<ReportState>(() => {
    const fragment = usesAddress ? location.hash.slice(1) : '';
    return fragment === '' ? { ...INITIAL_STATE, view: options.view } : parseState(fragment, identifierCount);
  });
  useEffect(() => {
    if (!usesAddress) return;
    const follow = (): void => {
      const fragment = location.hash.slice(1);
      setState((before) =>
        formatState(before) === fragment ? before : parseState(fragment, identifierCount),
      );
    };
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, [usesAddress, identifierCount]);
  const navigate = useCallback<Navigate>(
    (change, how = 'push') => {
      setState((before) => {
        const state = { ...before, ...change };
        if (usesAddress) goTo(formatState(state), how);
        return state;
      });
    },
    [usesAddress],
  );
  return [state, navigate];
}

function goTo(fragment: string, how: 'push' | 'replace'): void {
  if (location.hash.slice(1) === fragment) return;
  // Unlike pushState, these are allowed for pages from disk everywhere. An empty fragment still needs its '#'.
  if (how === 'replace') location.replace(`#${fragment}`);
  else location.hash = fragment;
}
