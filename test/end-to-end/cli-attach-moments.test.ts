import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { runCallwise, startCallwise, temporaryFolder, untilPrinted } from '../support/run-callwise.ts';
import { supportedPythons } from '../support/supported-pythons.ts';
import { untilAttached } from '../support/until-attached.ts';
import { withinTries } from '../support/within-tries.ts';

const options = { timeout: 120_000 };

/** Starts anew all the time, so that whenever it is looked at it is likely to be starting up. */
const STARTING = `import os, sys
if len(sys.argv) == 2: print('on', flush=True)
os.execv(sys.argv[1], [sys.argv[1], __file__, sys.argv[1], 'again'])
`;

/** Each part of its end waits for a byte; at last its modules are taken apart, which takes a while. */
const ENDING = `import atexit, os, threading

def hold(part, print=print, read=os.read):
    print(part, flush=True)
    read(0, 1)

class Kept:
    def __del__(self, hold=hold):
        hold('object')

kept = Kept()
many = [[i] for i in range(300_000)]
atexit.register(hold, 'handler')
threading.Thread(target=hold, args=['thread']).start()
`;

const PARTS = ['thread', 'handler', 'object'];

/** C's own exit handlers, the last one first: the interpreter is gone by then. */
const GONE = `import ctypes
c = ctypes.CDLL(None)
c.strdup.restype = ctypes.c_void_p
c.__cxa_atexit(c.usleep, ctypes.c_void_p(60_000_000), None)
c.__cxa_atexit(c.system, ctypes.c_void_p(c.strdup(b'echo gone')), None)
`;

async function start(
  context: TestContext,
  python: string,
  { source, printed }: { readonly source: string; readonly printed: string },
): Promise<ChildProcess & { readonly pid: number }> {
  const path = join(temporaryFolder(context), 'app.py');
  writeFileSync(path, source);
  const program = spawn(python, [path, python]);
  context.after(() => program.kill('SIGKILL'));
  await untilPrinted(program, printed);
  return Object.assign(program, { pid: program.pid as number });
}

for (const { version, path: python } of supportedPythons()) {
  test(`an interpreter that starts up, ${version} at ${python}`, options, async (context) => {
    const { pid } = await start(context, python, { source: STARTING, printed: 'on' });
    const looks = [['-d', '0.3'], ['-d', '0.3', '--subprocesses'], ['dump'], ['dump', '--locals']];
    await withinTries(async () => {
      let refusals = 0;
      for (const args of looks) {
        const { stderr, status } = await runCallwise([...args, '--pid', String(pid)]);
        if (status === 0) continue;
        // On a busy machine a start may take longer than is waited for.
        assert.match(stderr, new RegExp(`^callwise: Process ${pid} does not run Python\\.\n`));
        refusals++;
      }
      assert.ok(refusals <= 1, `${refusals} of ${looks.length} found no Python`);
    });
  });

  test(`an interpreter that ends, ${version} at ${python}`, options, async (context) => {
    const program = await start(context, python, { source: ENDING, printed: 'thread' });
    const pid = String(program.pid);
    const recordings = [];
    for (const [index, part] of PARTS.entries()) {
      const recording = startCallwise(['--pid', pid]);
      recordings.push(recording.outcome);
      const dump = await runCallwise(['dump', '--locals', '--pid', pid]);
      assert.match(
        dump.stdout,
        new RegExp(` {4}hold {2}\\S*app\\.py:5\n {8}part = '${part}'\n`),
        dump.stderr,
      );
      await untilAttached(recording.child.pid as number, program.pid);
      const next = PARTS[index + 1];
      const isThere = next === undefined ? undefined : untilPrinted(program, next);
      program.stdin?.write('\n');
      await isThere;
    }
    for (const { stdout, stderr, status } of await Promise.all(recordings)) {
      assert.equal(status, 0, stderr);
      assert.match(stdout, / hold {2}\S*app\.py:3\n/);
    }
  });

  test(
    `an interpreter that is gone before its process, ${version} at ${python}`,
    options,
    async (context) => {
      const { pid } = await start(context, python, { source: GONE, printed: 'gone' });
      for (const args of [[], ['dump']]) {
        const { stderr, status } = await runCallwise([...args, '--pid', String(pid)]);
        assert.match(stderr, new RegExp(`^callwise: Process ${pid} does not run Python\\.\n`));
        assert.equal(status, 1);
      }
    },
  );
}
