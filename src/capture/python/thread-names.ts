import type { Interpreter } from './find-interpreter.ts';
import { inspectionLayoutOf } from './layouts/inspection-layout.ts';
import { ObjectAttributes } from './object-attributes.ts';
import { readLong } from './python-values.ts';
import { mainInterpreterOf } from './thread-list.ts';

/** The names of threads by their native ids, from `threading._active`; empty before `threading` is imported. */
export function threadNamesOf(interpreter: Interpreter): ReadonlyMap<number, string> {
  const { memory, layout } = interpreter;
  const inspection = inspectionLayoutOf(layout.version);
  const main = mainInterpreterOf(interpreter);
  const names = new Map<number, string>();
  if (inspection === undefined || main === undefined) return names;
  const attributes = new ObjectAttributes(memory, layout, inspection);
  const { objects } = attributes;
  const modules = objects.pointer(main + inspection.modules) ?? 0;
  const threading = objects.dictValue(modules, 'threading');
  const dict = threading === undefined ? undefined : objects.pointer(threading + inspection.moduleDict);
  const active = dict === undefined ? undefined : objects.dictValue(dict, '_active');
  for (const { value: thread } of (active !== undefined && attributes.dictEntries(active)) || []) {
    const entries = attributes.attributesOf(thread);
    const name = attributes.attribute(entries, '_name');
    const nativeId = attributes.attribute(entries, '_native_id');
    const text = name === undefined ? undefined : objects.text(name);
    const id = nativeId === undefined ? undefined : readLong(nativeId, objects, inspection);
    if (text !== undefined && id !== undefined) names.set(Number(id), text);
  }
  return names;
}
