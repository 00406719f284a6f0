import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const BEGUN = '.begun';
const ENDS = '.ends';
const GIVES_WAY = '.gives-way';

/** What recorded processes say by empty files in the folder for their sessions. */
export class ProcessMarks {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** This process will leave its sessions there. False when nobody waits for them any more. */
  sayBegun(): boolean {
    return this.#forgetBefore() && this.#say(BEGUN);
  }

  /** The process ids of those. */
  begun(): number[] {
    return readdirSync(this.#folder)
      .filter((name) => name.endsWith(BEGUN))
      .map((name) => Number(name.slice(0, -BEGUN.length)));
  }

  /** This process writes its session. */
  sayEnds(): void {
    this.#say(ENDS);
  }

  /** This process goes on as another program, by `exec`. Gives what takes that back. */
  sayGivesWay(): () => void {
    this.#say(GIVES_WAY);
    return () => rmSync(join(this.#folder, `${process.pid}${GIVES_WAY}`), { force: true });
  }

  /** Whether it did, to one that is not recorded. */
  gaveWay(pid: number): boolean {
    return existsSync(join(this.#folder, `${pid}${GIVES_WAY}`));
  }

  /** This process would not be ended by that signal without callwise either. */
  sayListens(signal: NodeJS.Signals): void {
    this.#say(`.${signal}`);
  }

  /** Whether a signal will have the effect on a process that it would have without callwise. */
  heeds(pid: number, signal: NodeJS.Signals): boolean {
    return [ENDS, `.${signal}`].some((mark) => existsSync(join(this.#folder, `${pid}${mark}`)));
  }

  /** What another program said that this one took the place of. False when the folder is gone. */
  #forgetBefore(): boolean {
    try {
      const names = readdirSync(this.#folder).filter((name) => name.startsWith(`${process.pid}.`));
      for (const name of names) rmSync(join(this.#folder, name));
      return true;
    } catch {
      return false;
    }
  }

  #say(mark: string): boolean {
    try {
      writeFileSync(join(this.#folder, `${process.pid}${mark}`), '');
      return true;
    } catch {
      return false;
    }
  }
}
