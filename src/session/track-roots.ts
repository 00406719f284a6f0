import type { FrameIndex, FrameTable } from '../model/frames.ts';
import { appendSamples } from './append-samples.ts';
import { SessionBuilder } from './session-builder.ts';
import type { SessionData } from './session-data.ts';

/**
 * A session of several threads or processes has, above each stack, a frame for its process and one for its thread. These
 * words stand where a frame has its file, and the id in the place of the line, so that every tool shows `name  thread:123`.
 */
const PROCESS_PLACE = 'process';
const THREAD_PLACE = 'thread';

const ROOT_TEXT = new RegExp(`^[^\\0]*\\0(?:${PROCESS_PLACE}|${THREAD_PLACE})\\0\\d+$`);

/** The frame that stands for a process. */
export function processRoot(commandLine: string, pid: number): string {
  return `${withoutSeparators(commandLine)}\0${PROCESS_PLACE}\0${pid}`;
}

/** The frame that stands for a thread. */
export function threadRoot(name: string, id: number): string {
  return `${withoutSeparators(name)}\0${THREAD_PLACE}\0${id}`;
}

/** The session with the calls of all its threads and processes added up, as if they were one. */
export function withoutTrackRoots(session: SessionData): SessionData {
  const { frames } = session.samples;
  const builder = new SessionBuilder();
  appendSamples(builder, session.samples, { skip: (frame) => isTrackRoot(frames, frame) });
  return builder.finish(session);
}

function isTrackRoot(frames: FrameTable, frame: FrameIndex): boolean {
  return isTrackIdentifier(frames.identifierText(frames.identifierOf(frame)));
}

/** Whether it stands for a process or a thread. */
export function isTrackIdentifier(identifier: string): boolean {
  return ROOT_TEXT.test(identifier);
}

/** NUL and the marks of attributes part a frame's text. */
function withoutSeparators(text: string): string {
  return text.replaceAll(/[\0\x01]/g, ' ');
}
