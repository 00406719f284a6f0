import { hint } from './hint.ts';

/** An attachment goes on until it is ended, which a person at a terminal should know. */
export function sayHowToEnd(pid: number): void {
  if (process.stderr.isTTY) hint(`Sampling process ${pid}. Ctrl-C ends this and shows the report.`);
}
