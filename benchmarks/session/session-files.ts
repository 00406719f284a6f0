import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { writeMadeSession } from './made-session.ts';
import { record, repeatRecording } from './recorded-session.ts';

const RECORDED_SECONDS = 8;

/** The files that questions ask about, each made when it is first asked for. */
export class SessionFiles {
  readonly folder: string;
  readonly #recording: () => Promise<string>;

  constructor(folder: string, quick: boolean) {
    this.folder = folder;
    let recording: Promise<string> | undefined;
    this.#recording = () => {
      recording ??= record(folder, quick ? 1 : RECORDED_SECONDS);
      return recording;
    };
  }

  made(samples: number): string {
    return this.#once(`made-${samples}.pyisession`, (path) => writeMadeSession(path, samples));
  }

  /** A recording over and over, with other times, until the file has so many bytes or so many samples. */
  async recorded(size: { readonly bytes: number } | { readonly samples: number }): Promise<string> {
    const recording = await this.#recording();
    const name = `recorded-${Object.entries(size).flat().join('-')}.pyisession`;
    return this.#once(name, (path) => repeatRecording(recording, path, size));
  }

  #once(name: string, make: (path: string) => void): string {
    const path = join(this.folder, name);
    if (!existsSync(path)) make(path);
    return path;
  }
}
