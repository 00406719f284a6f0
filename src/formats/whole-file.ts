import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  chownSync,
  closeSync,
  constants,
  createReadStream,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
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
 * Where that cannot be, for pipes, devices, mounted files and in folders that allow it not, what is there is written over.
 * Rejects with Node's error.
 */
export async function writeWholeFile(path: string | URL, pieces: Pieces): Promise<void> {
  const place = placeOf(path);
  const temporary = makeTemporary(place);
  if (temporary === undefined) return writePieces(place.target, pieces);
  try {
    await writePieces(temporary, pieces);
    if (!takePlace(temporary, place)) await writePieces(place.target, createReadStream(temporary));
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** As `writeWholeFile`, before it returns. */
export function writeWholeFileSync(path: string | URL, pieces: Iterable<Piece>): void {
  const place = placeOf(path);
  const temporary = makeTemporary(place);
  if (temporary === undefined) {
    writePiecesSync(place.target, pieces);
    return;
  }
  try {
    writePiecesSync(temporary, pieces);
    if (!takePlace(temporary, place)) writePiecesSync(place.target, piecesOf(temporary));
  } finally {
    rmSync(temporary, { force: true });
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
  // That another file can take its place does not say that this one may be written.
  if (existing !== undefined) accessSync(target, constants.W_OK);
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

/** An empty file that is this process's alone; undefined where none can take the place or be made. */
function makeTemporary({ target, existing, isSpecial }: Place): string | undefined {
  if (isSpecial) return undefined;
  const path = `${target}.${randomBytes(6).toString('hex')}.tmp`;
  // It is opened again to be written.
  const mode = existing === undefined ? undefined : existing.mode | 0o200;
  try {
    closeSync(openSync(path, 'wx', mode));
    return path;
  } catch (error) {
    if (REFUSALS.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
}

/** Of folders. A name that is too long may be short enough without what is put behind it. */
const REFUSALS: readonly string[] = ['EACCES', 'EPERM', 'EROFS', 'ENAMETOOLONG'];

/** Whether it could, as a file of the same owner and mode. For what reason it could not, writing over the old one tells. */
function takePlace(temporary: string, { target, existing }: Place): boolean {
  try {
    if (existing !== undefined) {
      // Before the mode, of which it takes bits away.
      chownSync(temporary, existing.uid, existing.gid);
      chmodSync(temporary, existing.mode & 0o7777);
    }
    renameSync(temporary, target);
    return true;
  } catch {
    return false;
  }
}

function* piecesOf(path: string): Generator<Uint8Array> {
  const file = openSync(path, 'r');
  try {
    const buffer = Buffer.allocUnsafe(1 << 20);
    for (let length = 0; (length = readSync(file, buffer)) > 0; ) yield buffer.subarray(0, length);
  } finally {
    closeSync(file);
  }
}
