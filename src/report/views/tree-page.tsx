import type { JSX } from 'preact';
import { CallTreeView } from './call-tree-view.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { useReport } from './use-report.ts';

export function TreePage(): JSX.Element {
  const { model, selection, options } = useReport();
  const { view } = model.tree(selection, options);
  return (
    <>
      <CallTreeView />
      <SelectionBar view={view} />
    </>
  );
}
