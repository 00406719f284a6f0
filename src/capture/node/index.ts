// This thread's running code in, a session out. Knows V8's profiles and promises, and nothing of files or text.
export { attachNode } from './attach-node.ts';
export { callerPosition } from './call-path.ts';
export { libraryPrefixes } from './library-prefixes.ts';
export { NodeRecording } from './recording.ts';
