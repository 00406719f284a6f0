import { createRequire } from 'node:module';

const load = createRequire(import.meta.url);
/** Sources run as they are, and built. */
const EXTENSION: string = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

// What is not needed for a program to start is loaded when it is needed first, and at once: there may be no later.

export function sessionMaker(): typeof import('./build-session.ts') {
  return load(`./build-session${EXTENSION}`);
}

export function awaitPaths(): typeof import('./await-path.ts') {
  return load(`./await-path${EXTENSION}`);
}

export function callPaths(): typeof import('./call-path.ts') {
  return load(`./call-path${EXTENSION}`);
}
