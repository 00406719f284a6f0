// Profile a piece of code, keep the session, and look at it later with any renderer.
import { ConsoleRenderer, Profiler, Session } from 'callwise';
import { sumOrders } from './orders.ts';

const profiler = new Profiler();
profiler.start();
sumOrders();
const session = profiler.stop();
await session.save('profile_data.pyisession');

const loaded = await Session.load('profile_data.pyisession');
console.log(new ConsoleRenderer().render(loaded));
