import type { JSX, RefObject } from 'preact';
import { useRef } from 'preact/hooks';
import { type ReportState, VIEWS } from '../state/report-state.ts';
import type { MatchCounts } from './report-context.ts';
import { useReport } from './use-report.ts';

interface ToolbarProps {
  readonly matches: MatchCounts;
  readonly onStep: (by: 1 | -1) => void;
  readonly onOptions: () => void;
  readonly areOptionsOpen: boolean;
  readonly optionsButton: RefObject<HTMLButtonElement | null>;
}

/** The views, the search and what changes all views. */
export function Toolbar(props: ToolbarProps): JSX.Element {
  return (
    <div class="toolbar">
      <Tabs />
      <div class="tools">
        <Search {...props} />
        <Switch name="Invert" field="inverts" title="Callees first: who called what the time was spent in" />
        <Switch
          name="Merge recursion"
          field="mergesRecursion"
          title="A function is not shown again below itself"
        />
        <button
          ref={props.optionsButton}
          type="button"
          class="tool"
          aria-expanded={props.areOptionsOpen}
          aria-controls="options"
          onClick={props.onOptions}
          onKeyDown={(event) => {
            if (event.key === 'Escape' && props.areOptionsOpen) props.onOptions();
          }}
        >
          Options
        </button>
      </div>
    </div>
  );
}

function Tabs(): JSX.Element {
  const { state, navigate } = useReport();
  const list = useRef<HTMLDivElement>(null);
  const go = (by: number): void => {
    const at = VIEWS.findIndex(({ name }) => name === state.view);
    const next = VIEWS[(at + by + VIEWS.length) % VIEWS.length];
    if (next === undefined) return;
    navigate({ view: next.name, zoom: undefined });
    list.current?.querySelector<HTMLElement>(`#tab-${next.name}`)?.focus();
  };
  return (
    <div
      class="tabs"
      role="tablist"
      aria-label="Views"
      ref={list}
      onKeyDown={(event) => {
        if (event.key === 'ArrowRight') go(1);
        else if (event.key === 'ArrowLeft') go(-1);
      }}
    >
      {VIEWS.map(({ name, title }) => (
        <button
          key={name}
          id={`tab-${name}`}
          type="button"
          role="tab"
          aria-selected={state.view === name}
          aria-controls="view"
          tabIndex={state.view === name ? 0 : -1}
          onClick={() => navigate({ view: name, zoom: undefined })}
        >
          {title}
        </button>
      ))}
    </div>
  );
}

function Search({ matches: { count: matchCount, leftOut }, onStep }: ToolbarProps): JSX.Element {
  const { state, navigate, matchStep } = useReport();
  const isSearching = state.query.trim() !== '';
  const at =
    matchStep === 0 || matchCount === 0
      ? 0
      : ((((matchStep - 1) % matchCount) + matchCount) % matchCount) + 1;
  return (
    <search class="search">
      <input
        type="search"
        placeholder="Function, file or class"
        aria-label="Search functions, files and classes"
        value={state.query}
        onInput={(event) => navigate({ query: event.currentTarget.value }, 'replace')}
        onKeyDown={(event) => {
          if (event.key === 'Enter') onStep(event.shiftKey ? -1 : 1);
          if (event.key === 'Escape') navigate({ query: '' }, 'replace');
        }}
      />
      <span class="matches" role="status" title={leftOut > 0 ? LEFT_OUT : ''}>
        {isSearching && (at > 0 ? `${inText(at)}/${inText(matchCount)}` : `${inText(matchCount)} found`)}
        {isSearching && leftOut > 0 && `, ${inText(leftOut)} left out`}
      </span>
      <button
        type="button"
        aria-label="Previous match"
        disabled={matchCount === 0}
        onClick={() => onStep(-1)}
      >
        ↑
      </button>
      <button type="button" aria-label="Next match" disabled={matchCount === 0} onClick={() => onStep(1)}>
        ↓
      </button>
    </search>
  );
}

function inText(count: number): string {
  return count.toLocaleString('en');
}

const LEFT_OUT = 'Functions whose calls the options leave out';

interface SwitchProps {
  readonly name: string;
  readonly title: string;
  readonly field: 'inverts' | 'mergesRecursion';
}

function Switch({ name, title, field }: SwitchProps): JSX.Element {
  const { state, navigate } = useReport();
  const change: Partial<ReportState> = { [field]: !state[field], call: [] };
  return (
    <button
      type="button"
      class="tool"
      title={title}
      aria-pressed={state[field]}
      onClick={() => navigate(change)}
    >
      {name}
    </button>
  );
}
