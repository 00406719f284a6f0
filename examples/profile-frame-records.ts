// The samples themselves: a stack and the seconds spent in it.
import { Profiler } from 'callwise';
import { fetchOrders } from './orders.ts';

const profiler = new Profiler();
profiler.start();
await fetchOrders();
const session = profiler.stop();

for (const [callStack, seconds] of session.frameRecords) {
  console.log(`Time: ${seconds.toFixed(6)}s`);
  for (const frame of callStack) console.log(`  ${frame.split('\0', 1)[0]}`);
}
