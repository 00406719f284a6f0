import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { NodeIndex } from '../../call-tree/call-tree.ts';
import { pathOf } from '../analysis/call-path.ts';
import type { CallRow } from '../analysis/call-rows.ts';
import { CallTreeRow } from './call-tree-row.tsx';
import { Empty } from './empty.tsx';
import { treeStep } from './tree-keys.ts';
import { useCallRows } from './use-call-rows.ts';
import { useMatches } from './use-matches.ts';
import { useReport } from './use-report.ts';
import { useRowHeight, useVirtualRows } from './virtual-rows.ts';

type RowKey = Pick<CallRow, 'node' | 'kind'>;

/** The calls as a tree that opens and closes; the way to where the time is stands open. */
export function CallTreeView(): JSX.Element {
  const { model, selection, options, state, navigate, search } = useReport();
  const tree = model.tree(selection, options);
  const scroller = useRef<HTMLDivElement>(null);
  const rowHeight = useRowHeight(scroller);
  const { rows, selected, toggle, openBelow } = useCallRows(tree, state.call);
  const { first, last, scrollTo } = useVirtualRows(scroller, { count: rows.length, rowHeight });
  const [group, setGroup] = useState<NodeIndex>();
  const active: RowKey =
    group === undefined ? { node: selected ?? 0, kind: 'call' } : { node: group, kind: 'group' };
  const activeAt = useMemo(() => findRow(rows, active), [rows, active.node, active.kind]);
  const select = (node: NodeIndex): void => navigate({ call: pathOf(tree.view, node) }, 'replace');
  const activate = (row: CallRow | undefined): void => {
    if (row === undefined) return;
    setGroup(row.kind === 'group' ? row.node : undefined);
    if (row.kind === 'call') select(row.node);
  };
  useEffect(() => {
    scrollTo(activeAt);
  }, [tree.view, active.node, active.kind, rowHeight]);
  const matches = useMemo(() => search.listCalls(tree.view), [search, tree.view]);
  const matching = useMemo(() => new Set(matches), [matches]);
  const leftOut = useMemo(() => {
    const shown = new Set(matches.map((node) => tree.view.tree.identifierOf(node)));
    const found = search.isEmpty ? [] : model.functions(selection);
    return found.filter(({ identifier }) => !shown.has(identifier) && search.matchesFunction(identifier))
      .length;
  }, [matches, model, selection, search]);
  useMatches(matches, select, leftOut);
  const onKeyDown = (event: KeyboardEvent): void => {
    const row = rows[activeAt];
    const step =
      event.altKey || event.ctrlKey || event.metaKey ? undefined : treeStep(event.key, rows, activeAt);
    if (row === undefined || step === undefined) return;
    event.preventDefault();
    if (step.kind === 'go') activate(rows[step.to]);
    else if (step.kind === 'toggle') toggle(row);
    else openBelow(row);
  };
  if (rows.length === 0) return <Empty />;
  return (
    <div
      ref={scroller}
      class="rows tree"
      role="tree"
      aria-label="Call tree"
      tabIndex={0}
      aria-activedescendant={activeAt >= first && activeAt < last ? `row-${activeAt}` : undefined}
      onKeyDown={onKeyDown}
    >
      <div class="rows-space" role="presentation" style={{ height: `${rows.length * rowHeight}px` }}>
        {rows.slice(first, last).map((row, at) => (
          <CallTreeRow
            key={`${row.kind}${row.node}`}
            row={row}
            at={first + at}
            height={rowHeight}
            tree={tree}
            isActive={first + at === activeAt}
            isMatch={row.kind === 'call' && matching.has(row.node)}
            onSelect={() => activate(row)}
            onToggle={() => toggle(row)}
          />
        ))}
      </div>
    </div>
  );
}

/** 0 when it is not there. */
function findRow(rows: readonly CallRow[], { node, kind }: RowKey): number {
  return Math.max(
    0,
    rows.findIndex((row) => row.node === node && row.kind === kind),
  );
}
