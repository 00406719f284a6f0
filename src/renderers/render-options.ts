import { CallwiseError } from '../model/callwise-error.ts';
import type { ConsoleOptions } from './console/console-options.ts';
import type { HtmlOptions } from './html/html-options.ts';

type Check = (value: unknown) => boolean;

interface Option {
  readonly field: string;
  readonly check: Check;
  readonly wants: string;
}

/** Options by the names that pyinstrument gives them. */
export type OptionTable = ReadonlyMap<string, Option>;

const YES_OR_NO = { check: (value: unknown) => typeof value === 'boolean', wants: 'true or false' };
const TEXT = { check: (value: unknown) => typeof value === 'string', wants: 'text' };
const NUMBER = { check: (value: unknown) => typeof value === 'number', wants: 'a number' };

const PROCESSOR_PREFIX = 'processor_options.';

/** Those of everything that is made of a call tree. */
export const CALL_TREE_OPTIONS: OptionTable = new Map([
  ['timeline', { field: 'timeline', ...YES_OR_NO }],
  ['show_all', { field: 'showAll', ...YES_OR_NO }],
  ['processor_options.hide_regex', { field: 'hideRegex', ...TEXT }],
  ['processor_options.show_regex', { field: 'showRegex', ...TEXT }],
  ['processor_options.filter_threshold', { field: 'filterThreshold', ...NUMBER }],
]);

export const CONSOLE_OPTIONS: OptionTable = new Map([
  ['unicode', { field: 'unicode', ...YES_OR_NO }],
  ['color', { field: 'color', ...YES_OR_NO }],
  ['flat', { field: 'flat', ...YES_OR_NO }],
  ['flat_time', { field: 'flatTime', ...oneOf('self', 'total') }],
  ['time', { field: 'time', ...oneOf('seconds', 'percent_of_total') }],
  ['short_mode', { field: 'shortMode', ...YES_OR_NO }],
  ...CALL_TREE_OPTIONS,
]);

export const HTML_OPTIONS: OptionTable = new Map([
  ['title', { field: 'title', ...TEXT }],
  ['view', { field: 'view', ...oneOf('tree', 'flame', 'timeline', 'functions', 'source') }],
  ['fragment', { field: 'fragment', ...YES_OR_NO }],
  ['embed_source', { field: 'embedSource', ...YES_OR_NO }],
  ...CALL_TREE_OPTIONS,
]);

function oneOf(...words: readonly string[]): { check: Check; wants: string } {
  return { check: (value) => words.some((word) => word === value), wants: words.join(' or ') };
}

/**
 * Options as `name=value`, or a bare name for true. The value is JSON or text, whichever the option takes; `processor_options` also takes an
 * object. A CallwiseError `bad-option` for a name that is not in the table or a value of the wrong kind.
 */
export function parseRenderOptions(
  pairs: readonly string[],
  table: OptionTable,
): ConsoleOptions & HtmlOptions {
  const options = new ParsedOptions();
  for (const given of pairs.flatMap(splitPair)) {
    const option = table.get(given.name);
    if (option === undefined) throw unknownOption(given.name, table);
    options.add(option, given);
  }
  return options.finish();
}

/** The same for a renderer of the user's, which may have options of its own: they keep their names. */
export function parseModuleOptions(pairs: readonly string[]): ConsoleOptions {
  const options = new ParsedOptions();
  for (const given of pairs.flatMap(splitPair)) {
    const { name } = given;
    options.add(CALL_TREE_OPTIONS.get(name) ?? { field: withoutPrefix(name), ...ANYTHING }, given);
  }
  return options.finish();
}

/**
 * Checks options that a program gives, which may be one without types. What is not in the table is left alone. Throws a
 * CallwiseError `bad-option` for a value of the wrong kind.
 */
export function checkRenderOptions(options: ConsoleOptions & HtmlOptions, table: OptionTable): void {
  const own = new Map<string, unknown>(Object.entries(options));
  const processors = new Map<string, unknown>(Object.entries(options.processorOptions ?? {}));
  for (const [name, { field, check, wants }] of table) {
    const value = (name.startsWith(PROCESSOR_PREFIX) ? processors : own).get(field);
    if (value !== undefined && !check(value)) throw wrongValue(field, wants, value);
  }
}

const ANYTHING = { check: () => true, wants: 'anything' };

class ParsedOptions {
  readonly #options: Record<string, unknown> = {};
  readonly #processorOptions: Record<string, unknown> = {};

  add({ field, check, wants }: Option, { name, value, text }: GivenOption): void {
    const fitting = check(value) ? value : text;
    if (!check(fitting)) throw wrongValue(name, wants, value);
    const target = name.startsWith(PROCESSOR_PREFIX) ? this.#processorOptions : this.#options;
    target[field] = fitting;
  }

  /** Each value has been checked against its name. */
  finish(): ConsoleOptions & HtmlOptions {
    const hasOwn = Object.keys(this.#processorOptions).length > 0;
    return { ...this.#options, ...(hasOwn ? { processorOptions: this.#processorOptions } : {}) };
  }
}

function withoutPrefix(name: string): string {
  return name.startsWith(PROCESSOR_PREFIX) ? name.slice(PROCESSOR_PREFIX.length) : name;
}

interface GivenOption {
  readonly name: string;
  readonly value: unknown;
  /** The value as it was written, if it stands by itself. */
  readonly text?: string;
}

function splitPair(pair: string): GivenOption[] {
  const at = pair.indexOf('=');
  if (at < 0) return [{ name: pair, value: true }];
  const name = pair.slice(0, at);
  const text = pair.slice(at + 1);
  const value = parseValue(text);
  if (name !== 'processor_options' || typeof value !== 'object' || value === null) {
    return [{ name, value, text }];
  }
  return Object.entries(value).map(([key, inner]) => ({ name: `${name}.${key}`, value: inner }));
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function wrongValue(name: string, wants: string, value: unknown): CallwiseError {
  return new CallwiseError('bad-option', `The option ${name} wants ${wants}, not ${JSON.stringify(value)}.`);
}

function unknownOption(name: string, table: OptionTable): CallwiseError {
  const known = [...table.keys()].join(', ');
  return new CallwiseError('bad-option', `There is no report option '${name}'; there are ${known}.`);
}
