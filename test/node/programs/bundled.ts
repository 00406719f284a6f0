// Runs the bundle given and prints the functions of its own that were seen: name, class, file and first line.
import { Profiler } from '../../../src/api/index.ts';

const [bundle = ''] = process.argv.slice(2);
const { openShop } = (await import(bundle)) as { openShop: () => number };
const profiler = new Profiler({ asyncMode: 'disabled' });
profiler.start();
openShop();
const session = profiler.stop();
const seen = new Set<string>();
for (const [stack] of session.frameRecords) {
  for (const text of stack) {
    const [name = '', file = '', line = ''] = text.split('\x01', 1)[0]?.split('\x00') ?? [];
    const className = /\x01c([^\x01]*)/.exec(text)?.[1] ?? '';
    if (/shop|main\.(?:js|ts)|made/.test(file)) seen.add(`${className}.${name} ${file}:${line}`);
  }
}
console.log(JSON.stringify([...seen].sort()));
