// Profile two parts of a program apart, and look at them together.
import { Profiler, Session } from 'callwise';
import { sortOrders, sumOrders } from './orders.ts';

const profiler = new Profiler();
profiler.start();
sumOrders();
const first = profiler.stop();

profiler.reset();
profiler.start();
sortOrders();
const second = profiler.stop();

profiler.lastSession = Session.combine(first, second);
profiler.print();
