import { type InstalledPython, installedPythons } from './pythons.ts';

/** The CPythons on this machine that callwise samples; none where nothing can be recorded. */
export function supportedPythons(): InstalledPython[] {
  return process.platform === 'linux' ? installedPythons() : [];
}
