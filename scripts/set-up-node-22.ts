// Installs the oldest Node.js that callwise supports for the tests; does nothing when it is there.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { NODES, OLDEST_NODE_FOLDER, OLDEST_NODE_PACKAGE } from '../test/support/nodes.ts';

const isThere = NODES.every(({ path }) => existsSync(path));
if (!isThere) {
  console.log(`setting up ${OLDEST_NODE_PACKAGE}`);
  mkdirSync(OLDEST_NODE_FOLDER, { recursive: true });
  writeFileSync(join(OLDEST_NODE_FOLDER, 'package.json'), '{ "private": true }\n');
  const { status } = spawnSync(
    'npm',
    ['install', '--silent', '--ignore-scripts=false', OLDEST_NODE_PACKAGE],
    {
      cwd: OLDEST_NODE_FOLDER,
      stdio: 'inherit',
    },
  );
  if (status !== 0) {
    console.error(`${OLDEST_NODE_PACKAGE} could not be set up: tests with it are skipped.`);
    if (process.env.CI === 'true') process.exitCode = 1;
  }
}
