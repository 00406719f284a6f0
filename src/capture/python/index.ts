// A process in, a session out. Knows CPython's memory and nothing of files or text.
export { attachPython } from './attach-python.ts';
export { readSysPath } from './open-python.ts';
export { startPython } from './start-python.ts';
export { type DumpedFrame, type DumpedThread, dumpThreads, type ProcessDump } from './thread-dump.ts';
