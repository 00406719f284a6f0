import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { writePieces } from './write-pieces.ts';

const FULL = '/dev/full';
const options = { skip: existsSync(FULL) ? false : `there is no ${FULL}`, timeout: 60_000 };

test(
  'a write that fails before the next piece is there is an error, and the pieces end',
  options,
  async () => {
    let hasEnded = false;
    async function* pieces(): AsyncGenerator<string> {
      try {
        yield 'a';
        await sleep(50);
        yield 'b';
        yield 'c';
      } finally {
        hasEnded = true;
      }
    }
    await assert.rejects(writePieces(FULL, pieces()), { code: 'ENOSPC' });
    assert.ok(hasEnded);
  },
);
