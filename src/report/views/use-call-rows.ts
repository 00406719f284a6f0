import { useMemo, useState } from 'preact/hooks';
import type { NodeIndex } from '../../call-tree/call-tree.ts';
import { findPath, listAncestors } from '../analysis/call-path.ts';
import { type CallRow, listCallRows } from '../analysis/call-rows.ts';
import { OpenNodes } from '../analysis/open-nodes.ts';
import type { TreeModel } from '../analysis/report-model.ts';
import type { ReportState } from '../state/report-state.ts';

export interface CallRows {
  readonly rows: readonly CallRow[];
  /** The call that the state names. */
  readonly selected: NodeIndex | undefined;
  readonly toggle: (row: CallRow) => void;
  readonly openBelow: (row: CallRow) => void;
}

/** The lines of a tree with what stands open in it; the selected call is always among them. */
export function useCallRows({ view, folding }: TreeModel, call: ReportState['call']): CallRows {
  const nodes = useMemo(() => new OpenNodes(view), [view]);
  const [version, setVersion] = useState(0);
  const selected = useMemo(() => findPath(view, call), [view, call]);
  useMemo(() => {
    if (selected !== undefined) nodes.reveal(listAncestors(view, selected), folding);
  }, [nodes, selected, view, folding]);
  const rows = useMemo(() => listCallRows(view, folding, nodes), [view, folding, nodes, version, selected]);
  const change = (alter: () => void): void => {
    alter();
    setVersion((value) => value + 1);
  };
  return {
    rows,
    selected,
    toggle: (row) => change(() => nodes.toggle(row)),
    openBelow: (row) => change(() => nodes.openBelow(row.node)),
  };
}
