import type { Interpreter } from './find-interpreter.ts';
import { ObjectAttributes } from './object-attributes.ts';
import { readLong } from './python-values.ts';
import { mainInterpreterOf } from './thread-list.ts';

/** More of them have no names: a program could keep its sampler busy with them. */
const MOST_NAMED = 10_000;

/** The names of threads by their native ids, from `threading._active`; empty before `threading` is imported. */
export function threadNamesOf(interpreter: Interpreter): ReadonlyMap<number, string> {
  const { memory, layout } = interpreter;
  const { inspection } = layout;
  const main = mainInterpreterOf(interpreter);
  const names = new Map<number, string>();
  if (main === undefined) return names;
  const attributes = new ObjectAttributes(memory, layout);
  const { objects } = attributes;
  const modules = objects.pointer(main + inspection.modules) ?? 0;
  const threading = objects.dictValue(modules, 'threading');
  const dict = threading === undefined ? undefined : objects.pointer(threading + inspection.moduleDict);
  const active = dict === undefined ? undefined : objects.dictValue(dict, '_active');
  const threads = active === undefined ? undefined : attributes.dictEntries(active, MOST_NAMED);
  for (const { value: thread } of threads ?? []) {
    const entries = attributes.attributesOf(thread);
    const name = attributes.attribute(entries, '_name');
    const nativeId = attributes.attribute(entries, '_native_id');
    const text = name === undefined ? undefined : objects.name(name);
    const id = nativeId === undefined ? undefined : readLong(nativeId, objects, inspection);
    if (text !== undefined && id !== undefined) names.set(Number(id), text);
  }
  return names;
}
