// pyinstrument's session files: bytes in, a session out, and back. Knows nothing of reports and of how sessions are made.

export { type ReadOptions, readSessionFile, readSessionFileSync } from './read-session-file.ts';
export { sessionChunks } from './session-chunks.ts';
export { SessionFormatError } from './session-format-error.ts';
export { addCheckedRecord, checkFacts, sessionFromJson, sessionToJson } from './session-json.ts';
export type { SessionJson } from './session-keys.ts';
export { writeSessionFile, writeSessionFileSync } from './write-session-file.ts';
