import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { runCallwise, temporaryFolder } from '../support/run-callwise.ts';

const skip = process.platform !== 'linux' && 'recording needs Linux';

const PROGRAM = `import sys, time

def spin(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass

spin(4)
print('to the end', flush=True)
sys.exit(3)
`;

/** The sampling thread breaks when it waits for the first time after it has sent a message of this kind. */
function brokenAfter(kind: string): Readonly<Record<string, string>> {
  const code = `import { isMainThread, parentPort } from 'node:worker_threads';
if (!isMainThread) {
  const post = parentPort.postMessage.bind(parentPort);
  parentPort.postMessage = (message) => {
    if (message.kind === '${kind}') Atomics.wait = () => { throw new Error('out of order'); };
    post(message);
  };
}`;
  return breaking(code);
}

function breaking(code: string): Readonly<Record<string, string>> {
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(code)}` };
}

for (const options of [[], ['--blocking']]) {
  test(`a sampler that breaks leaves what it had and the status of the program ${options}`, {
    skip,
    timeout: 120_000,
  }, async (context) => {
    const folder = temporaryFolder(context);
    writeFileSync(join(folder, 'app.py'), PROGRAM);
    const { stdout, stderr, status } = await runCallwise([...options, 'app.py'], {
      cwd: folder,
      env: brokenAfter('facts'),
    });
    assert.match(stderr, /^callwise: out of order\nThis is a fault in callwise\./);
    assert.match(stdout, /^to the end\n[\s\S]* spin {2}\S*app\.py/);
    assert.equal(status, 3);
  });
}

test('a sampler that breaks at once leaves the status of the program', {
  skip,
  timeout: 120_000,
}, async (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, 'app.py'), PROGRAM);
  const { stdout, stderr, status } = await runCallwise(['app.py'], {
    cwd: folder,
    env: brokenAfter('ready'),
  });
  assert.match(stderr, /^callwise: out of order\n/);
  assert.deepEqual([stdout, status], ['to the end\n', 3]);
});

/** What is sent of the first batch has no samples, and the sampling thread breaks then. */
const BROKEN_WITHOUT_SAMPLES = `import { isMainThread, parentPort } from 'node:worker_threads';
if (!isMainThread) {
  const post = parentPort.postMessage.bind(parentPort);
  parentPort.postMessage = (message) => {
    if (message.kind !== 'batch') return post(message);
    post({ kind: 'batch', batch: { ...message.batch, samples: [] } });
    Atomics.wait = () => { throw new Error('out of order'); };
  };
}`;

test('a sampler that breaks before it has a sample leaves no recording', {
  skip,
  timeout: 120_000,
}, async (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, 'app.py'), PROGRAM);
  const program = spawn('python3', ['-c', 'while True: pass']);
  context.after(() => program.kill('SIGKILL'));
  const env = { ...breaking(BROKEN_WITHOUT_SAMPLES), XDG_DATA_HOME: folder };
  for (const args of [['app.py'], ['--pid', String(program.pid)]]) {
    const { stderr } = await runCallwise(args, { cwd: folder, env });
    assert.match(stderr, /^callwise: out of order\n/);
    assert.deepEqual(readdirSync(join(folder, 'callwise', 'reports')), []);
  }
});
