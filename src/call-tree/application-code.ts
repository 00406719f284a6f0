import type { IdentifierIndex } from '../model/frames.ts';
import type { CallTree } from './call-tree.ts';
import { parseIdentifier, syntheticKindOf } from './identifier.ts';

/** Whether code belongs to the program; `as-caller` is code from a string, which belongs to who runs it. */
export type CodeOrigin = 'application' | 'library' | 'as-caller';

/** `sysPrefixes` are where the interpreter and its libraries are installed. */
export function codeOriginOf(identifier: string, sysPrefixes: readonly string[]): CodeOrigin {
  const { filePath } = parseIdentifier(identifier);
  if (filePath === undefined || filePath === '' || syntheticKindOf(identifier) !== undefined)
    return 'library';
  if (sysPrefixes.some((prefix) => filePath.startsWith(prefix))) return 'library';
  if (!filePath.startsWith('<') || filePath.startsWith('<ipython-input-')) return 'application';
  return filePath === '<string>' || filePath === '<stdin>' ? 'as-caller' : 'library';
}

/** For each node 1 if it is application code, else 0. */
export function listApplicationCode(tree: CallTree, sysPrefixes: readonly string[]): Uint8Array {
  const origins = new Map<IdentifierIndex, CodeOrigin>();
  const parents = tree.listParents();
  const result = new Uint8Array(tree.size);
  for (let node = 0; node < tree.size; node++) {
    const identifier = tree.identifierOf(node);
    let origin = origins.get(identifier);
    if (origin === undefined) {
      origin = codeOriginOf(tree.frames.identifierText(identifier), sysPrefixes);
      origins.set(identifier, origin);
    }
    const ofCaller = node === 0 ? 1 : (result[parents[node] as number] as number);
    result[node] = origin === 'as-caller' ? ofCaller : Number(origin === 'application');
  }
  return result;
}
