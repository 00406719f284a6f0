import type { SysFacts } from '../../session/recording-parts.ts';
import type { Interpreter } from './find-interpreter.ts';
import { PythonObjects } from './python-objects.ts';
import { mainInterpreterOf } from './thread-list.ts';

/** Bounds on `sys.path`, which is kept and logged; longer ones are no paths (PATH_MAX, limits.h). */
const MOST_PATHS = 1000;
const LONGEST_PATH = 4096;
const MOST_CHARACTERS = 1 << 20;

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
    const prefix = value === undefined ? undefined : objects.text(value, LONGEST_PATH);
    if (prefix === undefined) return undefined;
    prefixes.push(prefix);
  }
  return { path: pathsOf(items, objects), prefixes };
}

function pathsOf(items: readonly number[], objects: PythonObjects): string[] {
  const paths: string[] = [];
  let characters = 0;
  for (const item of items.slice(0, MOST_PATHS)) {
    const path = objects.text(item, LONGEST_PATH);
    if (path === undefined) continue;
    characters += path.length;
    if (characters > MOST_CHARACTERS) break;
    paths.push(path);
  }
  return paths;
}
