import type { ReadStream, WriteStream } from 'node:tty';

/** Escapes of xterm and all that came after it: the other screen, the cursor, line wrap. */
const ENTER = '\x1b[?1049h\x1b[?25l\x1b[?7l';
const LEAVE = '\x1b[?7h\x1b[?25h\x1b[?1049l';
const HOME = '\x1b[H';
const CLEAR_LINE = '\x1b[K';

const SUSPEND = '\x1a';

/** The whole terminal, on its other screen, given back as it was however the process ends. */
export class FullScreen {
  readonly #input: ReadStream;
  readonly #output: WriteStream;
  readonly #onKey: (key: string) => void;
  readonly #onResize: () => void;
  readonly #leave = (): void => this.close();
  readonly #takeKeys = (data: Buffer): void => {
    for (const key of data.toString('utf8')) {
      if (key === SUSPEND) this.#suspend();
      else this.#onKey(key);
    }
  };
  #isOpen = false;

  constructor(
    terminal: { readonly input: ReadStream; readonly output: WriteStream },
    { onKey, onResize }: { readonly onKey: (key: string) => void; readonly onResize: () => void },
  ) {
    this.#input = terminal.input;
    this.#output = terminal.output;
    this.#onKey = onKey;
    this.#onResize = onResize;
  }

  get size(): { readonly columns: number; readonly rows: number } {
    // A pseudo-terminal that nobody has given a size says 0.
    return { columns: this.#output.columns || 80, rows: this.#output.rows || 24 };
  }

  open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    process.on('exit', this.#leave);
    this.#output.write(ENTER);
    this.#output.on('resize', this.#onResize);
    this.#input.setRawMode(true);
    this.#input.on('data', this.#takeKeys);
    this.#input.resume();
  }

  draw(lines: readonly string[]): void {
    if (!this.#isOpen) return;
    // Cleared before it is written: behind a line that fills the screen the cursor stands on its last column.
    this.#output.write(`${HOME}${lines.map((line) => CLEAR_LINE + line).join('\r\n')}`);
  }

  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    process.off('exit', this.#leave);
    this.#output.off('resize', this.#onResize);
    this.#input.off('data', this.#takeKeys);
    this.#input.pause();
    this.#input.setRawMode(false);
    this.#output.write(LEAVE);
  }

  /** In raw mode the terminal leaves it to us. */
  #suspend(): void {
    this.close();
    process.once('SIGCONT', () => {
      this.open();
      this.#onResize();
    });
    process.kill(process.pid, 'SIGTSTP');
  }
}
