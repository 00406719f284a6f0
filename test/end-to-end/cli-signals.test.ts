import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCallwise, startCallwise, startInTerminal, untilPrinted } from '../support/run-callwise.ts';

const options = { skip: process.platform === 'linux' ? false : 'recording needs Linux', timeout: 60_000 };

/** Spins until it is interrupted, and says how often it was. */
const COUNTING = `import os, signal, sys, time
caught = []
signal.signal(signal.SIGINT, lambda *_: caught.append('INT'))
signal.signal(signal.SIGTERM, lambda *_: caught.append('TERM'))
print('pid', os.getpid(), flush=True)
end = time.perf_counter() + 0.2
while time.perf_counter() < end or not caught:
    pass
time.sleep(0.2)
print('caught', *caught, flush=True)
`;

test(
  'an interrupt sent to callwise alone goes on to the program, and the report comes',
  options,
  async () => {
    const { child, outcome } = startCallwise(['-c', COUNTING]);
    await untilPrinted(child, 'pid');
    child.kill('SIGINT');
    const { stdout, status } = await outcome;
    assert.match(stdout, /\ncaught INT\n[\s\S]*<module> {2}<string>:1/);
    assert.equal(status, 0);
  },
);

test('an end sent to callwise goes on to the program, and the report comes', options, async () => {
  const { child, outcome } = startCallwise(['-c', COUNTING]);
  await untilPrinted(child, 'pid');
  child.kill('SIGTERM');
  const { stdout, status } = await outcome;
  assert.match(stdout, /\ncaught TERM\n[\s\S]*<module> {2}<string>:1/);
  assert.equal(status, 0);
});

test('an interrupt that comes twice at once, as from timeout, is one', options, async () => {
  const { child, outcome } = startCallwise(['-c', COUNTING]);
  await untilPrinted(child, 'pid');
  child.kill('SIGINT');
  await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill('SIGINT');
  const { stdout, status } = await outcome;
  assert.match(stdout, /\ncaught INT\n[\s\S]*<module> {2}<string>:1/);
  assert.equal(status, 0);
});

test('what the whole process group is sent reaches the program once', options, async () => {
  const { child, outcome } = startCallwise(['-c', COUNTING]);
  await untilPrinted(child, 'pid');
  process.kill(-(child.pid as number), 'SIGTERM');
  const { stdout, status } = await outcome;
  assert.match(stdout, /\ncaught TERM\n[\s\S]*<module> {2}<string>:1/);
  assert.equal(status, 0);
});

test('what tells a program something is passed on', options, async () => {
  const program = `import signal
caught = []
for name in ('SIGQUIT', 'SIGUSR1', 'SIGUSR2'):
    signal.signal(getattr(signal, name), lambda number, _: caught.append(number))
print('on', flush=True)
while len(caught) < 3: pass
print(len(set(caught)), flush=True)
`;
  const { child, outcome } = startCallwise(['-c', program]);
  await untilPrinted(child, 'on');
  for (const signal of ['SIGQUIT', 'SIGUSR1', 'SIGUSR2'] as const) child.kill(signal);
  const { stdout, stderr, status } = await outcome;
  assert.match(stdout, /^on\n3\n[\s\S]*<module> {2}<string>:1/);
  assert.doesNotMatch(stderr, /Debugger/);
  assert.equal(status, 0);
});

test('a program under nohup outlives the terminal', options, async () => {
  const program = "import os, signal; os.kill(os.getpid(), signal.SIGHUP); print('goes on')";
  const { stdout } = await runCallwise(['-c', program], { env: { _: '/usr/bin/nohup' } });
  assert.match(stdout, /^goes on\n/);
});

test('Ctrl-C reaches the program once, and the report comes', options, async () => {
  const { child, outcome } = startInTerminal(['-c', COUNTING]);
  await untilPrinted(child, 'pid');
  child.stdin?.write('\x03');
  const { stdout } = await outcome;
  assert.match(stdout, /caught INT\r\n[\s\S]*<module>/);
});

test('a program that Ctrl-C ends is reported with the status of that', options, async () => {
  const { child, outcome } = startInTerminal(['-c', "print('on', flush=True)\nwhile True: pass"]);
  await untilPrinted(child, 'on');
  await new Promise((resolve) => setTimeout(resolve, 200));
  child.stdin?.write('\x03');
  const { stdout, status } = await outcome;
  assert.match(stdout, /KeyboardInterrupt[\s\S]*<module>/);
  assert.equal(status, 130);
});

test('a second interrupt kills the program and ends everything', options, async () => {
  const program = `import signal, time
signal.signal(signal.SIGINT, lambda *_: print('again', flush=True))
print('on', flush=True)
while True: time.sleep(0.01)
`;
  const { child, outcome } = startCallwise(['-c', program]);
  const printedAgain = untilPrinted(child, 'again');
  await untilPrinted(child, 'on');
  child.kill('SIGINT');
  await printedAgain;
  // Sooner it would be taken for the same one.
  await new Promise((resolve) => setTimeout(resolve, 400));
  child.kill('SIGINT');
  // The outcome is there when nobody holds the pipes any more, so the program is gone too.
  const { stderr, status } = await outcome;
  assert.deepEqual([stderr, status], ['', 130]);
});
