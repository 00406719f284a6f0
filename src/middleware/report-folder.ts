import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unixMillis } from '../capture/node/original-globals.ts';

const NAME = /^callwise-\d{8}T\d{9}-\d+\./;

/** Reports in a folder, of which the newest stay. Names are made of the time alone, so nothing of a request leads elsewhere. */
export class ReportFolder {
  readonly #path: string;
  readonly #keep: number;
  #written = 0;

  constructor(path: string, keep: number) {
    this.#path = path;
    this.#keep = keep;
  }

  async add(text: string, extension: string): Promise<void> {
    await mkdir(this.#path, { recursive: true });
    const time = new Date(unixMillis()).toISOString().replace(/[-:.Z]/g, '');
    const name = `callwise-${time}-${++this.#written}.${extension.replace(/[^\w.]/g, '')}`;
    const unfinished = join(this.#path, `.${name}`);
    try {
      await writeFile(unfinished, text);
      await rename(unfinished, join(this.#path, name));
    } catch (error) {
      await rm(unfinished, { force: true });
      throw error;
    }
    await this.#forgetOldest();
  }

  /** Other files in the folder are not ours to take away. */
  async #forgetOldest(): Promise<void> {
    const names = (await readdir(this.#path)).filter((name) => NAME.test(name)).sort(byTime);
    for (const name of names.slice(0, Math.max(0, names.length - this.#keep))) {
      await rm(join(this.#path, name), { force: true });
    }
  }
}

function byTime(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}
