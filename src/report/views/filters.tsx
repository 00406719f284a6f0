import type { JSX } from 'preact';
import type { ReportState } from '../state/report-state.ts';
import { durationText } from './time-text.ts';
import { useReport } from './use-report.ts';

/** What the views leave out, and a way to have each back. */
export function Filters(): JSX.Element | null {
  const { state, texts } = useReport();
  const { range, focus, hidden } = state;
  if (range === undefined && focus === undefined && hidden.length === 0) return null;
  return (
    <div class="filters" role="group" aria-label="Filters">
      {range !== undefined && (
        <Filter
          label={`Time ${durationText(range.from)} to ${durationText(range.to)}`}
          without={{ range: undefined }}
        />
      )}
      {focus !== undefined && (
        <Filter label={`Focus on ${texts.of(focus).name}`} without={{ focus: undefined, call: [] }} />
      )}
      {hidden.map((identifier) => (
        <Filter
          key={identifier}
          label={`Without ${texts.of(identifier).name}`}
          without={{ hidden: hidden.filter((other) => other !== identifier), call: [] }}
        />
      ))}
    </div>
  );
}

function Filter({
  label,
  without,
}: {
  readonly label: string;
  readonly without: Partial<ReportState>;
}): JSX.Element {
  const { navigate } = useReport();
  return (
    <span class="filter">
      <span class="filter-label">{label}</span>
      <button type="button" aria-label={`Remove: ${label}`} onClick={() => navigate(without)}>
        ×
      </button>
    </span>
  );
}
