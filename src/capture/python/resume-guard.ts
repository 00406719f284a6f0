import { type ChildProcess, spawn } from 'node:child_process';

/** Waits for a word, or for the end of its input when we die; then it lets a process and all below it go on. */
const SCRIPT = `trap '' INT TERM HUP
go_on() {
  kill -CONT "$1"
  for child in $(cat /proc/"$1"/task/*/children); do go_on "$child"; done
}
read -r word || go_on "$1"`;

/** Sees to it that a process which we stop goes on even when we are killed meanwhile. */
export class ResumeGuard {
  readonly #child: ChildProcess;

  constructor(pid: number) {
    this.#child = spawn('sh', ['-c', SCRIPT, 'sh', String(pid)], {
      stdio: ['pipe', 'ignore', 'ignore'],
      // In a session of its own, out of reach of the terminal's signals.
      detached: true,
    });
    this.#child.on('error', () => undefined);
    this.#child.stdin?.on('error', () => undefined);
    this.#child.unref();
  }

  /** The process may be stopped. */
  resume(): void {
    this.#child.stdin?.end();
  }

  /** The process runs, and will not be stopped any more. */
  release(): void {
    this.#child.stdin?.end('done\n');
  }
}
