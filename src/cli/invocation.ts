import type { TimeKind } from '../capture/python/sampler-messages.ts';
import type { ThreadChoice } from '../session/recording-parts.ts';
import type { RendererChoice } from './renderer-choice.ts';
import type { Program } from './split-arguments.ts';

/** Where the session comes from; exactly one is given on the command line. */
export type Source =
  | { readonly kind: 'program'; readonly program: Program }
  | { readonly kind: 'process'; readonly pid: number }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'previous'; readonly identifier: string };

export interface RecordingOptions {
  readonly intervalSeconds: number;
  readonly threads: ThreadChoice;
  readonly time: TimeKind;
  readonly subprocesses: boolean;
  readonly blocking: boolean;
  readonly durationSeconds: number | undefined;
  /** As given to `--python`. */
  readonly python: string | undefined;
  /** As given to `--node`. */
  readonly node: string | undefined;
  /** As given to `--target-description`, placeholders and all. */
  readonly targetDescription: string | undefined;
}

export interface ReportOptions {
  readonly renderer: RendererChoice;
  /** Whether to show an HTML report in the browser. */
  readonly html: boolean;
  /** Absent: standard output. */
  readonly outputPath: string | undefined;
  /** The options of `-p`, in the order given. */
  readonly renderOptions: readonly string[];
  readonly timeline: boolean;
  /** Threads and processes added up. */
  readonly together: boolean;
  readonly showAll: boolean;
  readonly hide: string | undefined;
  readonly hideRegex: string | undefined;
  readonly show: string | undefined;
  readonly showRegex: string | undefined;
  /** Absent: decided by where the report goes. */
  readonly color: boolean | undefined;
  readonly unicode: boolean | undefined;
}

/** What the command line asks for. */
export type Invocation =
  | { readonly kind: 'print'; readonly text: string; readonly exitStatus: number }
  | {
      readonly kind: 'report';
      readonly source: Source;
      readonly recording: RecordingOptions;
      readonly report: ReportOptions;
    };
