// node benchmarks/sampling/waiting-alone.ts RATE SECONDS: what a loop costs that waits for ticks as the sampler does and takes none.
import { threadCpuSeconds } from '../../src/capture/python/process-status.ts';
import { PunctualThread } from '../../src/capture/python/punctual-thread.ts';
import { TickClock } from '../../src/capture/python/tick-clock.ts';

const [rate, seconds] = process.argv.slice(2).map(Number) as [number, number];
new PunctualThread();
const clock = new TickClock(
  1000 / rate,
  { control: new Int32Array(new SharedArrayBuffer(4)), stopIndex: 0 },
  () => false,
);
const before = threadCpuSeconds();
for (let tick = 0; tick < rate * seconds; tick += 1) clock.wait(true);
const cpu = ((threadCpuSeconds() - before) / seconds) * 100;
const taken = (clock.taken / (clock.taken + clock.missed)) * 100;
console.log(`waiting alone takes ${cpu.toFixed(1)} % and ${taken.toFixed(1)} % of the ticks`);
