import { listApplicationCode } from '../../call-tree/application-code.ts';
import type { IdentifierIndex } from '../../model/frames.ts';
import type { ReportView } from '../../renderers/report-view.ts';

/** Shades a kind of code, so that neighbours differ. */
const SHADES = 5;
export const PALETTE_SIZE: number = 2 * SHADES;

/** For each node a row of the palette: application code first, then libraries. */
export function colorNodes({ tree }: ReportView, sysPrefixes: readonly string[]): Uint8Array {
  const isApplication = listApplicationCode(tree, sysPrefixes);
  const shades = new Map<IdentifierIndex, number>();
  const colors = new Uint8Array(tree.size);
  for (let node = 0; node < tree.size; node++) {
    const identifier = tree.identifierOf(node);
    let shade = shades.get(identifier);
    if (shade === undefined) {
      shade = hash(tree.frames.identifierText(identifier)) % SHADES;
      shades.set(identifier, shade);
    }
    colors[node] = shade + (isApplication[node] === 1 ? 0 : SHADES);
  }
  return colors;
}

/** FNV-1a; a name may have megabytes, and tells itself apart long before. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let at = 0; at < Math.min(text.length, 200); at++) {
    value = Math.imul(value ^ text.charCodeAt(at), 0x01000193);
  }
  return (value ^ (value >>> 15)) >>> 0;
}
