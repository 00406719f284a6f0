import type { JSX } from 'preact';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { SampleIndex } from '../../model/samples.ts';
import type { SessionData } from '../../session/session-data.ts';
import { NameSearch } from '../analysis/name-search.ts';
import type { ReportModel } from '../analysis/report-model.ts';
import type { Selection } from '../analysis/selection.ts';
import { useReportState } from '../state/address.ts';
import { loadOptions, type ReportOptions, saveOptions } from '../state/report-options.ts';
import type { ReportState, ViewName } from '../state/report-state.ts';
import { Filters } from './filters.tsx';
import { FlameView } from './flame-view.tsx';
import { FunctionsView } from './functions-view.tsx';
import { OptionsPanel } from './options-panel.tsx';
import { NO_MATCHES, ReportContext, type ReportContextValue } from './report-context.ts';
import { SourceView } from './source-view.tsx';
import { Summary } from './summary.tsx';
import { TimeStrip } from './time-strip.tsx';
import { TimeText } from './time-text.ts';
import { Toolbar } from './toolbar.tsx';
import { TreePage } from './tree-page.tsx';

export interface ReportProps {
  readonly model: ReportModel;
  readonly host: HTMLElement;
  readonly title: string;
  readonly view: ViewName;
  /** Over those that are remembered. */
  readonly asked: Partial<ReportOptions>;
  /** Whether the report is a page of its own, which keeps its state in the address. */
  readonly isPage: boolean;
}

export function Report({ model, host, title, view, asked, isPage }: ReportProps): JSX.Element {
  const identifierCount = model.session.samples.frames.identifierCount;
  const [state, navigate] = useReportState(identifierCount, { usesAddress: isPage, view });
  const [options, setOptions] = useOptions(host, asked);
  const [areOptionsOpen, setOptionsOpen] = useState(false);
  const optionsButton = useRef<HTMLButtonElement>(null);
  const closeOptions = (): void => {
    setOptionsOpen(false);
    optionsButton.current?.focus();
  };
  const [matchStep, setMatchStep] = useState(0);
  const [matches, setMatches] = useState(NO_MATCHES);
  const selection = useSelection(state);
  const texts = model.texts(options.showsFullPaths);
  const query = useRested(state.query);
  const search = useMemo(() => new NameSearch(query, texts), [query, texts]);
  useEffect(() => setMatchStep(0), [query]);
  useEffect(() => setOptionsOpen(false), [state.view]);
  const selected = model.select(selection);
  const wholeSeconds = useMemo(() => sumSeconds(selected), [selected]);
  const time = useMemo(
    () => new TimeText(wholeSeconds, model.session.maxInterval, options.time),
    [wholeSeconds, model, options.time],
  );
  const value: ReportContextValue = {
    model,
    state,
    selection,
    navigate,
    options,
    texts,
    search,
    matchStep,
    onMatches: setMatches,
    time,
  };
  return (
    <ReportContext.Provider value={value}>
      <main class={`report${isPage ? ' page' : ''}`}>
        <Summary title={title} />
        <TimeStrip />
        <Toolbar
          matches={search.isEmpty ? NO_MATCHES : matches}
          onStep={(by) => setMatchStep((step) => (step === 0 && by < 0 ? 0 : step + by))}
          optionsButton={optionsButton}
          areOptionsOpen={areOptionsOpen}
          onOptions={() => setOptionsOpen(!areOptionsOpen)}
        />
        {areOptionsOpen && <OptionsPanel options={options} onChange={setOptions} onClose={closeOptions} />}
        <Filters />
        <div
          id="view"
          class={`view view-${state.view}`}
          role="tabpanel"
          aria-labelledby={`tab-${state.view}`}
        >
          <View name={state.view} />
        </div>
      </main>
    </ReportContext.Provider>
  );
}

function View({ name }: { readonly name: ViewName }): JSX.Element {
  switch (name) {
    case 'tree':
      return <TreePage />;
    case 'flame':
      return <FlameView order="longest-first" />;
    case 'timeline':
      return <FlameView order="time" />;
    case 'functions':
      return <FunctionsView />;
    case 'source':
      return <SourceView />;
  }
}

function useSelection({ range, focus, hidden, inverts, mergesRecursion }: ReportState): Selection {
  return useMemo(
    () => ({ range, focus, hidden, inverts, mergesRecursion }),
    [range?.from, range?.to, focus, hidden.join('.'), inverts, mergesRecursion],
  );
}

function useOptions(
  host: HTMLElement,
  asked: Partial<ReportOptions>,
): [ReportOptions, (options: ReportOptions) => void] {
  const [options, setOptions] = useState(() => ({ ...loadOptions(), ...asked }));
  useEffect(() => {
    host.dataset.theme = options.theme;
  }, [host, options.theme]);
  const change = useCallback((changed: ReportOptions) => {
    setOptions(changed);
    saveOptions(changed);
  }, []);
  return [options, change];
}

/** The value once it has not changed for a moment. */
function useRested(value: string): string {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), REST_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return rested;
}

const REST_MS = 120;

function sumSeconds({ samples }: SessionData): number {
  let seconds = 0;
  for (let sample = 0; sample < samples.length; sample++) seconds += samples.secondsOf(sample as SampleIndex);
  return seconds;
}
