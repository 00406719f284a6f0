import { setTimeout as sleep } from 'node:timers/promises';
import { isRunning } from '../capture/python/process-status.ts';
import { ProcessMarks } from '../register/process-marks.ts';
import { hint } from './hint.ts';
import { guardAttachment } from './signals.ts';

/** Milliseconds after which it is said that callwise waits, and after which it does no more. */
const SILENT = 1000;
const PATIENCE = 10_000;
const POLL = 10;

/**
 * Waits until what a program has started has ended too and left its sessions in the folder: of several processes that are
 * interrupted together any may be the last.
 */
export async function untilProcessesEnd(folder: string): Promise<void> {
  const begin = performance.now();
  let isInterrupted = false;
  let isSilent = true;
  const guard = guardAttachment(() => {
    isInterrupted = true;
  });
  try {
    for (;;) {
      const running = new ProcessMarks(folder).begun().filter(isRunning);
      const waited = performance.now() - begin;
      if (running.length === 0) return;
      if (isInterrupted || waited > PATIENCE) return hint(missing(running));
      if (isSilent && waited > SILENT) {
        isSilent = false;
        hint(`Waiting for processes of the program that still run: ${running.join(', ')}. Ctrl-C ends that.`);
      }
      await sleep(POLL);
    }
  } finally {
    guard.release();
  }
}

function missing(pids: readonly number[]): string {
  return pids.map((pid) => `Process ${pid} still runs: what it did is not in the report.`).join('\n');
}
