import type { SampleTable } from '../model/samples.ts';
import { NO_STACK } from '../model/stacks.ts';
import { SampleAppender } from './append-samples.ts';
import { ownWaitSeconds } from './own-waits.ts';
import type { RecordedProcesses } from './recorded-processes.ts';
import type { ClockCounts, ProcessFacts, RecordingRequest, ThreadFacts } from './recording-parts.ts';
import { NO_STATISTICS, type SamplingStatistics } from './sampling-statistics.ts';
import { SessionBuilder } from './session-builder.ts';
import { NO_START, type SessionData, type SessionFacts } from './session-data.ts';
import { processRoot, threadRoot } from './track-roots.ts';

const LONGEST_LABEL = 60;
/** Of the duration: a thread that waits in the program's own code for less is idle all the same. */
const LEAST_OWN_SHARE = 0.01;

interface Track {
  readonly process: ProcessFacts;
  readonly thread: ThreadFacts;
  readonly samples: SampleTable;
  /** It only waited for something to do. */
  readonly isIdle: boolean;
}

/**
 * The session of a recording. With several threads or processes each stack stands below a frame for its own. Without counts
 * of the clock, for they come last, nothing is said of how well it was sampled.
 */
export function assembleSession(
  recorded: RecordedProcesses,
  clock: ClockCounts | undefined,
  options: RecordingRequest,
): SessionData {
  const processes = recorded.listFacts();
  const all = tracksOf(recorded, processes);
  const kept = options.threads === 'all' ? all : all.filter((track) => isShown(track, processes[0]?.pid));
  const only = kept.length === 1 ? kept[0] : undefined;
  const builder = new SessionBuilder(only?.samples);
  if (only === undefined) appendTracks(builder, kept);
  return builder.finish({
    ...factsOf(processes, options),
    sampleCount: builder.sampleCount,
    ...(clock === undefined ? {} : { sampling: statisticsOf(processes, clock, all.length - kept.length) }),
  });
}

function tracksOf(recorded: RecordedProcesses, processes: readonly ProcessFacts[]): Track[] {
  return processes.flatMap((process) =>
    process.threads
      .map((thread) => {
        const samples = recorded.of(process.process).samplesOf(thread.thread);
        return { process, thread, samples, isIdle: thread.onlyWaited && waitsForWork(process, samples) };
      })
      .filter(({ samples }) => samples.length > 0),
  );
}

function waitsForWork({ sys, duration }: ProcessFacts, samples: SampleTable): boolean {
  return ownWaitSeconds(samples, sys?.prefixes ?? []) <= duration * LEAST_OWN_SHARE;
}

/**
 * The program's main thread counts as well when it waits: who asks where the time went has to see that it waited. A program
 * that runs another in its place is followed there.
 */
function isShown({ process, thread, isIdle }: Track, programPid: number | undefined): boolean {
  return (process.pid === programPid && thread.thread === 0) || !isIdle;
}

function appendTracks(builder: SessionBuilder, tracks: readonly Track[]): void {
  const tracksOfProcess = Map.groupBy(tracks, ({ process }) => process);
  for (const [process, ofProcess] of tracksOfProcess) {
    let base = NO_STACK;
    if (tracksOfProcess.size > 1) {
      base = builder.push(base, builder.internFrame(processRoot(labelOf(process), process.pid)));
    }
    const appender = new SampleAppender(builder, (ofProcess[0] as Track).samples);
    for (const track of ofProcess) {
      const root =
        ofProcess.length > 1
          ? builder.push(base, builder.internFrame(threadRoot(nameOf(track), track.thread.nativeId)))
          : base;
      appender.append(track.samples, { root });
      appender.forget(track.samples);
    }
  }
}

/** The command line as a name: the program without its folder, and no more than a line shows. */
function labelOf({ commandLine, pid }: ProcessFacts): string {
  const line = commandLine.replace(/^\S*\//, '').replaceAll(/\s+/g, ' ');
  if (line === '') return `process ${pid}`;
  return line.length > LONGEST_LABEL ? `${line.slice(0, LONGEST_LABEL - 1)}…` : line;
}

function nameOf({ thread: { thread, name }, isIdle }: Track): string {
  const known = name ?? (thread === 0 ? 'MainThread' : 'Thread');
  return thread !== 0 && isIdle ? `${known} (idle)` : known;
}

/** Processes ran side by side: the recording lasted from the first sample of any to the last. */
function factsOf(
  processes: readonly ProcessFacts[],
  { intervalSeconds, targetDescription }: RecordingRequest,
): Omit<SessionFacts, 'sampleCount'> {
  const sampled = processes.filter(({ duration }) => duration > 0);
  // A program that was over before its first sample was recorded at some time all the same.
  const begun = sampled.length > 0 ? sampled : processes;
  const startTime =
    begun.length === 0 ? Date.now() / 1000 : Math.min(...begun.map((process) => process.startTime));
  const end = Math.max(startTime, ...begun.map((process) => process.startTime + process.duration));
  const startCallStack = begun.length === 1 ? (begun[0]?.startCallStack ?? []) : [];
  return {
    startTime,
    // Of one process its own, for the difference of two dates is rounded.
    duration: begun.length === 1 ? (begun[0]?.duration ?? 0) : end - startTime,
    minInterval: intervalSeconds,
    maxInterval: intervalSeconds,
    startCallStack: startCallStack.length > 0 ? startCallStack : NO_START,
    targetDescription,
    cpuTime: processes.reduce((sum, { cpuTime }) => sum + cpuTime, 0),
    sysPath: [...new Set(processes.flatMap(({ sys }) => sys?.path ?? []))],
    sysPrefixes: [...new Set(processes.flatMap(({ sys }) => sys?.prefixes ?? []))],
  };
}

function statisticsOf(
  processes: readonly ProcessFacts[],
  clock: ClockCounts,
  idleThreads: number,
): SamplingStatistics {
  const sum = { recorded: 0, cut: 0, dropped: 0, droppedSeconds: 0, retries: 0 };
  for (const { counts } of processes) {
    sum.recorded += counts.recorded;
    sum.cut += counts.cut;
    sum.dropped += counts.dropped;
    sum.droppedSeconds += counts.droppedSeconds;
    sum.retries += counts.retries;
  }
  return { ...NO_STATISTICS, ...clock, ...sum, idleThreads };
}
