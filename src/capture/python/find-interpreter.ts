import { closeSync, constants, fstatSync, openSync, readdirSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type ElfImage, readElfImage } from './elf-image.ts';
import { describedLayout } from './layouts/debug-offsets.ts';
import type { PythonLayout } from './layouts/layout.ts';
import { layoutOf } from './layouts/select-layout.ts';
import { type Mapping, readMappings } from './process-maps.ts';
import { type OpenMemory, ProcessMemory } from './process-memory.ts';
import { executableOf } from './process-status.ts';

/** CPython in a process. */
export interface Interpreter {
  readonly pid: number;
  readonly memory: OpenMemory;
  readonly layout: PythonLayout;
  /** Address of `_PyRuntime`. */
  readonly runtime: number;
  /** Address of `PyCode_Type`, when the image names it. */
  readonly codeType: number | undefined;
  readonly version: string;
}

/** `not-yet`: the process may become one that runs Python, its loader or another program is at work. */
export type FoundInterpreter =
  | { readonly kind: 'found'; readonly interpreter: Interpreter }
  | { readonly kind: 'not-yet' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'not-cpython'; readonly name: string }
  | { readonly kind: 'not-64-bit' }
  | { readonly kind: 'free-threaded'; readonly version: string }
  | { readonly kind: 'unsupported'; readonly version: string };

type Image = Extract<ElfImage, { kind: 'elf' }>;

/** Finds interpreters; keeps the images it has read, for a starting process is looked at many times. */
export class InterpreterFinder {
  readonly #images = new Map<string, ElfImage>();

  /** Looks once; a process that starts up is looked at again by the caller. */
  find(pid: number): FoundInterpreter {
    const mappings = readMappings(pid);
    const executable = executableOf(pid);
    if (mappings === undefined || executable === undefined) return { kind: 'gone' };
    const pypy = mappings.find((m) => /\/(lib)?pypy[^/]*$/.test(m.path));
    if (pypy !== undefined) return { kind: 'not-cpython', name: 'PyPy' };
    for (const path of imagePaths(mappings, executable)) {
      const mapped = mappings.filter((m) => m.path === path);
      const image = this.#imageOf(pid, path, { executable, mapped });
      if (image?.kind === 'not-64-bit') return { kind: 'not-64-bit' };
      if (image?.kind !== 'elf') continue;
      const runtime = addressOf(image, mapped, image.symbol('_PyRuntime') ?? image.section('.PyRuntime'));
      if (runtime !== undefined) return inspect(pid, path, { image, mapped, runtime });
    }
    const old = mappings.map((m) => OLD_PYTHON.exec(m.path)).find((match) => match !== null);
    return old ? { kind: 'unsupported', version: old[1] as string } : { kind: 'not-yet' };
  }

  /**
   * Best what is mapped itself, as root alone may (`map_files`, proc(5)): it may be deleted, or another file stand at its path.
   * Else through the root of the process, for it may live in another mount namespace.
   */
  #imageOf(
    pid: number,
    path: string,
    { executable, mapped }: { readonly executable: string; readonly mapped: readonly Mapping[] },
  ): ElfImage | undefined {
    if (path === executable) return this.#read(`/proc/${pid}/exe`);
    const [first] = mapped;
    const image = first && this.#read(`/proc/${pid}/map_files/${rangeOf(first)}`);
    if (image !== undefined || path.endsWith(DELETED)) return image;
    return this.#read(`/proc/${pid}/root${path}`, IN_ITS_ROOT);
  }

  /** Reads what an executable will run as, for that takes ten milliseconds, in which a short program would be half over. */
  readAhead(executable: string): void {
    this.#read(executable);
    for (const library of librariesBeside(executable)) this.#read(library);
  }

  /** The image of a file, read once; undefined when it cannot be read. */
  #read(path: string, flags = READ_ONLY): ElfImage | undefined {
    try {
      const file = openSync(path, flags);
      try {
        return this.#readOpen(file);
      } finally {
        closeSync(file);
      }
    } catch {
      return undefined;
    }
  }

  #readOpen(file: number): ElfImage | undefined {
    const status = fstatSync(file);
    if (!status.isFile()) return undefined;
    const key = `${status.dev} ${status.ino}`;
    if (!this.#images.has(key)) this.#images.set(key, readElfImage(file));
    return this.#images.get(key);
  }
}

