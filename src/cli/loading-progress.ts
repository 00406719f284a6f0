import { visibleText } from '../renderers/console/visible-text.ts';

/** Loads shorter than this show nothing. */
const PATIENCE_MS = 500;
const REDRAW_MS = 100;

export interface Progress {
  /** `done` of `total` bytes. */
  readonly update: (done: number, total: number) => void;
  /** Takes the line away. */
  readonly end: () => void;
}

/** A line on standard error that says how far a long load is, when that is a terminal. */
export function showProgress(what: string): Progress {
  const { stderr } = process;
  if (!stderr.isTTY) return { update: () => undefined, end: () => undefined };
  let nextDraw = performance.now() + PATIENCE_MS;
  let drawn = false;
  return {
    update(done, total) {
      const now = performance.now();
      if (now < nextDraw || total <= 0) return;
      nextDraw = now + REDRAW_MS;
      drawn = true;
      const share = `${Math.floor((100 * done) / total)} %`.padStart(5);
      stderr.write(`\r${shorten(visibleText(what), (stderr.columns || 80) - 8)} ${share}`);
    },
    end() {
      if (drawn) stderr.write('\r\x1b[K');
    },
  };
}

function shorten(text: string, columns: number): string {
  return text.length <= columns ? text : `${text.slice(0, Math.max(0, columns - 3))}...`;
}
