import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Lines } from '../../report-data/lines-block.ts';
import { PathShortener } from '../../session/shorten-path.ts';
import { pageText } from '../analysis/call-text.ts';
import type { SourceFile } from '../analysis/source-lines.ts';
import { PathText } from './path-text.tsx';
import { heatOf } from './time-text.ts';
import { useMatches } from './use-matches.ts';
import { useReport } from './use-report.ts';
import { useRowHeight, useVirtualRows } from './virtual-rows.ts';

/** The lines of the program with their time. */
export function SourceView(): JSX.Element {
  const { model } = useReport();
  const [lines, setLines] = useState<Lines>();
  useEffect(() => {
    model.lines().then(setLines);
  }, [model]);
  if (lines === undefined)
    return (
      <div class="empty" role="status">
        Reading the lines…
      </div>
    );
  return <Sources lines={lines} />;
}

function Sources({ lines }: { readonly lines: Lines }): JSX.Element {
  const { model, selection, state, navigate, search, options, time } = useReport();
  const paths = useMemo(() => new PathShortener(model.session.sysPath), [model]);
  const files = model.files(lines, selection);
  const listed = useMemo(
    () =>
      search.isEmpty
        ? files
        : files.filter(({ lines: of }) =>
            [...of.values()].some(({ identifier }) => search.matchesFunction(identifier)),
          ),
    [files, search],
  );
  useMatches(search.isEmpty ? NOTHING : listed, ({ path }) => navigate({ file: path }, 'replace'));
  const chosen = listed.find(({ path }) => path === state.file) ?? listed[0];
  const nameOf = (path: string): string => pageText(options.showsFullPaths ? path : paths.shorten(path));
  if (chosen === undefined) {
    return (
      <div class="empty">
        <h2>No lines were recorded here</h2>
        <p>Code without files, such as C functions, has no lines.</p>
      </div>
    );
  }
  return (
    <div class="sources">
      <nav class="files" aria-label="Files">
        <ul>
          {listed.slice(0, MOST_FILES).map((file) => (
            <li key={file.path}>
              <button
                type="button"
                aria-current={file === chosen}
                onClick={() => navigate({ file: file.path })}
              >
                <span class="figure">{time.of(file.self)}</span>
                <PathText path={nameOf(file.path)} />
              </button>
            </li>
          ))}
        </ul>
      </nav>
      <SourceLines
        key={chosen.path}
        file={chosen}
        text={lines.sources.get(chosen.path)}
        title={nameOf(chosen.path)}
        isWhole={lines.lines.form === 'sums'}
      />
    </div>
  );
}

const NOTHING: readonly SourceFile[] = [];
const MOST_FILES = 500;

interface SourceLinesProps {
  readonly file: SourceFile;
  /** Absent when it was not embedded. */
  readonly text: string | undefined;
  readonly title: string;
  /** Whether times are of the whole recording, whatever is selected. */
  readonly isWhole: boolean;
}

function SourceLines({ file, text, title, isWhole }: SourceLinesProps): JSX.Element {
  const { time, texts } = useReport();
  const scroller = useRef<HTMLDivElement>(null);
  const rowHeight = useRowHeight(scroller);
  const rows = useMemo(() => listRows(file, text), [file, text]);
  const { first, last } = useVirtualRows(scroller, { count: rows.length, rowHeight });
  const hottest = useMemo(() => findHottest(file, rows), [file, rows]);
  useEffect(() => {
    const element = scroller.current;
    if (element !== null) element.scrollTop = Math.max(0, hottest * rowHeight - element.clientHeight / 3);
  }, [hottest, rowHeight]);
  return (
    <div class="source">
      <h2>{title}</h2>
      {text === undefined && (
        <p class="note">Only the lines with time: the text of the file was not embedded (--embed-source).</p>
      )}
      {isWhole && <p class="note">Times of lines are of the whole recording, whatever is selected.</p>}
      <div class="table-scroller" ref={scroller} tabIndex={0} role="region" aria-label={`Lines of ${title}`}>
        <table aria-rowcount={rows.length + 1}>
          <thead>
            <tr>
              <th scope="col">Self</th>
              <th scope="col">Total</th>
              <th scope="col">Line</th>
              <th scope="col">{text === undefined ? 'Function' : 'Text'}</th>
            </tr>
          </thead>
          <tbody>
            {first > 0 && <tr aria-hidden="true" style={{ height: `${first * rowHeight}px` }} />}
            {rows.slice(first, last).map((row, at) => {
              const line = file.lines.get(row.number);
              const share = line === undefined ? 0 : time.shareOf(line.total);
              return (
                <tr
                  key={row.number}
                  class={line === undefined ? '' : `timed ${heatOf(share)}`}
                  aria-rowindex={first + at + 2}
                  style={{ height: `${rowHeight}px` }}
                >
                  <td class="figure">{line === undefined || line.self === 0 ? '' : time.of(line.self)}</td>
                  <td class="figure">{line === undefined ? '' : time.of(line.total)}</td>
                  <td class="number">{row.number}</td>
                  <td class="code">
                    {text === undefined && line !== undefined ? texts.of(line.identifier).name : row.text}
                  </td>
                </tr>
              );
            })}
            {last < rows.length && (
              <tr aria-hidden="true" style={{ height: `${(rows.length - last) * rowHeight}px` }} />
            )}
          </tbody>
        </table>
      </div>
    </div>
  );
}

interface SourceRow {
  readonly number: number;
  readonly text: string;
}

function listRows(file: SourceFile, text: string | undefined): SourceRow[] {
  if (text !== undefined) {
    return text
      .split(/\r\n|\r|\n/)
      .map((line, at) => ({ number: at + 1, text: pageText(line.replaceAll('\t', '    ')) }));
  }
  return [...file.lines.keys()].sort((a, b) => a - b).map((number) => ({ number, text: '' }));
}

/** The row with the most time of its own. */
function findHottest({ lines }: SourceFile, rows: readonly SourceRow[]): number {
  let hottest = 0;
  let most = 0;
  rows.forEach(({ number }, at) => {
    const self = lines.get(number)?.self ?? 0;
    if (self > most) [hottest, most] = [at, self];
  });
  return hottest;
}
