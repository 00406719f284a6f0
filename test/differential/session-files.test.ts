import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import {
  readSessionFileSync,
  sessionToJson,
  writeSessionFileSync,
} from '../../src/formats/pyisession/index.ts';
import { IN_TIME } from '../support/in-time.ts';
import { oraclePython, skipWithoutOracles } from '../support/oracles.ts';
import { recordWithPyinstrument } from '../support/pyinstrument.ts';
import { temporaryFolder } from '../support/run-callwise.ts';
import { sessionFromText } from '../support/session-from-text.ts';
import { cornerSessions, randomSessions } from './made-sessions.ts';

const skip = skipWithoutOracles();

const SAVE_AGAIN = `
import sys
from pyinstrument.session import Session
for path in sys.argv[1:]:
    Session.load(path).save(path + ".again")
`;

test('files that callwise writes are those of pyinstrument, byte for byte', { skip }, (context) => {
  const folder = temporaryFolder(context);
  const sessions = [...recordWithPyinstrument().values(), ...randomSessions(40), ...cornerSessions()];
  const paths = sessions.map((text, index) => {
    const path = join(folder, `${index}.pyisession`);
    writeSessionFileSync(sessionFromText(text), path);
    return path;
  });
  execFileSync(oraclePython(), ['-c', SAVE_AGAIN, ...paths], IN_TIME);
  for (const path of paths) {
    const ours = readFileSync(path, 'latin1');
    assert.equal(ours, readFileSync(`${path}.again`, 'latin1'));
    writeSessionFileSync(readSessionFileSync(`${path}.again`), path);
    assert.equal(readFileSync(path, 'latin1'), ours);
  }
});

for (const version of ['4.2.0', '4.5.3', '4.7.3', '5.0.0']) {
  test(`a file of pyinstrument ${version} is read as JSON reads it`, () => {
    const path = join(import.meta.dirname, '..', 'fixtures', 'pyinstrument', `${version}.pyisession`);
    const { program, ...json } = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
    assert.deepEqual(sessionToJson(readSessionFileSync(path)), {
      min_interval: 0.001,
      max_interval: 0.001,
      sys_path: [],
      sys_prefixes: [],
      ...(program === undefined ? {} : { target_description: `Program: ${program}` }),
      ...json,
    });
  });
}
