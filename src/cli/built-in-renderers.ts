import type { Pieces } from '../formats/write-pieces.ts';
import type { ConsoleOptions } from '../renderers/console/console-options.ts';
import type { HtmlOptions } from '../renderers/html/html-options.ts';
import type { SessionData } from '../session/session-data.ts';

export type RendererName = 'text' | 'html' | 'json' | 'speedscope' | 'pstats' | 'session' | 'cpuprofile';

interface BuiltInRenderer {
  readonly otherName?: string;
  /** The ends of the names of files that are to hold such output, without those of compressed ones. */
  readonly extensions: readonly string[];
  /** For programs only. */
  readonly isBinary: boolean;
  /** Which options of a report mean something for it. */
  readonly takes: 'console-options' | 'html-options' | 'call-tree-options' | 'no-options';
  readonly load: () => Promise<(session: SessionData, options: ConsoleOptions & HtmlOptions) => Pieces>;
}

/** What `-r` knows by name. */
export const BUILT_IN_RENDERERS: Readonly<Record<RendererName, BuiltInRenderer>> = {
  text: {
    extensions: ['.txt'],
    isBinary: false,
    takes: 'console-options',
    load: async () => (await import('../renderers/console/console-report.ts')).consoleReport,
  },
  html: {
    extensions: ['.html', '.htm'],
    isBinary: false,
    takes: 'html-options',
    load: async () => (await import('./html-report.ts')).htmlReport,
  },
  json: {
    extensions: ['.json'],
    isBinary: false,
    takes: 'call-tree-options',
    load: async () => (await import('../renderers/json/json-pieces.ts')).jsonPieces,
  },
  speedscope: {
    extensions: ['.speedscope.json'],
    isBinary: false,
    takes: 'call-tree-options',
    load: async () => (await import('../formats/speedscope/speedscope-pieces.ts')).speedscopePieces,
  },
  pstats: {
    extensions: ['.pstats'],
    isBinary: true,
    takes: 'call-tree-options',
    load: async () => (await import('../formats/pstats/pstats-pieces.ts')).pstatsPieces,
  },
  cpuprofile: {
    extensions: ['.cpuprofile'],
    isBinary: false,
    takes: 'no-options',
    load: async () => (await import('../formats/cpuprofile/cpuprofile-pieces.ts')).cpuprofilePieces,
  },
  session: {
    otherName: 'pyisession',
    extensions: ['.pyisession'],
    isBinary: false,
    takes: 'no-options',
    load: async () => (await import('../formats/pyisession/index.ts')).sessionChunks,
  },
};

export const RENDERER_NAMES: readonly RendererName[] = Object.keys(BUILT_IN_RENDERERS) as RendererName[];
