import { readdirSync, readlinkSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_MILLIS = 20;
/** For samples to come. */
const RECORD_MILLIS = 1000;

/** Resolves when a profiler has had the memory of a process open for a while. Both are process ids. */
export async function untilAttached(profiler: number, target: number): Promise<void> {
  while (!opens(profiler, `/proc/${target}/mem`)) await sleep(LOOK_MILLIS);
  await sleep(RECORD_MILLIS);
}

function opens(pid: number, path: string): boolean {
  return readdirSync(`/proc/${pid}/fd`).some((file) => {
    try {
      return readlinkSync(`/proc/${pid}/fd/${file}`) === path;
    } catch {
      return false;
    }
  });
}
