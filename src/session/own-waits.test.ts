import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SampleTable } from '../model/samples.ts';
import { NO_STACK } from '../model/stacks.ts';
import { ownWaitSeconds } from './own-waits.ts';

const LIBRARY = '/usr/lib/python3.13';

/** A second in a stack of `function file`. */
function secondsOf(...calls: readonly string[]): number {
  const samples = new SampleTable();
  let stack = NO_STACK;
  for (const call of calls) {
    const [name, file] = call.split(' ');
    stack = samples.stacks.add(stack, samples.frames.intern(`${name}\0${file}\x001`));
  }
  samples.add(stack, 1);
  return ownWaitSeconds(samples, ['/usr']);
}

const START = `run ${LIBRARY}/threading.py`;

test("what a thread waits for in the program's own code is its own", () => {
  assert.equal(secondsOf(START, 'query /app/a.py'), 1);
  assert.equal(secondsOf(START, 'query /app/a.py', 'sleep <built-in>'), 1);
  assert.equal(
    secondsOf(START, 'fetch /app/a.py', `readinto ${LIBRARY}/socket.py`, 'socket.recv_into <built-in>'),
    1,
  );
  assert.equal(secondsOf(START, 'query <string>'), 1);
});

test('a thread that waits for something to do, or has none of the program in its stack, has no waits of its own', () => {
  assert.equal(
    secondsOf(START, `_worker ${LIBRARY}/concurrent/futures/thread.py`, 'SimpleQueue.get <built-in>'),
    0,
  );
  assert.equal(
    secondsOf(START, 'work /app/a.py', `get ${LIBRARY}/queue.py`, `wait ${LIBRARY}/threading.py`),
    0,
  );
  assert.equal(
    secondsOf(START, 'serve /app/a.py', `select ${LIBRARY}/selectors.py`, 'epoll.poll <built-in>'),
    0,
  );
  assert.equal(secondsOf(START, 'work /app/a.py', 'lock.acquire <built-in>'), 0);
  assert.equal(secondsOf(START, `poll ${LIBRARY}/site-packages/broker/client.py`), 0);
});
