// Five kernels; runs the one named and prints the milliseconds of CPU time that it took.
const ROUNDS = 25;

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
for (let round = 0; round < 5; round++) kernel();
const before = process.cpuUsage();
for (let round = 0; round < ROUNDS; round++) kernel();
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ millis: (user + system) / 1000 }));
