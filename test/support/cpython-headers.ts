import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const COMPILER = process.env.CC ?? 'cc';
const PROGRAM = join(import.meta.dirname, '..', '..', 'scripts', 'cpython-layout.c');

/** Offsets by group and member, in the shape of `PythonLayout`. */
export interface HeaderLayout {
  readonly version: string;
  /** In the shape of `InspectionLayout`. */
  readonly inspection: Readonly<Record<string, unknown>>;
  readonly [group: string]: unknown;
}

/** The folder with a Python's headers, the internal ones among them; undefined when they are not installed. */
export function headersOf(python: string): string | undefined {
  const ask = 'import sysconfig; print(sysconfig.get_path("include"))';
  const folder = execFileSync(python, ['-I', '-c', ask], { encoding: 'utf8' }).trim();
  return existsSync(join(folder, 'internal')) ? folder : undefined;
}

export function hasCompiler(): boolean {
  try {
    execFileSync(COMPILER, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Where the interpreter of these headers keeps what is sampled; throws what the compiler says when they do not fit. */
export function layoutFromHeaders(folder: string): HeaderLayout {
  const place = mkdtempSync(join(tmpdir(), 'callwise-layout-'));
  const program = join(place, 'layout');
  try {
    // Debian keeps the part of pyconfig.h that depends on the machine in a folder of its own.
    const includes = [
      folder,
      join(folder, 'internal'),
      join(folder, '..'),
      join(folder, '..', 'x86_64-linux-gnu', lastPart(folder)),
    ];
    execFileSync(COMPILER, ['-w', '-o', program, ...includes.map((path) => `-I${path}`), PROGRAM], {
      stdio: 'pipe',
    });
    return JSON.parse(execFileSync(program, { encoding: 'utf8' })) as HeaderLayout;
  } finally {
    rmSync(place, { recursive: true });
  }
}

function lastPart(path: string): string {
  return path.split('/').at(-1) ?? '';
}
