import type { CallRow } from '../analysis/call-rows.ts';

export type TreeStep =
  | { readonly kind: 'go'; readonly to: number }
  | { readonly kind: 'toggle' }
  | { readonly kind: 'open-below' };

/** What a key does in a tree, as the ARIA practices have it; undefined for other keys. */
export function treeStep(key: string, rows: readonly CallRow[], at: number): TreeStep | undefined {
  const row = rows[at];
  if (row === undefined) return undefined;
  const isParent = row.kind === 'group' || row.hasChildren;
  switch (key) {
    case 'ArrowDown':
      return go(Math.min(rows.length - 1, at + 1));
    case 'ArrowUp':
      return go(Math.max(0, at - 1));
    case 'PageDown':
      return go(Math.min(rows.length - 1, at + 15));
    case 'PageUp':
      return go(Math.max(0, at - 15));
    case 'Home':
      return go(0);
    case 'End':
      return go(rows.length - 1);
    case 'ArrowRight':
      if (!isParent) return undefined;
      return row.isOpen ? go(Math.min(rows.length - 1, at + 1)) : { kind: 'toggle' };
    case 'ArrowLeft':
      return isParent && row.isOpen ? { kind: 'toggle' } : go(parentOf(rows, at));
    case 'Enter':
    case ' ':
      return isParent ? { kind: 'toggle' } : undefined;
    case '*':
      return { kind: 'open-below' };
    default:
      return undefined;
  }
}

function go(to: number): TreeStep {
  return { kind: 'go', to };
}

function parentOf(rows: readonly CallRow[], at: number): number {
  const depth = rows[at]?.depth ?? 0;
  for (let above = at - 1; above >= 0; above--) if ((rows[above]?.depth ?? 0) < depth) return above;
  return at;
}
