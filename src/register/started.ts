// What callwise has loaded. Forks inherit that, even with an environment of their own.
import { record } from './record.ts';

record(true);
