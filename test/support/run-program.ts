import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { InstalledNode } from './nodes.ts';

const execute = promisify(execFile);

/** Runs a program of the tests; gives what it printed, a JSON value a line. */
export async function runProgram<Row>(node: InstalledNode, path: string, ...args: string[]): Promise<Row[]> {
  const { stdout } = await execute(node.path, ['--disable-warning=ExperimentalWarning', path, ...args], {
    env: { ...process.env, NODE_TEST_CONTEXT: undefined },
  });
  return stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Row);
}
