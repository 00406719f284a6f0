import type { JSX } from 'preact';
import type { CallRow } from '../analysis/call-rows.ts';
import { nameText, pageText } from '../analysis/call-text.ts';
import type { TreeModel } from '../analysis/report-model.ts';
import { heatOf } from './time-text.ts';
import { useReport } from './use-report.ts';

/** Levels that are indented; deeper ones stand below each other with their number. */
const MOST_INDENTED = 60;

interface CallTreeRowProps {
  readonly row: CallRow;
  readonly at: number;
  readonly height: number;
  readonly tree: TreeModel;
  readonly isActive: boolean;
  readonly isMatch: boolean;
  readonly onSelect: () => void;
  readonly onToggle: () => void;
}

export function CallTreeRow(props: CallTreeRowProps): JSX.Element {
  const { row, at, height, isActive, isMatch, onSelect, onToggle } = props;
  const isParent = row.kind === 'group' || row.hasChildren;
  return (
    <div
      id={`row-${at}`}
      class={`row ${row.kind}${isActive ? ' active' : ''}${isMatch ? ' match' : ''}`}
      role="treeitem"
      tabIndex={-1}
      aria-level={row.depth + 1}
      aria-posinset={row.position}
      aria-setsize={row.siblings.count}
      aria-selected={isActive}
      aria-expanded={isParent ? row.isOpen : undefined}
      style={{ top: `${at * height}px`, height: `${height}px` }}
      onMouseDown={() => {
        onSelect();
        if (row.kind === 'group') onToggle();
      }}
      onDblClick={row.kind === 'call' && isParent ? onToggle : undefined}
    >
      {row.kind === 'call' ? <CallTime {...props} /> : <span class="time" />}
      <span class="indent" style={{ width: `${Math.min(row.depth, MOST_INDENTED)}em` }} />
      {row.depth > MOST_INDENTED && <span class="level">{row.depth}</span>}
      <span
        class={`caret${isParent ? '' : ' none'}`}
        aria-hidden="true"
        onMouseDown={(event) => {
          event.stopPropagation();
          onSelect();
          if (isParent) onToggle();
        }}
      />
      {row.kind === 'call' ? <CallName {...props} /> : <GroupName {...props} />}
    </div>
  );
}

function CallTime({ row, tree }: CallTreeRowProps): JSX.Element {
  const { time } = useReport();
  const seconds = tree.view.tree.secondsOf(row.node);
  const share = tree.view.rootSeconds > 0 ? seconds / tree.view.rootSeconds : 0;
  return (
    <span class={`time ${heatOf(share)}`}>
      <span class="bar" style={{ width: `${Math.min(100, Math.max(0, share * 100))}%` }} />
      <span class="figure">{time.of(seconds)}</span>
    </span>
  );
}

function CallName({ row, tree }: CallTreeRowProps): JSX.Element {
  const { texts } = useReport();
  const { view } = tree;
  const isApplication = view.isApplication(row.node);
  const isSynthetic = view.tree.syntheticKindOf(row.node) !== undefined;
  const kind = isSynthetic ? 'synthetic' : isApplication ? 'application' : 'library';
  return (
    <>
      <span class={`name ${kind}`}>{nameText(view.nameOf(row.node))}</span>
      <span class="position">{isSynthetic ? '' : texts.of(view.tree.identifierOf(row.node)).position}</span>
    </>
  );
}

function GroupName({ row, tree }: CallTreeRowProps): JSX.Element {
  const count = tree.folding.countHidden(row.node);
  return (
    <span class="group-name">
      {row.isOpen ? `Hide ${count} frames` : `${count} frames hidden`}
      <span class="libraries">{pageText(tree.folding.listLibraries(row.node))}</span>
    </span>
  );
}
