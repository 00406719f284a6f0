import { createContext } from 'preact';
import type { FunctionTexts } from '../analysis/call-text.ts';
import type { NameSearch } from '../analysis/name-search.ts';
import type { ReportModel } from '../analysis/report-model.ts';
import type { Selection } from '../analysis/selection.ts';
import type { Navigate } from '../state/address.ts';
import type { ReportOptions } from '../state/report-options.ts';
import type { ReportState } from '../state/report-state.ts';
import type { TimeText } from './time-text.ts';

export interface MatchCounts {
  readonly count: number;
  /** Functions that match, none of whose calls the view shows. */
  readonly leftOut: number;
}

export const NO_MATCHES: MatchCounts = { count: 0, leftOut: 0 };

/** What every view works with. */
export interface ReportContextValue {
  readonly model: ReportModel;
  readonly state: ReportState;
  /** The part of the state that decides which samples count; the same object for as long as it says the same. */
  readonly selection: Selection;
  readonly navigate: Navigate;
  readonly options: ReportOptions;
  readonly texts: FunctionTexts;
  readonly search: NameSearch;
  /** The match that next and previous have come to. A view counts it from the first of its own, in a circle. */
  readonly matchStep: number;
  /** A view says how many matches it has. */
  readonly onMatches: (matches: MatchCounts) => void;
  readonly time: TimeText;
}

export const ReportContext: ReturnType<typeof createContext<ReportContextValue | undefined>> = createContext<
  ReportContextValue | undefined
>(undefined);
