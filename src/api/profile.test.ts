import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { profile, type TextRenderer } from './profile.ts';

const timeout = 60_000;

const FAILING: TextRenderer = {
  render: () => {
    throw new Error('no report today');
  },
};

test('of more calls at once than V8 takes profiles all run, and a warning says that some are not profiled', {
  timeout,
}, async () => {
  const warnings: string[] = [];
  const listen = ({ message }: Error): number => warnings.push(message);
  process.on('warning', listen);
  let reports = 0;
  const render = (): string => `report ${++reports}\n`;
  const { promise: isOpen, resolve: open } = Promise.withResolvers<void>();
  const call = profile(
    async (number: number) => {
      await isOpen;
      return number;
    },
    { renderer: { render } },
  );
  const numbers = Array.from({ length: 120 }, (_, number) => number);
  const results = Promise.all(numbers.map((number) => call(number)));
  open();
  assert.deepEqual(await results, numbers);
  await sleep(1);
  process.off('warning', listen);
  assert.ok(reports > 0 && reports <= 100);
  assert.equal(warnings.filter((text) => /Too many profilers/.test(text)).length, 1);
});

test('a report that cannot be made changes nothing of what a function gives or throws', {
  timeout,
}, async () => {
  const options = { renderer: FAILING };
  const warned = once(process, 'warning');
  assert.equal(profile(() => 7, options)(), 7);
  assert.match(String(await warned), /no report today/);
  assert.equal(await profile(async () => 8, options)(), 8);
  const failing = (): never => {
    throw new Error('of its own');
  };
  assert.throws(() => profile(failing, options)(), /of its own/);
  await assert.rejects(profile(async () => failing(), options)(), /of its own/);
  {
    using _ = profile(options);
  }
});