/** Those in the `lib` folder beside the executable's own, where Python is installed with a shared library. */
function librariesBeside(executable: string): string[] {
  try {
    const folder = join(dirname(realpathSync(executable)), '..', 'lib');
    const names = readdirSync(folder).filter((name) => /^libpython3\.\d+\w*\.so/.test(name));
    return names.map((name) => join(folder, name));
  } catch {
    return [];
  }
}

const DELETED = ' (deleted)';

/** What a process has at a path may be no file by now: opening a FIFO would wait for a writer, for ever. */
const READ_ONLY = constants.O_RDONLY | constants.O_NONBLOCK;
/** Paths of mappings have no links in them, and one that was put there would lead to files outside of the root. */
const IN_ITS_ROOT = READ_ONLY | constants.O_NOFOLLOW;

/** Images without `_PyRuntime`: Python 2 and 3 before 3.7. */
const OLD_PYTHON = /\/(?:lib)?python(2\.\d+|3\.[0-6])(?:m|u|d)*(?:\.so[^/]*)?$/;

function rangeOf({ start, end }: Mapping): string {
  return `${start.toString(16)}-${end.toString(16)}`;
}

/**
 * Files that may hold the interpreter: a library first, for then the executable is only a starter; then a mapped executable
 * that is not the process's own, when it was started through the loader (`ld.so python3`).
 */
function imagePaths(mappings: readonly Mapping[], executable: string): string[] {
  const mapped = (pattern: RegExp): string[] =>
    mappings.map((m) => m.path).filter((path) => pattern.test(path));
  const libraries = mapped(/\/libpython[^/]*\.so[^/]*$/);
  const executables = mapped(/\/python[\d.]*(?: \(deleted\))?$/);
  return [...new Set([...libraries, executable, ...executables])];
}

function addressOf(
  image: Image,
  mapped: readonly Mapping[],
  address: number | undefined,
): number | undefined {
  const base = image.absolute ? 0 : loadAddress(image, mapped);
  return address === undefined || base === undefined ? undefined : base + address;
}

function loadAddress(image: Image, mapped: readonly Mapping[]): number | undefined {
  for (const mapping of mapped) {
    const page = (offset: number): number => offset - (offset % 4096);
    const segment = image.segments.find((s) => page(s.fileOffset) === mapping.fileOffset);
    if (segment !== undefined) return mapping.start - page(segment.virtualAddress);
  }
  return undefined;
}

interface Place {
  readonly image: Image;
  readonly mapped: readonly Mapping[];
  readonly runtime: number;
}

function inspect(pid: number, path: string, { image, mapped, runtime }: Place): FoundInterpreter {
  const memory = new ProcessMemory(pid);
  const release = (found: FoundInterpreter): FoundInterpreter => {
    memory.close();
    return found;
  };
  const described = describedLayout(memory, runtime);
  if (described?.kind === 'free-threaded') return release(described);
  const version =
    described?.version ?? versionOf(memory, addressOf(image, mapped, image.symbol('Py_Version')), path);
  // The image is mapped, its data may not be relocated or read in yet.
  if (version === undefined) return release({ kind: 'not-yet' });
  const layout = described?.layout ?? layoutOf(version);
  if (layout === undefined) return release({ kind: 'unsupported', version });
  const codeType = addressOf(image, mapped, image.symbol('PyCode_Type'));
  return { kind: 'found', interpreter: { pid, memory, layout, runtime, codeType, version } };
}

/** `Py_Version` is PY_VERSION_HEX (3.11 and later); before, the file's name has to tell. */
function versionOf(memory: ProcessMemory, address: number | undefined, path: string): string | undefined {
  if (address === undefined) return /python(\d\.\d+)/.exec(path)?.[1];
  const bytes = Buffer.alloc(8);
  if (!memory.read(address, bytes, 8)) return undefined;
  const hex = bytes.readUInt32LE(0);
  return hex === 0 ? undefined : `${hex >>> 24}.${(hex >>> 16) & 255}`;
}
