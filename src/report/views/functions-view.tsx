import type { JSX } from 'preact';
import { useMemo, useRef, useState } from 'preact/hooks';
import { codeOriginOf } from '../../call-tree/application-code.ts';
import type { IdentifierIndex } from '../../model/frames.ts';
import type { Neighbour } from '../analysis/callers-and-callees.ts';
import type { FunctionTime } from '../analysis/function-times.ts';
import { Empty } from './empty.tsx';
import { PathText } from './path-text.tsx';
import { heatOf } from './time-text.ts';
import { useMatches } from './use-matches.ts';
import { useReport } from './use-report.ts';
import { useRowHeight, useVirtualRows } from './virtual-rows.ts';

type Order = 'self' | 'total';

/** All functions with their times, and for a chosen one its callers and callees. */
export function FunctionsView(): JSX.Element {
  const { model, selection, state, navigate, search } = useReport();
  const all = model.functions(selection);
  const [order, setOrder] = useState<Order>('self');
  const times = useMemo(() => {
    const listed = search.isEmpty ? all : all.filter(({ identifier }) => search.matchesFunction(identifier));
    return [...listed].sort((a, b) => b[order] - a[order]);
  }, [all, order, search]);
  const choose = (identifier: IdentifierIndex): void => navigate({ function: identifier }, 'replace');
  const matches = search.isEmpty ? NOTHING : times;
  useMatches(matches, ({ identifier }) => choose(identifier));
  const chosen = all.find(({ identifier }) => identifier === state.function) ?? times[0];
  if (all.length === 0) return <Empty />;
  return (
    <div class="functions">
      <FunctionTable
        times={times}
        order={order}
        chosen={chosen?.identifier}
        onOrder={setOrder}
        onChoose={choose}
      />
      {chosen !== undefined && <Sandwich chosen={chosen} onChoose={choose} />}
    </div>
  );
}

const NOTHING: readonly FunctionTime[] = [];

interface FunctionTableProps {
  readonly times: readonly FunctionTime[];
  readonly order: Order;
  readonly chosen: IdentifierIndex | undefined;
  readonly onOrder: (order: Order) => void;
  readonly onChoose: (identifier: IdentifierIndex) => void;
}

function FunctionTable({ times, order, chosen, onOrder, onChoose }: FunctionTableProps): JSX.Element {
  const scroller = useRef<HTMLDivElement>(null);
  const rowHeight = useRowHeight(scroller);
  const { first, last } = useVirtualRows(scroller, { count: times.length, rowHeight });
  return (
    <div class="table-scroller" ref={scroller} tabIndex={0} role="region" aria-label="Functions">
      <table aria-rowcount={times.length + 1}>
        <thead>
          <tr>
            {(['self', 'total'] as const).map((column) => (
              <th key={column} scope="col" aria-sort={order === column ? 'descending' : 'none'}>
                <button type="button" onClick={() => onOrder(column)}>
                  {column === 'self' ? 'Self' : 'Total'}
                  <span aria-hidden="true">{order === column ? ' ↓' : ''}</span>
                </button>
              </th>
            ))}
            <th scope="col">Function</th>
            <th scope="col" class="position">
              File
            </th>
          </tr>
        </thead>
        <tbody>
          <Space height={first * rowHeight} />
          {times.slice(first, last).map((time, at) => (
            <FunctionRow
              key={time.identifier}
              time={time}
              row={first + at}
              height={rowHeight}
              isChosen={time.identifier === chosen}
              onChoose={onChoose}
            />
          ))}
          <Space height={(times.length - last) * rowHeight} />
        </tbody>
      </table>
    </div>
  );
}

/** Stands for rows that are out of sight. */
function Space({ height }: { readonly height: number }): JSX.Element | null {
  return height > 0 ? <tr aria-hidden="true" style={{ height: `${height}px` }} /> : null;
}

interface FunctionRowProps {
  readonly time: FunctionTime;
  readonly row: number;
  readonly height: number;
  readonly isChosen: boolean;
  readonly onChoose: (identifier: IdentifierIndex) => void;
}

