import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { readSessionFileSync } from '../../src/formats/pyisession/index.ts';
import type { SampleIndex } from '../../src/model/samples.ts';
import { runCallwise, temporaryFolder } from '../support/run-callwise.ts';
import { supportedPythons } from '../support/supported-pythons.ts';
import { withinTries } from '../support/within-tries.ts';

const PROGRAM = join(import.meta.dirname, 'library_work.py');
const INTERVAL_SECONDS = 0.0005;
const RUN_SECONDS = 3;
/** Of the samples: calls that make a generator, of which Python does not tell; finalizers, which run where chance has it. */
const MOST_UNKNOWN = 0.01;
/** What was imported before it told is not imported then. */
const IMPORTS = /^[^\0]*\0<frozen importlib/;

interface Place {
  readonly code: string;
  readonly line: number;
}

/** From pyinstrument's frame text; of a C function the name alone. */
function placeOf(text: string): Place {
  const [identifier = '', ...attributes] = text.split('\x01');
  const [name = '', file = '', first = ''] = identifier.split('\x00');
  const line = Number(attributes.find((attribute) => attribute.startsWith('l'))?.slice(1) ?? 0);
  const isBuiltIn = file === '<built-in>' || file === '';
  return { code: isBuiltIn ? (name.split('.').at(-1) as string) : `${file}:${first}`, line };
}

function callOf(caller: string, line: number, callee: string): string {
  return JSON.stringify([caller, line, callee]);
}

for (const python of supportedPythons()) {
  test(`the calls that a recording shows of the standard library were made, Python ${python.version}`, async (context) => {
    const told = execFileSync(python.path, [PROGRAM, 'calls'], { maxBuffer: 1 << 26 }).toString();
    const made = new Set((JSON.parse(told) as [string, number, string][]).map((call) => callOf(...call)));
    const path = join(temporaryFolder(context), 'a.pyisession');
    await withinTries(async () => {
      const options = ['--python', python.path, '-i', String(INTERVAL_SECONDS), '-o', path];
      const run = await runCallwise([...options, PROGRAM, 'run', String(RUN_SECONDS)]);
      assert.equal(run.status, 0);
      const { samples } = readSessionFileSync(path);
      const unknown: string[] = [];
      let looked = 0;
      for (let index = 0; index < samples.length; index++) {
        const stack = samples.stackOf(index as SampleIndex);
        const texts = samples.stacks.framesOf(stack).map((frame) => samples.frames.textOf(frame));
        const begin = texts.findIndex((text) => text.startsWith('work\0'));
        if (begin < 0 || texts.slice(begin).some((text) => IMPORTS.test(text))) continue;
        looked++;
        const places = texts.slice(begin).map(placeOf);
        const calls = places
          .slice(1)
          .map(({ code }, at) => callOf((places[at] as Place).code, (places[at] as Place).line, code));
        const strange = calls.find((call, at) => !made.has(call) && places[at + 1]?.code !== '<GC>');
        if (strange !== undefined) unknown.push(strange);
      }
      assert.ok(looked > 500, `${looked} samples`);
      assert.ok(
        unknown.length <= looked * MOST_UNKNOWN,
        `${unknown.length} of ${looked}: ${unknown.slice(0, 5).join(' ')}`,
      );
    });
  });
}
