import { dirname } from 'node:path';

/** Of the running program; the folder of its script when it has removed the one that it is in. */
export function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    return dirname(process.argv[1] ?? '/');
  }
}
