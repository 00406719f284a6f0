import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  closeSync,
  lstatSync,
  openSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Piece, type Pieces, writePieces, writePiecesSync } from './write-pieces.ts';

/**
 * Writes a file beside its place and moves it there when it is whole and on the disk: a failure leaves the old one as it was.
 * Pipes and devices are written to. Rejects with Node's error.
 */
export async function writeWholeFile(path: string | URL, pieces: Pieces): Promise<void> {
  const place = placeOf(path);
  if (place.isSpecial) return writePieces(place.target, pieces);
  const temporary = makeTemporary(place);
  try {
    await writePieces(temporary, pieces);
    takePlace(temporary, place);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** As `writeWholeFile`, before it returns. */
export function writeWholeFileSync(path: string | URL, pieces: Iterable<Piece>): void {
  const place = placeOf(path);
  if (place.isSpecial) {
    writePiecesSync(place.target, pieces);
    return;
  }
  const temporary = makeTemporary(place);
  try {
    writePiecesSync(temporary, pieces);
    takePlace(temporary, place);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

interface Place {
  readonly target: string;
  /** What is there so far. */
  readonly existing: Stats | undefined;
  /** Whether nothing can take its place. */
  readonly isSpecial: boolean;
}

/** Links to what this process has open; another file in the place of that would be one that nobody else has open. */
const DESCRIPTOR = /^\/(?:proc\/|dev\/(?:fd\/|stdout$|stderr$))/;

function placeOf(path: string | URL): Place {
  const target = fileBehind(path);
  const existing = statSync(target, { throwIfNoEntry: false });
  return { target, existing, isSpecial: existing?.isFile() === false || DESCRIPTOR.test(target) };
}

/** The file that a link leads to, there or not yet, which is replaced and not the link. Throws Node's error. */
export function fileBehind(path: string | URL): string {
  const name = typeof path === 'string' ? path : fileURLToPath(path);
  if (DESCRIPTOR.test(name)) return name;
  if (statSync(name, { throwIfNoEntry: false }) !== undefined) return realpathSync(name);
  if (!lstatSync(name, { throwIfNoEntry: false })?.isSymbolicLink()) return name;
  return fileBehind(resolve(realpathSync(dirname(name)), readlinkSync(name)));
}

/** An empty file that is this process's alone. */
function makeTemporary({ target, existing }: Place): string {
  const path = `${target}.${randomBytes(6).toString('hex')}.tmp`;
  // It is opened again to be written.
  const mode = existing === undefined ? undefined : existing.mode | 0o200;
  closeSync(openSync(path, 'wx', mode));
  return path;
}

function takePlace(temporary: string, { target, existing }: Place): void {
  if (existing !== undefined) chmodSync(temporary, existing.mode & 0o7777);
  renameSync(temporary, target);
}
