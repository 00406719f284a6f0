import type { NodeIndex } from '../../call-tree/call-tree.ts';
import type { IdentifierIndex } from '../../model/frames.ts';
import type { ReportView } from '../report-view.ts';
import type { CallLineWriter } from './call-line.ts';
import type { ConsoleOptions } from './console-options.ts';

/** Share of the root's time that a function needs to be listed. */
const LEAST_SHARE = 0.001;

interface FunctionTime {
  seconds: number;
  /** The last call of the function, which gives the line its name. */
  node: NodeIndex;
}

/** A line for each function, the one with the most time first. */
export function flatText(view: ReportView, writer: CallLineWriter, options: ConsoleOptions): string {
  const times = options.flatTime === 'total' ? sumTotalTimes(view) : sumSelfTimes(view);
  const isListed = ({ seconds }: FunctionTime) =>
    options.showAll || view.rootSeconds === 0 || seconds / view.rootSeconds > LEAST_SHARE;
  return [...times.values()]
    .sort((a, b) => b.seconds - a.seconds)
    .filter(isListed)
    .map(({ node, seconds }) => `${writer.line(node, seconds)}\n`)
    .join('');
}

function sumSelfTimes({ tree }: ReportView): Map<IdentifierIndex, FunctionTime> {
  const times = new Map<IdentifierIndex, FunctionTime>();
  for (let node = 0; node < tree.size; node++)
    addTime(times, tree.identifierOf(node), {
      node,
      seconds: tree.selfSecondsOf(node),
    });
  return times;
}

/** A call below another one of the same function is part of its time already. */
function sumTotalTimes({ tree }: ReportView): Map<IdentifierIndex, FunctionTime> {
  const times = new Map<IdentifierIndex, FunctionTime>();
  const ends = new Map<IdentifierIndex, NodeIndex>();
  for (let node = 0; node < tree.size; node++) {
    const identifier = tree.identifierOf(node);
    const isInner = node < (ends.get(identifier) ?? 0);
    if (!isInner) ends.set(identifier, tree.endOf(node));
    addTime(times, identifier, { node, seconds: isInner ? 0 : tree.secondsOf(node) });
  }
  return times;
}

function addTime(
  times: Map<IdentifierIndex, FunctionTime>,
  identifier: IdentifierIndex,
  { node, seconds }: FunctionTime,
): void {
  const known = times.get(identifier);
  if (known === undefined) times.set(identifier, { node, seconds: 0 + seconds });
  else {
    known.seconds += seconds;
    known.node = node;
  }
}
