// A session as JSON, and back.
import { readFileSync, writeFileSync } from 'node:fs';
import { Profiler, Session } from 'callwise';
import { sortOrders } from './orders.ts';

const profiler = new Profiler();
profiler.start();
sortOrders();
const session = profiler.stop();
writeFileSync('session.json', JSON.stringify(session, undefined, 2));

const restored = Session.fromJSON(JSON.parse(readFileSync('session.json', 'utf8')));
console.log(`${restored.sampleCount} samples restored`);
