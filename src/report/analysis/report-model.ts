import type { IdentifierIndex } from '../../model/frames.ts';
import type { CallTreeOptions } from '../../processors/call-tree-options.ts';
import { defaultProcessors, type PipelineOptions } from '../../processors/pipeline.ts';
import type { ProcessorOptions } from '../../processors/processor-options.ts';
import { translatePythonRegex } from '../../processors/python-regex.ts';
import { removeImportlib } from '../../processors/remove-importlib.ts';
import { removeTracebackhide } from '../../processors/remove-tracebackhide.ts';
import { GroupFolding } from '../../renderers/console/group-folding.ts';
import { ReportView } from '../../renderers/report-view.ts';
import type { Lines } from '../../report-data/lines-block.ts';
import type { SessionData } from '../../session/session-data.ts';
import type { ReportOptions } from '../state/report-options.ts';
import { sumActivity } from './activity.ts';
import { FunctionTexts } from './call-text.ts';
import { findNeighbours } from './callers-and-callees.ts';
import { findFindings } from './findings.ts';
import { type FlameLayout, type FlameOrder, layoutFlame } from './flame-layout.ts';
import { foldSamples } from './fold-samples.ts';
import { listFunctionTimes } from './function-times.ts';
import { lastResult } from './last-result.ts';
import { selectSamples } from './select-samples.ts';
import type { Selection } from './selection.ts';
import { listSourceFiles } from './source-lines.ts';

export interface TreeModel {
  readonly view: ReportView;
  readonly folding: GroupFolding;
}

export interface FlameModel {
  readonly view: ReportView;
  readonly layout: FlameLayout;
}

/** All that views ask of a session. What was computed last is kept. */
export class ReportModel {
  readonly session: SessionData;
  readonly #loadLines: () => Promise<Lines>;
  #lines: Promise<Lines> | undefined;

  constructor(session: SessionData, loadLines: () => Promise<Lines>) {
    this.session = session;
    this.#loadLines = loadLines;
  }

  /** Read when they are asked for: only the source view wants them. */
  lines(): Promise<Lines> {
    this.#lines ??= this.#loadLines();
    return this.#lines;
  }

  readonly select: (selection: Selection) => SessionData = lastResult((selection) =>
    selectSamples(this.session, selection),
  );

  readonly #fold: (selection: Selection) => SessionData = lastResult((selection) =>
    foldSamples(this.select(selection)),
  );

  readonly activity: (slices: number) => ReturnType<typeof sumActivity> = lastResult((slices) =>
    sumActivity(this.session, slices),
  );

  readonly texts: (showsFullPaths: boolean) => FunctionTexts = lastResult(
    (showsFullPaths) => new FunctionTexts(this.session, showsFullPaths),
  );

  readonly tree: (selection: Selection, options: ReportOptions) => TreeModel = lastResult(
    (selection, options) => {
      const view = new ReportView(this.#fold(selection), viewOptions(options));
      view.tree.shrink();
      return { view, folding: new GroupFolding(view) };
    },
  );

  /** The layout of the last one alone is kept: a large one holds tens of megabytes. */
  readonly flame: (order: FlameOrder, selection: Selection, options: ReportOptions) => FlameModel =
    lastResult((order, selection, options) => {
      const view = new ReportView(
        order === 'time' ? this.select(selection) : this.#fold(selection),
        // Every call has a place, however short.
        viewOptions({ ...options, thresholdPercent: 0 }, { timeline: order === 'time', ungrouped: true }),
      );
      view.tree.shrink();
      return { view, layout: layoutFlame(view, order) };
    });

  readonly functions: (selection: Selection) => ReturnType<typeof listFunctionTimes> = lastResult(
    (selection) => listFunctionTimes(this.select(selection).samples),
  );

  readonly neighbours: (selection: Selection, of: IdentifierIndex) => ReturnType<typeof findNeighbours> =
    lastResult((selection, of) => findNeighbours(this.select(selection).samples, of));

  readonly findings: (tree: ReportView) => ReturnType<typeof findFindings> = lastResult((tree) =>
    findFindings(tree, this.session),
  );

  readonly files: (lines: Lines, selection: Selection) => ReturnType<typeof listSourceFiles> = lastResult(
    (lines, selection) => listSourceFiles(this.session, lines, selection),
  );
}

function viewOptions(
  options: ReportOptions,
  { timeline = false, ungrouped = false }: PipelineOptions = {},
): CallTreeOptions {
  const processorOptions: ProcessorOptions = {
    filterThreshold: options.thresholdPercent / 100,
    ...(options.hideRegex !== '' && isRegex(options.hideRegex) ? { hideRegex: options.hideRegex } : {}),
    ...showRegex(options),
  };
  const processors = defaultProcessors({ timeline, ungrouped }).filter(
    (processor) =>
      (options.removesImportlib || processor !== removeImportlib) &&
      (options.removesTracebackhide || processor !== removeTracebackhide),
  );
  return { processors, processorOptions };
}

function showRegex({ hidesLibraries, showRegex: regex }: ReportOptions): Pick<ProcessorOptions, 'showRegex'> {
  if (!hidesLibraries) return { showRegex: '.*' };
  return regex !== '' && isRegex(regex) ? { showRegex: regex } : {};
}

/** What cannot be said in JavaScript, or is not finished yet, is left out of account. */
export function isRegex(pattern: string): boolean {
  try {
    translatePythonRegex(pattern);
    return true;
  } catch {
    return false;
  }
}
