import { type InstalledPython, installedPythons } from './pythons.ts';

const OLDEST = 11;
const NEWEST = 13;

/** The CPythons on this machine whose threads have names and whose locals can be shown; none where nothing can be recorded. */
export function supportedPythons(): InstalledPython[] {
  if (process.platform !== 'linux') return [];
  return installedPythons().filter(({ minor }) => minor >= OLDEST && minor <= NEWEST);
}