function FunctionRow({
  time: { identifier, self, total },
  row,
  height,
  isChosen,
  onChoose,
}: FunctionRowProps): JSX.Element {
  const { time, texts } = useReport();
  return (
    <tr
      class={isChosen ? 'active' : ''}
      aria-rowindex={row + 2}
      style={{ height: `${height}px` }}
      onClick={() => onChoose(identifier)}
    >
      <TimeCell seconds={self} />
      <td class="figure">{time.of(total)}</td>
      <td>
        <FunctionButton identifier={identifier} isChosen={isChosen} onChoose={onChoose} />
      </td>
      <td class="position">
        <PathText path={texts.of(identifier).position} />
      </td>
    </tr>
  );
}

function TimeCell({ seconds }: { readonly seconds: number }): JSX.Element {
  const { time } = useReport();
  const share = time.shareOf(seconds);
  return (
    <td class={`time ${heatOf(share)}`}>
      <span class="bar" style={{ width: `${Math.max(0, Math.min(1, share)) * 100}%` }} />
      <span class="figure">{time.of(seconds)}</span>
    </td>
  );
}

interface FunctionButtonProps {
  readonly identifier: IdentifierIndex;
  readonly isChosen: boolean;
  readonly onChoose: (identifier: IdentifierIndex) => void;
}

function FunctionButton({ identifier, isChosen, onChoose }: FunctionButtonProps): JSX.Element {
  const { texts, model } = useReport();
  const { frames } = model.session.samples;
  const origin = codeOriginOf(frames.identifierText(identifier), model.session.sysPrefixes);
  return (
    <button
      type="button"
      class={`name ${origin === 'library' ? 'library' : 'application'}`}
      aria-pressed={isChosen}
      onClick={() => onChoose(identifier)}
    >
      {texts.of(identifier).name}
    </button>
  );
}

interface SandwichProps {
  readonly chosen: FunctionTime;
  readonly onChoose: (identifier: IdentifierIndex) => void;
}

function Sandwich({ chosen, onChoose }: SandwichProps): JSX.Element {
  const { model, selection, texts, time, navigate, state } = useReport();
  const { identifier, self, total } = chosen;
  const { callers, callees } = model.neighbours(selection, identifier);
  const { name, position } = texts.of(identifier);
  return (
    <section class="sandwich" aria-label="Callers and callees">
      <div class="sandwich-head">
        <h2>
          <code>{name}</code>
        </h2>
        <span class="position">{position}</span>
        <span>
          total <b>{time.of(total)}</b> self <b>{time.of(self)}</b>
        </span>
        <div class="selection-actions">
          <button type="button" onClick={() => navigate({ view: 'tree', focus: identifier, call: [] })}>
            Focus
          </button>
          <button
            type="button"
            onClick={() => navigate({ hidden: [...state.hidden, identifier], function: undefined, call: [] })}
          >
            Hide
          </button>
        </div>
      </div>
      <NeighbourTable title="Called by" nobody="outermost" neighbours={callers} onChoose={onChoose} />
      <NeighbourTable title="Calls" nobody="self" neighbours={callees} onChoose={onChoose} />
    </section>
  );
}

interface NeighbourTableProps {
  readonly title: string;
  /** What time without another function is. */
  readonly nobody: string;
  readonly neighbours: readonly Neighbour[];
  readonly onChoose: (identifier: IdentifierIndex) => void;
}

const MOST_NEIGHBOURS = 200;

function NeighbourTable({ title, nobody, neighbours, onChoose }: NeighbourTableProps): JSX.Element {
  const left = neighbours.length - MOST_NEIGHBOURS;
  return (
    <table class="neighbours">
      <caption>
        {title}
        {left > 0 && ` (${left} more)`}
      </caption>
      <tbody>
        {neighbours.slice(0, MOST_NEIGHBOURS).map(({ identifier, seconds }) => (
          <tr key={identifier ?? -1}>
            <TimeCell seconds={seconds} />
            <td>
              {identifier === undefined ? (
                <span class="name synthetic">{nobody}</span>
              ) : (
                <FunctionButton identifier={identifier} isChosen={false} onChoose={onChoose} />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
