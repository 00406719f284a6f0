import type { SysFacts } from '../../session/recording-parts.ts';
import type { Interpreter } from './find-interpreter.ts';
import { PythonObjects } from './python-objects.ts';
import { mainInterpreterOf } from './thread-list.ts';

/** Undefined while `sys` is not filled in or cannot be read. */
export function readSysFacts(interpreter: Interpreter): SysFacts | undefined {
  const { memory, layout } = interpreter;
  const objects = new PythonObjects(memory, layout);
  const main = mainInterpreterOf(interpreter);
  const sys = main === undefined ? undefined : objects.pointer(main + layout.interpreter.sysdict);
  if (sys === undefined || sys === 0) return undefined;
  const list = objects.dictValue(sys, 'path');
  const items = list === undefined ? undefined : objects.list(list);
  if (items === undefined) return undefined;
  const prefixes: string[] = [];
  for (const key of ['prefix', 'base_prefix', 'exec_prefix', 'base_exec_prefix']) {
    const value = objects.dictValue(sys, key);
    const prefix = value === undefined ? undefined : objects.text(value);
    if (prefix === undefined) return undefined;
    prefixes.push(prefix);
  }
  return { path: items.map((item) => objects.text(item)).filter((text) => text !== undefined), prefixes };
}
