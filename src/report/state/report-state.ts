import type { IdentifierIndex } from '../../model/frames.ts';
import type { Selection, TimeRange } from '../analysis/selection.ts';

export type ViewName = 'tree' | 'flame' | 'timeline' | 'functions' | 'source';

export const VIEWS: readonly { readonly name: ViewName; readonly title: string }[] = [
  { name: 'tree', title: 'Call tree' },
  { name: 'flame', title: 'Flame graph' },
  { name: 'timeline', title: 'Timeline' },
  { name: 'functions', title: 'Functions' },
  { name: 'source', title: 'Source' },
];

/** What is seen of a report: all of it is in the address, so that an address shows the same again. */
export interface ReportState extends Selection {
  readonly view: ViewName;
  readonly query: string;
  /** The selected call, as the functions from the root to it. */
  readonly call: readonly IdentifierIndex[];
  /** What a flame graph shows of its width, in its own seconds; undefined for all of it. */
  readonly zoom: TimeRange | undefined;
  /** The selected function of the functions view. */
  readonly function: IdentifierIndex | undefined;
  /** The file of the source view. */
  readonly file: string | undefined;
}

export const INITIAL_STATE: ReportState = {
  view: 'tree',
  query: '',
  call: [],
  zoom: undefined,
  function: undefined,
  file: undefined,
  range: undefined,
  focus: undefined,
  hidden: [],
  inverts: false,
  mergesRecursion: false,
};

/** A call deeper than this is named by its outer part. */
const LONGEST_PATH = 300;

/** The part of an address behind `#`, without it; empty for the initial state. */
export function formatState(state: ReportState): string {
  const { range, focus, hidden, call } = state;
  const parts: (string | undefined)[] = [
    state.view === INITIAL_STATE.view ? undefined : `view=${state.view}`,
    range && `range=${formatRange(range)}`,
    focus === undefined ? undefined : `focus=${focus}`,
    hidden.length > 0 ? `hide=${hidden.join('.')}` : undefined,
    state.inverts ? 'invert' : undefined,
    state.mergesRecursion ? 'merge' : undefined,
    call.length > 0 ? `call=${call.slice(0, LONGEST_PATH).join('.')}` : undefined,
    state.zoom && `zoom=${formatRange(state.zoom)}`,
    state.function === undefined ? undefined : `function=${state.function}`,
    state.file === undefined ? undefined : `file=${encodeURIComponent(state.file)}`,
    state.query === '' ? undefined : `q=${encodeURIComponent(state.query)}`,
  ];
  return parts.filter((part) => part !== undefined).join('&');
}

/** What an address says; what it says wrongly is as if it said nothing. `identifierCount` bounds the functions. */
export function parseState(fragment: string, identifierCount: number): ReportState {
  const given = new Map(
    fragment.split('&').map((part) => {
      const [name = '', ...value] = part.split('=');
      return [name, decode(value.join('='))] as const;
    }),
  );
  const isKnown = (index: number): boolean =>
    Number.isInteger(index) && index >= 0 && index < identifierCount;
  const list = (name: string): IdentifierIndex[] => {
    const text = given.get(name);
    return text ? (text.split('.').map(Number).filter(isKnown) as IdentifierIndex[]) : [];
  };
  return {
    view: VIEWS.find(({ name }) => name === given.get('view'))?.name ?? INITIAL_STATE.view,
    query: given.get('q') ?? '',
    call: list('call'),
    zoom: parseRange(given.get('zoom')),
    function: list('function')[0],
    file: given.get('file'),
    range: parseRange(given.get('range')),
    focus: list('focus')[0],
    hidden: list('hide'),
    inverts: given.has('invert'),
    mergesRecursion: given.has('merge'),
  };
}

function parseRange(text: string | undefined): TimeRange | undefined {
  const [, from, to] = /^(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)$/.exec(text ?? '') ?? [];
  return from !== undefined && Number(from) < Number(to) ? { from: Number(from), to: Number(to) } : undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Microseconds are more than a mouse can point at. */
function formatRange({ from, to }: TimeRange): string {
  return `${Number(from.toFixed(6))}-${Number(to.toFixed(6))}`;
}
