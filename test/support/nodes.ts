import { existsSync } from 'node:fs';
import { join } from 'node:path';

export interface InstalledNode {
  readonly major: number;
  readonly path: string;
  /** For a test: false, or why this Node is not there. */
  readonly skip: string | false;
}

/** Beside the Node that the tests run with, the oldest release line that callwise supports. */
export const OLDEST_NODE_PACKAGE = 'node@22.23.3';
export const OLDEST_NODE_FOLDER: string = join(import.meta.dirname, '..', '..', '.cache', 'node-22');

const oldest = join(OLDEST_NODE_FOLDER, 'node_modules', 'node', 'bin', 'node');

export const NODES: readonly InstalledNode[] = [
  { major: Number(process.versions.node.split('.')[0]), path: process.execPath, skip: false },
  {
    major: 22,
    path: oldest,
    skip:
      existsSync(oldest) || process.env.CI === 'true' ? false : 'not set up (node scripts/set-up-node-22.ts)',
  },
];
