// `node --require callwise/register app.js`: records the program from before its first line to its end.
import { record } from './record.ts';

record(false);
