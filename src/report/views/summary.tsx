import type { ComponentChildren, JSX } from 'preact';
import { samplingNote } from '../../renderers/console/sampling-note.ts';
import type { SamplingStatistics } from '../../session/sampling-statistics.ts';
import { pageText } from '../analysis/call-text.ts';
import { Findings } from './findings.tsx';
import { durationText, percentText } from './time-text.ts';
import { useReport } from './use-report.ts';

/** What was recorded, and what it says. */
export function Summary({ title }: { readonly title: string }): JSX.Element {
  const { model } = useReport();
  const { session } = model;
  const note = samplingNote(session);
  return (
    <header class="summary">
      <div class="masthead">
        <Flame />
        <h1 title={pageText(title)}>{pageText(title)}</h1>
      </div>
      <dl class="facts">
        <Fact name="Duration">{durationText(session.duration)}</Fact>
        <Fact name="CPU time">
          {durationText(session.cpuTime)}
          {session.duration > 0 && <small> {percentText(session.cpuTime / session.duration)}</small>}
        </Fact>
        <Fact name="Samples">{session.sampleCount.toLocaleString('en')}</Fact>
        {session.sampling !== undefined && <Fact name="Dropped">{droppedText(session.sampling)}</Fact>}
        <Fact name="Interval">{durationText(session.maxInterval)}</Fact>
        <Fact name="Recorded">{recordedText(session.startTime)}</Fact>
      </dl>
      <Findings />
      {note !== undefined && <p class="note">{note}</p>}
    </header>
  );
}

function Fact({
  name,
  children,
}: {
  readonly name: string;
  readonly children: ComponentChildren;
}): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Share of the samples for which no whole stack could be recorded. */
function droppedText({ recorded, dropped, cut }: SamplingStatistics): string {
  const lost = dropped + cut;
  return lost === 0 ? 'none' : percentText(lost / (recorded + dropped));
}

function recordedText(startTime: number): string {
  const date = new Date(startTime * 1000);
  if (Number.isNaN(date.getTime())) return 'unknown';
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

const BARS: readonly number[] = [3, 6, 11, 15, 18, 13, 7, 3];

/** The mark of the console report, drawn. */
function Flame(): JSX.Element {
  return (
    <svg class="flame-mark" viewBox="0 0 32 20" role="img" aria-label="callwise">
      {BARS.map((height, at) => (
        <rect key={at} x={at * 4 + 0.5} y={19 - height} width={3} height={height} rx={0.6} />
      ))}
    </svg>
  );
}
