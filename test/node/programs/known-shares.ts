// Five kernels in rounds of random amounts, each of which measures itself; prints the share of each as measured and as
// the profile has it.
import { Profiler } from '../../../src/api/index.ts';
import { secondsBelow } from './seconds-below.ts';

const SECONDS = 2;

// A call of a kernel takes milliseconds, so its caller never gets hot: V8 loses sight of functions that it has inlined.

function sumRoots(amount: number): number {
  let sum = 0;
  for (let i = 0; i < amount * 1_500_000; i++) sum += Math.sqrt(i + sum);
  return sum;
}

function sortNumbers(amount: number): number {
  const numbers = Array.from({ length: Math.ceil(amount * 20_000) }, (_, i) => (i * 7919) % 20_011);
  return numbers.sort((a, b) => a - b)[0] ?? 0;
}

function parseText(amount: number): number {
  const text = JSON.stringify(Array.from({ length: Math.ceil(amount * 10_000) }, (_, i) => ({ i })));
  return JSON.parse(text).length;
}

function countWords(amount: number): number {
  const text = 'the quick brown fox '.repeat(Math.ceil(amount * 2500));
  return text.split(/\W+/).filter((word) => /o/.test(word)).length;
}

function recurse(amount: number): number {
  const fibonacci = (n: number): number => (n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2));
  return fibonacci(Math.round(25 + Math.log2(amount + 0.1)));
}

const KERNELS = [sumRoots, sortNumbers, parseText, countWords, recurse];

function main(): void {
  const measured = KERNELS.map(() => 0);
  const profiler = new Profiler({ asyncMode: 'disabled' });
  profiler.start();
  const end = performance.now() + SECONDS * 1000;
  while (performance.now() < end) {
    KERNELS.forEach((kernel, index) => {
      const begin = performance.now();
      kernel(Math.random() * (index + 1));
      measured[index] = (measured[index] ?? 0) + performance.now() - begin;
    });
  }
  const session = profiler.stop();
  const seen = KERNELS.map(({ name }) => secondsBelow(session, { callers: ['main', name] }));
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  KERNELS.forEach(({ name }, index) => {
    const of = { measured: (measured[index] ?? 0) / sum(measured), seen: (seen[index] ?? 0) / sum(seen) };
    console.log(JSON.stringify({ name, ...of }));
  });
}

main();
