import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_MILLIS = 20;

/** Resolves when something is so, and fails when it is not after so many looks. */
export async function until(isSo: () => boolean, looks = 1000): Promise<void> {
  for (let left = looks; !isSo(); left--) {
    assert.ok(left > 0, 'it took too long');
    await sleep(LOOK_MILLIS);
  }
}
