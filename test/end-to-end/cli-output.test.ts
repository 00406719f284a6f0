import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { CALLWISE, temporaryFolder } from '../support/run-callwise.ts';

const run = promisify(execFile);

function savedSession(folder: string): string {
  const path = join(folder, 'small.pyisession');
  const session = {
    start_time: 1_700_000_000.5,
    duration: 1,
    min_interval: 0.001,
    max_interval: 0.001,
    sample_count: 1,
    start_call_stack: [],
    target_description: 'Program: main.py',
    cpu_time: 1,
    sys_path: ['/app'],
    sys_prefixes: ['/usr'],
    frame_records: [[['<module>\0/app/main.py\x001'], 1]],
  };
  writeFileSync(path, JSON.stringify(session));
  return path;
}

test('a failure while a report is written leaves the old one', {
  skip: process.platform === 'win32' && 'needs ulimit',
  timeout: 60_000,
}, async (context) => {
  const folder = temporaryFolder(context);
  const path = join(folder, 'report.html');
  writeFileSync(path, 'old');
  const saved = savedSession(folder);
  const limited = ['-c', 'ulimit -f 1; trap "" XFSZ; exec "$0" "$@"', process.execPath];
  await assert.rejects(run('sh', [...limited, CALLWISE, '--load', saved, '-o', path]), {
    stderr: new RegExp(`^callwise: '${path}' cannot be written: EFBIG\\.\n`),
  });
  assert.equal(readFileSync(path, 'utf8'), 'old');
  const library = new URL('../../src/api/index.ts', import.meta.url).href;
  const program = `import { Profiler, Session } from '${library}';
const profiler = new Profiler();
profiler.lastSession = Session.loadSync('${saved}');
profiler.writeHtml('${path}');`;
  await assert.rejects(run('sh', [...limited, '--input-type=module', '-e', program]), { stderr: /EFBIG/ });
  assert.equal(readFileSync(path, 'utf8'), 'old');
  assert.deepEqual(readdirSync(folder).sort(), ['report.html', 'small.pyisession']);
});
