import type { Frame } from '../call-tree/frame.ts';
import { libraryPrefixes } from '../capture/node/index.ts';
import {
  addCheckedRecord,
  checkFacts,
  type SessionJson,
  sessionFromJson,
  sessionToJson,
  writeSessionFile,
  writeSessionFileSync,
} from '../formats/pyisession/index.ts';
import { readProfileFile, readProfileFileSync } from '../formats/registry.ts';
import { SampleTable } from '../model/samples.ts';
import { combine } from '../session/combine.ts';
import { resample } from '../session/resample.ts';
import { rootFrame } from '../session/root-frame.ts';
import type { SamplingStatistics } from '../session/sampling-statistics.ts';
import { SessionBuilder } from '../session/session-builder.ts';
import type { SessionData, SessionFacts } from '../session/session-data.ts';
import { PathShortener } from '../session/shorten-path.ts';
import { type FrameRecord, type FrameRecords, viewFrameRecords } from './frame-records.ts';

export type PathOrString = string | URL;

/**
 * What a session is made of: its facts, and its samples either as frame records or as a table of another session. Without
 * `sampleCount` each frame record counts as one.
 */
export type SessionInit =
  | (Omit<SessionFacts, 'sampleCount'> & {
      readonly sampleCount?: number;
      readonly frameRecords: Iterable<FrameRecord>;
    })
  | (SessionFacts & { readonly samples: SampleTable });

/** A recorded profile: where a program's time went, and what is known of the recording. It is never changed. */
export class Session implements SessionData {
  /** Unix timestamp of the start, in seconds. */
  readonly startTime: number;
  /** Length of the recording, in seconds. */
  readonly duration: number;
  /** Smallest interval between samples that was asked for, in seconds. */
  readonly minInterval: number;
  /** Largest interval between samples that was asked for, in seconds. */
  readonly maxInterval: number;
  readonly sampleCount: number;
  /** The frame texts of the stack on which the recording was started, the outermost first. */
  readonly startCallStack: readonly string[];
  /** What was profiled, in words. */
  readonly targetDescription: string;
  /** CPU time of the program during the recording, in seconds. */
  readonly cpuTime: number;
  /** The program's module search path; paths are shown relative to it. */
  readonly sysPath: readonly string[];
  /** Beginnings of the paths of code that is not the program's own. */
  readonly sysPrefixes: readonly string[];
  readonly sampling?: SamplingStatistics;
  readonly unknownKeys?: ReadonlyMap<string, string>;
  /** The samples as columns, for callwise's own functions. */
  readonly samples: SampleTable;
  #shortener: PathShortener | undefined;

  /** Throws a SessionFormatError for frame records, or facts beside them, that are not what their types say. */
  constructor(init: SessionInit) {
    this.startTime = init.startTime;
    this.duration = init.duration;
    this.minInterval = init.minInterval;
    this.maxInterval = init.maxInterval;
    this.startCallStack = init.startCallStack;
    this.targetDescription = init.targetDescription;
    this.cpuTime = init.cpuTime;
    this.sysPath = init.sysPath;
    this.sysPrefixes = init.sysPrefixes;
    if (init.sampling !== undefined) this.sampling = init.sampling;
    if (init.unknownKeys !== undefined) this.unknownKeys = init.unknownKeys;
    this.samples = samplesOf(init);
    this.sampleCount = init.sampleCount ?? this.samples.length;
    if (hasRecords(init)) checkFacts(this);
  }

  /** The recorded stacks and their times, made as they are asked for. */
  get frameRecords(): FrameRecords {
    return viewFrameRecords(this.samples);
  }

  /**
   * Writes the session to a file that callwise and pyinstrument load; the extension `.pyisession` is recommended. A failure
   * leaves an old file of that name as it was.
   */
  async save(path: PathOrString): Promise<void> {
    await writeSessionFile(this, path);
  }

  /** As `save`, before it returns. */
  saveSync(path: PathOrString): void {
    writeSessionFileSync(this, path);
  }

  /**
   * Loads what callwise or pyinstrument saved, a `.cpuprofile`, or a recording that was cut short; its first bytes tell.
   * Rejects with Node's error (`ENOENT`) for a file that is not there, with a SessionFormatError for one that is none of these.
   */
  static async load(path: PathOrString): Promise<Session> {
    return new Session(await readProfileFile(path));
  }

  /** As `load`, before it returns. */
  static loadSync(path: PathOrString): Session {
    return new Session(readProfileFileSync(path));
  }

  /** The session as the JSON of its file; without frame records on request. `JSON.stringify(session)` uses it. */
  toJSON(options: { readonly includeFrameRecords?: boolean } = {}): SessionJson {
    return sessionToJson(this, options);
  }

  /** A session from what `toJSON` gave. Throws a SessionFormatError when it is not that. */
  static fromJSON(json: unknown): Session {
    return new Session(sessionFromJson(json));
  }

  /** One session of all their samples, the earliest session's first. Its order in time means nothing any more. */
  static combine(first: SessionData, ...others: readonly SessionData[]): Session {
    return new Session(combine(first, ...others));
  }

  /** What `sysPrefixes` of a session recorded in this JavaScript program would be. */
  static currentSysPrefixes(): string[] {
    return libraryPrefixes();
  }

  /**
   * The call tree, for reading and changing: each call of it makes a new one. Calls above the recording's start are left
   * out unless `trimStem` is false. Undefined for a session without samples.
   */
  rootFrame(options: { readonly trimStem?: boolean } = {}): Frame | undefined {
    return rootFrame(this, { ...options, cwd: process.cwd() });
  }

  /** The path relative to the entry of `sysPath` that makes it shortest, as reports show it. */
  shortenPath(path: string): string {
    this.#shortener ??= new PathShortener(this.sysPath, { cwd: process.cwd() });
    return this.#shortener.shorten(path);
  }

  /**
   * A session with at most one sample for each `interval` seconds, which stands for all the time since the one before. What
   * goes beyond a multiple of the interval counts again for the next, and time after the last sample is left out, as
   * pyinstrument does: three samples of 1 s become 2 s and 1.5 s at an interval of 1.5 s, and none at one of 10 s.
   */
  resample(interval: number): Session {
    return new Session(resample(this, interval));
  }
}

type RecordsInit = Extract<SessionInit, { readonly frameRecords: unknown }>;

/** The frame records of a session are a view of its samples; those that are put beside these stand for them. */
function hasRecords(init: SessionInit): init is RecordsInit {
  return !('samples' in init) || Object.hasOwn(init, 'frameRecords');
}

function samplesOf(init: SessionInit): SampleTable {
  if (!hasRecords(init)) return init.samples;
  const samples = new SampleTable();
  const builder = new SessionBuilder(samples);
  for (const record of init.frameRecords) addCheckedRecord(builder, record);
  return samples;
}
