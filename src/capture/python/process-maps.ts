import { readFileSync } from 'node:fs';

/** One file-backed mapping of a process. Addresses and offsets are bytes. */
export interface Mapping {
  readonly start: number;
  readonly end: number;
  readonly fileOffset: number;
  /** As the process sees it; ` (deleted)` stands behind a path whose file is gone. */
  readonly path: string;
}

/** The file-backed mappings of a process in address order; undefined when it is gone or may not be looked at. */
export function readMappings(pid: number): Mapping[] | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/maps`, 'utf8');
  } catch {
    return undefined;
  }
  const mappings: Mapping[] = [];
  for (const line of text.split('\n')) {
    const path = line.indexOf('/');
    if (path < 0) continue;
    const range = RANGE.exec(line);
    if (range === null) continue;
    mappings.push({
      start: Number.parseInt(range[1] as string, 16),
      end: Number.parseInt(range[2] as string, 16),
      fileOffset: Number.parseInt(range[3] as string, 16),
      path: line.slice(path),
    });
  }
  return mappings;
}

/** proc(5): `start-end perms offset device inode path`. */
const RANGE = /^([0-9a-f]+)-([0-9a-f]+) \S+ ([0-9a-f]+) /;
