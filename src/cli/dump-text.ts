import type { DumpedFrame, DumpedThread, ProcessDump } from '../capture/python/index.ts';
import { visibleText } from '../renderers/console/visible-text.ts';
import { PathShortener } from '../session/shorten-path.ts';
import { frameNameOf } from './frame-name.ts';

/** The stacks of a process for people. */
export function dumpText(dump: ProcessDump): string {
  const shortener = new PathShortener(dump.sysPath);
  const head = `Process ${dump.pid}: ${visibleText(dump.commandLine)}\nPython ${dump.pythonVersion}\n`;
  return head + dump.threads.map((thread) => threadText(thread, shortener)).join('');
}

function threadText(thread: DumpedThread, shortener: PathShortener): string {
  const facts = [nameOf(thread), thread.isRunning ? 'running' : 'waiting'];
  if (thread.holdsGil) facts.push("holds Python's lock");
  const frames = thread.frames.map((frame) => frameText(frame, shortener)).join('');
  return `\nThread ${thread.nativeId}: ${facts.join(', ')}\n${frames}${noteOn(thread)}`;
}

function nameOf({ name, isMain }: DumpedThread): string {
  return visibleText(name ?? (isMain ? 'MainThread' : 'without a name'));
}

function noteOn({ reading }: DumpedThread): string {
  switch (reading) {
    case 'whole':
      return '';
    case 'cut':
      return '    (calls further in changed while they were read; --blocking shows them)\n';
    case 'none':
      return '    (its calls changed while they were read; --blocking shows them)\n';
    case 'idle':
      return '    (no Python code)\n';
  }
}

function frameText(frame: DumpedFrame, shortener: PathShortener): string {
  const { function: name, filePath, line } = frameNameOf(frame.text);
  const file = visibleText(shortener.shorten(filePath));
  const position = line === 0 ? file : `${file}:${line}`;
  return `    ${visibleText(name)}  ${position}\n${localsText(frame)}`;
}

function localsText(frame: DumpedFrame): string {
  if (!('locals' in frame)) return '';
  if (frame.locals === undefined) return '        (could not be read)\n';
  return frame.locals
    .map(({ name, value }) => `        ${visibleText(name)} = ${visibleText(value)}\n`)
    .join('');
}

/** The same for programs; absent facts are null. */
export function dumpJson(dump: ProcessDump): string {
  const json = {
    pid: dump.pid,
    python: dump.pythonVersion,
    command_line: dump.commandLine,
    threads: dump.threads.map((thread) => ({
      name: thread.name ?? null,
      native_id: thread.nativeId,
      main: thread.isMain,
      running: thread.isRunning,
      holds_gil: thread.holdsGil,
      reading: thread.reading,
      frames: thread.frames.map(frameJson),
    })),
  };
  return `${JSON.stringify(json, undefined, 2)}\n`;
}

function frameJson(frame: DumpedFrame): object {
  const { function: name, filePath, line } = frameNameOf(frame.text);
  const variables = frame.locals?.map(({ name: variable, value }) => [variable, value] as const);
  const locals = 'locals' in frame ? { locals: variables ? Object.fromEntries(variables) : null } : {};
  return { function: name, file_path: filePath, line, ...locals };
}
