import { cpython38 } from './cpython-3-8.ts';
import { cpython39 } from './cpython-3-9.ts';
import { cpython310 } from './cpython-3-10.ts';
import { cpython311 } from './cpython-3-11.ts';
import { cpython312 } from './cpython-3-12.ts';
import { cpython313 } from './cpython-3-13.ts';
import { cpython314 } from './cpython-3-14.ts';
import { cpython315 } from './cpython-3-15.ts';
import type { PythonLayout } from './layout.ts';

/** Of all versions, the oldest first. */
export const LAYOUTS: readonly PythonLayout[] = [
  cpython38,
  cpython39,
  cpython310,
  cpython311,
  cpython312,
  cpython313,
  cpython314,
  cpython315,
];

export const SUPPORTED_VERSIONS: string = `${LAYOUTS[0]?.version} to ${LAYOUTS.at(-1)?.version}`;

/** The layout of a version such as `3.12`; undefined when it is not known. */
export function layoutOf(version: string): PythonLayout | undefined {
  return LAYOUTS.find((layout) => layout.version === version);
}
