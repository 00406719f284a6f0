import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { IN_TIME } from '../support/in-time.ts';
import { oraclePython, pySpy, skipWithoutOracles } from '../support/oracles.ts';
import { installedPythons } from '../support/pythons.ts';
import { type CallStyle, callGraphProgram, readGraphFunction } from './call-graph.ts';
import { type SeenStack, stacksOfRawText, stacksOfRecords } from './seen-stacks.ts';
import { totalVariation, verifyStacks } from './verify-stacks.ts';

const STYLES: readonly CallStyle[] = [
  'plain',
  'through-c',
  'generators',
  'slow-generators',
  'exceptions',
  'threads',
];
/** Of 200 samples. */
const FEW = 50;
const FILE = '/somewhere/graph.py';

function functionNames(): Map<number, string> {
  const names = Array.from(
    callGraphProgram('plain').matchAll(/^def (f_\w+)/gm),
    (match) => match[1] as string,
  );
  return new Map(names.map((name) => [readGraphFunction(name)?.id as number, name]));
}

/** A sound stack down the first callee of each function, every caller at its call's line. */
function soundTexts(depth: number): string[] {
  const names = functionNames();
  const texts = [`<module>\x00${FILE}\x000\x01l271`, `main\x00${FILE}\x00260\x01l266`];
  for (let id = 0; texts.length < depth; ) {
    const name = names.get(id) as string;
    const { firstLine, callees } = readGraphFunction(name) ?? assert.fail(name);
    texts.push(`${name}\x00${FILE}\x00${firstLine}\x01l${firstLine + 1}`);
    id = callees[0] as number;
  }
  return texts;
}

function verdictOf(...texts: string[][]): ReturnType<typeof verifyStacks> {
  return verifyStacks(stacksOfRecords(texts.map((stack) => [stack, 0.001] as const)), FILE);
}

test('the source has each function where its name says', () => {
  for (const style of STYLES) {
    const lines = callGraphProgram(style).split('\n');
    for (const [id, name] of functionNames()) {
      const { firstLine, callees } = readGraphFunction(name) ?? assert.fail(name);
      assert.match(lines[firstLine - 1] as string, new RegExp(`^def ${name}\\(_?\\):$`));
      callees.forEach((callee, at) => {
        assert.match(
          lines[firstLine + at] as string,
          new RegExp(`\\b(f_${callee}(_\\d+)*(\\(\\)|, 0\\)|\\))|c_${callee}\\(\\))`),
        );
        assert.ok(callee > id);
      });
    }
  }
});

test('a sound stack is sound at every depth, and its depth is counted', () => {
  const verdict = verdictOf(soundTexts(1), soundTexts(2), soundTexts(3), soundTexts(9), soundTexts(9));
  assert.deepEqual(
    { ...verdict, depths: [...verdict.depths] },
    {
      samples: 5,
      sound: 5,
      torn: 0,
      wrongLine: 0,
      empty: 0,
      foreign: 0,
      depths: [
        [3, 1],
        [9, 2],
      ],
      tornExamples: [],
    },
  );
});

test('a torn stack is caught wherever it is torn', () => {
  const whole = soundTexts(12);
  let skipped = 0;
  for (let at = 0; at < whole.length - 1; at++) {
    const verdict = verdictOf(whole.toSpliced(at, 1));
    // A caller may also call what its callee calls; then its line gives the missing frame away.
    assert.equal(verdict.torn + verdict.wrongLine, 1, `without frame ${at}`);
    skipped += verdict.torn;
    assert.equal(verdictOf(whole.toSpliced(at, 0, whole[at] as string)).torn, 1, `frame ${at} twice`);
  }
  assert.ok(skipped > whole.length / 2);
  assert.equal(verdictOf(whole.toReversed()).torn, 1);
  assert.equal(verdictOf([...whole, 'f\x00other.py\x001']).torn, 1, 'a foreign frame on top');
  assert.equal(verdictOf(['g\x00other.py\x001', ...whole]).torn, 1, 'a foreign frame below');
});

test('a caller at the line of another call is counted', () => {
  const whole = soundTexts(8);
  const wrong = whole.map((text, at) =>
    at === 4 ? text.replace(/l(\d+)$/, (_, line) => `l${Number(line) + 1}`) : text,
  );
  const verdict = verdictOf(whole, wrong);
  assert.deepEqual([verdict.sound, verdict.torn, verdict.wrongLine], [2, 0, 1]);
});

test('stacks of the start of the interpreter and empty ones are apart', () => {
  const start = ['<module>\x00<frozen site>\x001', 'main\x00<frozen site>\x001'];
  const verdict = verdictOf(start, [], soundTexts(5));
  assert.deepEqual([verdict.foreign, verdict.empty, verdict.sound], [1, 1, 1]);
});

test('total variation is 0 for equal, 1 for disjoint distributions and in points of probability between', () => {
  const of = (...counts: number[]): Map<number, number> => new Map(counts.entries());
  assert.equal(totalVariation(of(1, 3), of(10, 30)), 0);
  assert.equal(totalVariation(of(1, 0), of(0, 7)), 1);
  assert.equal(totalVariation(of(1, 1), of(3, 1)), 0.25);
});

test('a stopping sampler sees no torn stack, on each style of calls', { skip: skipWithoutOracles() }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'callwise-graph-'));
  try {
    for (const style of STYLES) {
      const program = join(folder, `${style}.py`);
      writeFileSync(program, callGraphProgram(style));
      let verdict = verifyStacks(stoppingStacks(program), program);
      // On a busy machine py-spy comes to few of them.
      for (let tries = 2; verdict.sound <= FEW && tries > 0; tries--) {
        verdict = verifyStacks(stoppingStacks(program), program);
      }
      // A frame that C code or a generator is leaving is for some instructions still linked, stopped or not.
      const bound = style === 'plain' || style === 'threads' ? 0 : verdict.samples * 0.03;
      assert.ok(verdict.torn <= bound, verdict.tornExamples.join('\n'));
      assert.ok(verdict.sound > FEW, JSON.stringify(verdict));
      assert.ok(verdict.depths.size > 5);
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});

function stoppingStacks(program: string): Iterable<SeenStack> {
  const python = installedPythons().find(({ minor }) => minor === 12)?.path ?? oraclePython();
  const output = `${program}.raw`;
  execFileSync(
    pySpy(),
    ['record', '--rate', '200', '--format', 'raw', '--output', output, '--', python, program, 'seconds', '1'],
    { ...IN_TIME, stdio: 'ignore' },
  );
  return stacksOfRawText(readFileSync(output, 'utf8'));
}
