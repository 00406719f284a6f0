// A process in, a session out. Knows CPython's memory and nothing of files or text.
export { attachPython } from './attach-python.ts';
export { readSysPath } from './open-python.ts';
export type { LiveTables } from './recorded-processes.ts';
export type { SampleBatch as LiveBatch, ThreadFacts as LiveThread } from './sampler-messages.ts';
export { startPython } from './start-python.ts';
export { type DumpedFrame, type DumpedThread, dumpThreads, type ProcessDump } from './thread-dump.ts';
