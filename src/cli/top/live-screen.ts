import type { ReadStream, WriteStream } from 'node:tty';
import type { LiveTables } from '../../session/recorded-processes.ts';
import type { SampleBatch } from '../../session/recording-parts.ts';
import { FullScreen } from './full-screen.ts';
import { TopFigures } from './top-figures.ts';
import { type ScreenStyle, SORT_KEYS, type SortKey, type TopView, topScreen } from './top-screen.ts';

const REDRAW_MILLIS = 500;
const INTERRUPT = '\x03';

export interface LiveFacts {
  readonly pid: number;
  readonly commandLine: string;
  readonly samplesPerSecond: number;
  readonly countsWaiting: boolean;
}

/** The live view on a terminal: takes batches and keys, and draws itself twice a second from the first batch on. */
export class LiveScreen {
  readonly #facts: LiveFacts;
  readonly #style: ScreenStyle;
  readonly #quit: () => void;
  readonly #screen: FullScreen;
  readonly #figures = new TopFigures();
  #timer: NodeJS.Timeout | undefined;
  #shows: TopView['shows'] = 'functions';
  #sortKey: SortKey = 'self';
  #paused: TopView | undefined;

  constructor(
    facts: LiveFacts,
    terminal: { readonly input: ReadStream; readonly output: WriteStream },
    { style, quit }: { readonly style: ScreenStyle; readonly quit: () => void },
  ) {
    this.#facts = facts;
    this.#style = style;
    this.#quit = quit;
    this.#screen = new FullScreen(terminal, {
      onKey: (key) => this.#obey(key),
      onResize: () => this.#draw(),
    });
  }

  take(batch: SampleBatch, tables: LiveTables): void {
    this.#figures.take(batch, tables);
    if (this.#timer !== undefined) return;
    this.#timer = setInterval(() => this.#draw(), REDRAW_MILLIS);
    this.#screen.open();
    this.#draw();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#screen.close();
  }

  #obey(key: string): void {
    switch (key) {
      case 'q':
      case INTERRUPT:
        this.#quit();
        return;
      case 'p':
      case ' ':
        this.#paused = this.#paused === undefined ? { ...this.#view(), isPaused: true } : undefined;
        break;
      case 's':
        this.#sortKey = SORT_KEYS[(SORT_KEYS.indexOf(this.#sortKey) + 1) % SORT_KEYS.length] ?? 'self';
        break;
      case 't':
        this.#shows = this.#shows === 'functions' ? 'threads' : 'functions';
        break;
      case 'r':
        this.#figures.reset();
        break;
    }
    this.#draw();
  }

  /** What a pause keeps are the figures; it can still be sorted, and its threads be shown. */
  #view(): TopView {
    const chosen = { shows: this.#shows, sortKey: this.#sortKey };
    if (this.#paused !== undefined) return { ...this.#paused, ...chosen };
    return {
      ...this.#facts,
      ...chosen,
      seconds: this.#figures.seconds,
      isPaused: false,
      functions: this.#figures.functions().map((figures) => ({ ...figures })),
      threads: this.#figures.threads(),
    };
  }

  #draw(): void {
    this.#screen.draw(topScreen(this.#view(), this.#screen.size, this.#style));
  }
}
