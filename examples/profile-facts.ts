// What a session knows of itself; here the program waits, too.
import { Profiler } from 'callwise';
import { fetchOrders } from './orders.ts';

const profiler = new Profiler();
profiler.start({ targetDescription: 'Orders of today' });
await fetchOrders();
const session = profiler.stop();

console.log(`Duration: ${session.duration.toFixed(3)} seconds`);
console.log(`CPU time: ${session.cpuTime.toFixed(3)} seconds`);
console.log(`Samples: ${session.sampleCount}`);
console.log(`Target: ${session.targetDescription}`);
console.log(`Start time: ${new Date(session.startTime * 1000).toISOString()}`);

const root = session.rootFrame();
console.log(`Root frame: ${root?.function} in ${root?.filePath}`);
