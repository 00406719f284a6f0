import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { openPython } from '../../src/capture/python/open-python.ts';
import { SampledThread } from '../../src/capture/python/sampled-thread.ts';
import { ThreadWatch } from '../../src/capture/python/thread-watch.ts';
import { untilPrinted } from '../support/run-callwise.ts';
import { withinTries } from '../support/within-tries.ts';

const PROGRAM = `
import sys, threading
for _ in range(int(sys.argv[1])):
    threading.Thread(target=threading.Event().wait, daemon=True).start()
print('on', flush=True)
threading.Event().wait()
`;

const FEW = 60;
const TIMES = 4;
/** Work that grows with the square of the threads would take 16 times as much. */
const MOST_GROWTH = 8;
const NAMESPACE = ['unshare', '--pid', '--fork', '--kill-child', '--mount-proc'];

test(
  'a first look at the threads of a container costs in proportion to their number',
  {
    timeout: 120_000,
    skip: whyNoNamespaces(),
  },
  (context) =>
    withinTries(async () => {
      const few = await startThreads(context, FEW);
      const many = await startThreads(context, FEW * TIMES);
      const costs: [number, number][] = [];
      for (let round = 0; round < 6; round++)
        costs.push([await look(few, FEW), await look(many, FEW * TIMES)]);
      const [less, more] = [0, 1].map((at) => Math.min(...costs.map((pair) => pair[at] as number)));
      const growth = (more as number) / (less as number);
      assert.ok(growth < MOST_GROWTH, `${growth} times as much`);
    }),
);

function whyNoNamespaces(): string | false {
  if (process.platform !== 'linux') return 'recording needs Linux';
  const [name = '', ...args] = NAMESPACE;
  return spawnSync(name, [...args, 'true']).status === 0 ? false : 'no process namespace can be made here';
}

async function startThreads(context: TestContext, count: number): Promise<number> {
  const [name = '', ...args] = [...NAMESPACE, 'python3', '-c', PROGRAM, String(count)];
  const starter = spawn(name, args);
  context.after(() => starter.kill('SIGKILL'));
  await untilPrinted(starter, 'on');
  return Number(readFileSync(`/proc/${starter.pid}/task/${starter.pid}/children`, 'latin1'));
}

/** CPU time in microseconds. */
async function look(pid: number, expected: number): Promise<number> {
  const { interpreter, thread } = await openPython(pid);
  const watch = new ThreadWatch(interpreter, new SampledThread(interpreter, thread, { index: 0 }), false);
  const before = process.cpuUsage();
  watch.look(performance.now());
  const { user, system } = process.cpuUsage(before);
  assert.equal(watch.live.length, expected);
  watch.close();
  interpreter.memory.close();
  return user + system;
}
