import type { JSX } from 'preact';
import { useMemo } from 'preact/hooks';
import type { NodeIndex } from '../../call-tree/call-tree.ts';
import type { ReportView } from '../../renderers/report-view.ts';
import { nameText } from '../analysis/call-text.ts';
import { useReport } from './use-report.ts';

export interface Hovered {
  readonly node: NodeIndex;
  /** Pixels from the left top of the canvas. */
  readonly x: number;
  readonly y: number;
}

export function FlameTip({
  view,
  hovered,
}: {
  readonly view: ReportView;
  readonly hovered: Hovered;
}): JSX.Element {
  const { time, texts } = useReport();
  const { node, x, y } = hovered;
  const seconds = view.tree.secondsOf(node);
  // A call in time order may have a million callees.
  const self = useMemo(() => view.tree.selfSecondsOf(node), [view, node]);
  return (
    <div class="tip" style={{ left: `${x + 14}px`, top: `${y + 18}px` }}>
      <code>{nameText(view.nameOf(node))}</code>
      <span>
        {time.of(seconds)} ({time.share(seconds)}), self {time.of(self)}
      </span>
      <small>{texts.of(view.tree.identifierOf(node)).position}</small>
    </div>
  );
}
