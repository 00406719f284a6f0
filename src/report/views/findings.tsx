import type { ComponentChildren, JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { NodeIndex } from '../../call-tree/call-tree.ts';
import type { ReportView } from '../../renderers/report-view.ts';
import { pathOf } from '../analysis/call-path.ts';
import { nameText, pageText } from '../analysis/call-text.ts';
import type { Findings as FindingsOf, HottestCall, LibraryShare, Waiting } from '../analysis/findings.ts';
import type { ReportState } from '../state/report-state.ts';
import { percentText } from './time-text.ts';
import { useReport } from './use-report.ts';

/** Three sentences that the sums prove, each with a way to its place. */
export function Findings(): JSX.Element | null {
  const view = useUprightTree();
  const { model } = useReport();
  const findings: FindingsOf | undefined = model.findings(view);
  if (findings === undefined) return null;
  return (
    <ul class="findings" aria-label="What the recording says">
      <Hottest hottest={findings.hottest} />
      <Libraries libraries={findings.libraries} />
      <WaitingTime waiting={findings.waiting} />
    </ul>
  );
}

/** Calls from the outside in: inverted, the sums would say something else. */
function useUprightTree(): ReportView {
  const { model, selection, options } = useReport();
  const upright = useMemo(
    () => (selection.inverts ? { ...selection, inverts: false } : selection),
    [selection],
  );
  return model.tree(upright, options).view;
}

function Hottest({ hottest }: { readonly hottest: HottestCall }): JSX.Element | null {
  const { call, next } = hottest;
  if (call === undefined) {
    if (next === undefined) return null;
    return (
      <li>
        No call has half of the time; the longest is <CallLink node={next.node} /> with{' '}
        <b>{percentText(next.share)}</b>.
      </li>
    );
  }
  return (
    <li>
      <b>{percentText(call.share)}</b> of the time is in <CallLink node={call.node} />
      {next === undefined ? (
        '.'
      ) : (
        <>
          ; the longest call below it, <CallLink node={next.node} />, has {percentText(next.share)}.
        </>
      )}
    </li>
  );
}

function Libraries({ libraries }: { readonly libraries: LibraryShare }): JSX.Element {
  const { share, entry, largest } = libraries;
  if (!(share > 0)) {
    return (
      <li>
        <b>All</b> of the time runs in{' '}
        <PlaceLink to={{ view: 'functions' }}>the program’s own code</PlaceLink>.
      </li>
    );
  }
  return (
    <li>
      <b>{percentText(share)}</b> of the time runs in library code
      {entry !== undefined && (
        <>
          ; the program spends the most in calls to <CallLink node={entry.node} /> ({percentText(entry.share)}
          )
        </>
      )}
      {entry === undefined && largest !== undefined && (
        <>
          , the most in{' '}
          <PlaceLink to={{ view: 'functions', query: largest.name }}>{pageText(largest.name)}</PlaceLink> (
          {percentText(largest.share)})
        </>
      )}
      .
    </li>
  );
}

function WaitingTime({ waiting }: { readonly waiting: Waiting }): JSX.Element {
  const { cpuShare, awaitShare } = waiting;
  const waited = percentText(Math.max(0, 1 - (cpuShare ?? 0)));
  const { selection } = useReport();
  // CPU time is known of all of it alone.
  const isPart = selection.range !== undefined || selection.focus !== undefined;
  const place = (
    <PlaceLink to={{ view: 'timeline' }}>{isPart ? 'the whole recording' : 'the time'}</PlaceLink>
  );
  const awaited = awaitShare > 0 ? ` ${percentText(awaitShare)} was spent in await.` : '';
  if (cpuShare === undefined)
    return (
      <li>
        CPU time was not recorded: {place} may be computing or waiting.{awaited}
      </li>
    );
  if (cpuShare > 1.02) {
    return (
      <li>
        <b>{percentText(cpuShare)}</b> of {place} was CPU time: several threads or processes computed at once.
        {awaited}
      </li>
    );
  }
  return (
    <li>
      The program computed for <b>{percentText(Math.min(1, cpuShare))}</b> of {place}.
      {waited !== percentText(0) &&
        ` The other ${waited} it waited: for input, output, locks or a free processor.`}
      {awaited}
    </li>
  );
}

function CallLink({ node }: { readonly node: NodeIndex }): JSX.Element {
  const view = useUprightTree();
  return (
    <PlaceLink to={{ view: 'tree', call: pathOf(view, node), inverts: false }}>
      <code>{nameText(view.nameOf(node))}</code>
    </PlaceLink>
  );
}

function PlaceLink(props: {
  readonly to: Partial<ReportState>;
  readonly children: ComponentChildren;
}): JSX.Element {
  const { navigate } = useReport();
  return (
    <button type="button" class="link" onClick={() => navigate(props.to)}>
      {props.children}
    </button>
  );
}
