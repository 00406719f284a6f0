// Five kernels; runs the one named over and over and prints the milliseconds that a round took, and the CPU time of all threads
// in it: medians, because a round in which the machine did something else says nothing.
const MILLIS = 700;
const WARM_UP_MILLIS = 100;

function numbers(): number {
  let sum = 0;
  for (let i = 0; i < 3_000_000; i++) sum += Math.sqrt(i + sum);
  return sum;
}

function calls(): number {
  const fibonacci = (n: number): number => (n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2));
  return fibonacci(27);
}

function objects(): number {
  const list = Array.from({ length: 60_000 }, (_, id) => ({ id, name: `n${id}`, tags: [id] }));
  return list.filter(({ id }) => id % 3 === 0).map(({ name, tags }) => name.length + tags.length).length;
}

function texts(): number {
  const text = JSON.stringify(Array.from({ length: 15_000 }, (_, i) => ({ i, word: `w${i}` })));
  return JSON.parse(text).length + text.split(/\W+/).length;
}

function sorting(): number {
  const values = Array.from({ length: 60_000 }, (_, i) => (i * 7919) % 60_013);
  return values.sort((a, b) => a - b)[0] ?? 0;
}

const KERNELS: Readonly<Record<string, () => number>> = { numbers, calls, objects, texts, sorting };

const kernel = KERNELS[process.argv[2] ?? ''] ?? numbers;
const millis: number[] = [];
const cpuMillis: number[] = [];

function round(): void {
  const [begin, before] = [performance.now(), process.cpuUsage()];
  kernel();
  const { user, system } = process.cpuUsage(before);
  millis.push(performance.now() - begin);
  cpuMillis.push((user + system) / 1000);
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

const begin = performance.now();
while (performance.now() - begin < WARM_UP_MILLIS) kernel();
while (performance.now() - begin < WARM_UP_MILLIS + MILLIS) round();
console.log(JSON.stringify({ millis: median(millis), cpuMillis: median(cpuMillis) }));
