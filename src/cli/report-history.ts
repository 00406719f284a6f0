import { open, readdir, rename, rm, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { writeSessionFile } from '../formats/pyisession/index.ts';
import { CallwiseError } from '../model/callwise-error.ts';
import { localTimestamp } from '../model/local-timestamp.ts';
import type { SessionData } from '../session/session-data.ts';
import { makeFolder } from './data-folder.ts';

const EXTENSION = '.pyisession';
const KEPT = 10;
/** Of all that are kept beside the newest, which may be larger. */
const MOST_BYTES = 1 << 30;

/**
 * Keeps the session in the folder, beside the newest of those kept before. Nobody asked for the file, and a second of samples is a
 * megabyte in plain: it is compressed, which those who read it see by its first bytes. Returns its identifier.
 */
export async function keepReport(session: SessionData, folder: string): Promise<string> {
  makeFolder(folder);
  const identifier = await reserveIdentifier(localTimestamp(session.startTime), folder);
  const path = join(folder, identifier + EXTENSION);
  try {
    await writeSessionFile(session, `${path}.zst`);
    await rename(`${path}.zst`, path);
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  await forgetOldest(folder);
  return identifier;
}

/** The file of a kept report. Throws a CallwiseError `no-previous-session` when there is none of that identifier. */
export async function findReport(identifier: string, folder: string): Promise<string> {
  const newestFirst = (await keptReports(folder)).map((report) => report.identifier);
  if (newestFirst.includes(identifier)) return join(folder, identifier + EXTENSION);
  const known =
    newestFirst.length === 0 ? 'none are kept yet' : `the newest are ${newestFirst.slice(0, 3).join(', ')}`;
  throw new CallwiseError('no-previous-session', `There is no earlier report '${identifier}'; ${known}.`);
}

/** Makes an empty file of a name that nobody else has. */
async function reserveIdentifier(wanted: string, folder: string): Promise<string> {
  for (let number = 1; ; number++) {
    const identifier = number === 1 ? wanted : `${wanted}-${number}`;
    try {
      await (await open(join(folder, identifier + EXTENSION), 'wx')).close();
      return identifier;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

async function forgetOldest(folder: string): Promise<void> {
  let bytes = 0;
  for (const [index, report] of (await keptReports(folder)).entries()) {
    bytes += report.bytes;
    const isKept = index === 0 || (index < KEPT && bytes <= MOST_BYTES);
    if (!isKept) await rm(join(folder, report.identifier + EXTENSION), { force: true });
  }
}

interface KeptReport {
  readonly identifier: string;
  readonly modified: number;
  readonly bytes: number;
}

/** The newest first. Other runs of callwise may take files away meanwhile. */
async function keptReports(folder: string): Promise<KeptReport[]> {
  const names = await readdir(folder).catch(() => []);
  const reports: KeptReport[] = [];
  for (const name of names.filter((candidate) => candidate.endsWith(EXTENSION))) {
    const facts = await stat(join(folder, name)).catch(() => undefined);
    if (facts === undefined) continue;
    const identifier = basename(name, EXTENSION);
    reports.push({ identifier, modified: facts.mtimeMs, bytes: facts.size });
  }
  return reports.sort((a, b) => b.modified - a.modified || compareNumbered(b.identifier, a.identifier));
}

function compareNumbered(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
