import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { type Frame, Session } from '../../src/api/index.ts';
import { runCallwise, temporaryFolder } from '../support/run-callwise.ts';

const PROGRAM = `
class Worker {
  run(count) { let sum = 0; for (let i = 0; i < count; i++) sum += JSON.stringify({ i }).length; return sum; }
}
function main() {
  const worker = new Worker();
  for (let round = 0; round < 15; round++) {
    worker.run(15000);
    [1, 2].map((factor) => worker.run(2000 * factor));
    eval('worker.run(4000)');
  }
}
main();
setTimeout(() => main(), 40);
`;

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
    readonly children?: readonly number[];
  }[];
  readonly endTime: number;
  readonly startTime: number;
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

function record(folder: string): string {
  const program = join(folder, 'program.cjs');
  writeFileSync(program, PROGRAM);
  execFileSync(process.execPath, ['--cpu-prof', '--cpu-prof-name=p.cpuprofile', program], { cwd: folder });
  return join(folder, 'p.cpuprofile');
}

/** Microseconds by function, alone and with callees, folded from the file without anything of callwise's. */
function foldProfile({
  nodes,
  samples,
  timeDeltas,
  startTime,
  endTime,
}: Profile): Map<string, [number, number]> {
  const parents = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const totals = new Map<string, [number, number]>();
  let rest = endTime - startTime - (timeDeltas[0] ?? 0);
  samples.forEach((sample, at) => {
    const micros = timeDeltas[at + 1] ?? rest;
    rest -= micros;
    const seen = new Set<string>();
    for (let id: number | undefined = sample; id !== undefined; id = parents.get(id)) {
      const { functionName, url, lineNumber } = byId.get(id)?.callFrame ?? assert.fail();
      const key = `${functionName}|${url.replace('file://', '')}|${Math.max(0, lineNumber + 1)}`;
      const [own, total] = totals.get(key) ?? [0, 0];
      totals.set(key, [own + (id === sample ? micros : 0), total + (seen.has(key) ? 0 : micros)]);
      seen.add(key);
    }
  });
  return totals;
}

function foldTree(root: Frame): Map<string, [number, number]> {
  const totals = new Map<string, [number, number]>();
  const waiting: { frame: Frame; above: readonly string[] }[] = [{ frame: root, above: [] }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { frame, above } = next;
    if (frame.isSyntheticLeaf) continue;
    const name = /^[([]|^<module>$/.test(frame.function)
      ? frame.function.replace(/^<module>$|^\(anonymous\)$/, '').replace('[root]', '(root)')
      : frame.function;
    const file = frame.filePath?.startsWith('<') ? '' : (frame.filePath ?? '');
    const key = `${name}|${file}|${frame.lineNo ?? 0}`;
    const [own, total] = totals.get(key) ?? [0, 0];
    const micros = frame.time * 1e6;
    totals.set(key, [own + frame.totalSelfTime * 1e6, total + (above.includes(key) ? 0 : micros)]);
    for (const child of frame.children) waiting.push({ frame: child, above: [...above, key] });
  }
  return totals;
}

test('a profile of Node.js has the totals that are in it', async (context) => {
  const path = record(temporaryFolder(context));
  const session = await Session.load(path);
  const expected = foldProfile(JSON.parse(readFileSync(path, 'utf8')));
  const actual = foldTree(session.rootFrame() ?? assert.fail());
  assert.ok(expected.size > 5);
  for (const [key, [own, total]] of expected) {
    const [seenOwn, seenTotal] = actual.get(key) ?? [0, 0];
    assert.ok(Math.abs(seenOwn - own) < 0.5, `${key}: ${seenOwn} of ${own} us alone`);
    assert.ok(Math.abs(seenTotal - total) < 0.5, `${key}: ${seenTotal} of ${total} us with callees`);
  }
  for (const key of actual.keys()) assert.ok(expected.has(key), key);
});

test('a profile is known by what is in it, and goes out to any format', async (context) => {
  const cwd = temporaryFolder(context);
  const path = record(cwd);
  const run = async (...args: string[]): Promise<string> => {
    const { stdout, stderr, status } = await runCallwise(args, { cwd });
    assert.deepEqual([stderr, status], ['', 0]);
    return stdout;
  };
  const report = await run('--load', 'p.cpuprofile', '--show-all');
  assert.match(report, /\nCPU profile: p\.cpuprofile\n/);
  assert.match(report, / run {2}program\.cjs:3\n/);
  const body = (text: string): string => text.slice(text.indexOf('cpuprofile\n\n'));
  copyFileSync(path, join(cwd, 'unknown'));
  assert.ok(
    (await run('--load', 'unknown', '--show-all')).endsWith(report.split('cpuprofile\n\n')[1] ?? '?'),
  );
  writeFileSync(join(cwd, 'z.pyisession'), gzipSync(readFileSync(path)));
  writeFileSync(join(cwd, 'y.pyisession'), zstdCompressSync(readFileSync(path)));
  for (const name of ['z.pyisession', 'y.pyisession']) {
    assert.ok(
      (await run('--load', name, '--show-all')).endsWith(report.split('cpuprofile\n\n')[1] ?? '?'),
      name,
    );
  }
  await run('--load', 'p.cpuprofile', '-o', 'a.pyisession');
  assert.equal(body(await run('--load', 'a.pyisession', '--show-all')), body(report));
  await run('--load', 'a.pyisession', '-o', 'p2.cpuprofile');
  const again = await run('--load', 'p2.cpuprofile', '--show-all');
  assert.equal(body(again), body(report));
});

test('a session of Python is written as a profile that has its calls', async (context) => {
  const cwd = temporaryFolder(context);
  const MAIN = '<module>\0/app/main.py\x001\x01l5';
  const WORK = 'work\0/app/tasks.py\x003\x01cWorker\x01l4';
  const session = new Session({
    startTime: 1_700_000_000,
    duration: 1,
    minInterval: 0.001,
    maxInterval: 0.001,
    sampleCount: 2,
    startCallStack: [MAIN],
    targetDescription: 'Program: main.py',
    cpuTime: 1,
    sysPath: [],
    sysPrefixes: [],
    frameRecords: [
      [[MAIN, WORK], 0.75],
      [[MAIN], 0.25],
    ],
  });
  await session.save(join(cwd, 'a.pyisession'));
  const { status } = await runCallwise(['--load', 'a.pyisession', '-o', 'a.cpuprofile'], { cwd });
  assert.equal(status, 0);
  const profile = JSON.parse(readFileSync(join(cwd, 'a.cpuprofile'), 'utf8'));
  assert.deepEqual(profile.nodes[2].callFrame, {
    functionName: 'Worker.work',
    scriptId: '2',
    url: 'file:///app/tasks.py',
    lineNumber: 2,
    columnNumber: 0,
  });
  assert.deepEqual(
    { samples: profile.samples, timeDeltas: profile.timeDeltas, startTime: profile.startTime },
    { samples: [3, 2], timeDeltas: [0, 750_000], startTime: 1.7e15 },
  );
  assert.equal(profile.endTime - profile.startTime, 1_000_000);
});

test('a damaged profile is said to be one', async (context) => {
  const cwd = temporaryFolder(context);
  writeFileSync(join(cwd, 'cut.cpuprofile'), readFileSync(record(cwd)).subarray(0, 2000));
  const { stderr, status } = await runCallwise(['--load', 'cut.cpuprofile'], { cwd });
  assert.equal(status, 1);
  assert.match(stderr, /^callwise: 'cut\.cpuprofile' is not a CPU profile: .* is expected at byte 2000\.\n/);
});
