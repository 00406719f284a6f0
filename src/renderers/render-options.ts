import { CallwiseError } from '../model/callwise-error.ts';
import type { ConsoleOptions } from './console/console-options.ts';

type Check = (value: unknown) => boolean;

interface Option {
  readonly field: string;
  readonly check: Check;
  readonly wants: string;
}

const YES_OR_NO = { check: (value: unknown) => typeof value === 'boolean', wants: 'true or false' };
const TEXT = { check: (value: unknown) => typeof value === 'string', wants: 'text' };
const NUMBER = { check: (value: unknown) => typeof value === 'number', wants: 'a number' };

const OPTIONS: ReadonlyMap<string, Option> = new Map([
  ['unicode', { field: 'unicode', ...YES_OR_NO }],
  ['color', { field: 'color', ...YES_OR_NO }],
  ['timeline', { field: 'timeline', ...YES_OR_NO }],
  ['show_all', { field: 'showAll', ...YES_OR_NO }],
  ['flat', { field: 'flat', ...YES_OR_NO }],
  ['flat_time', { field: 'flatTime', ...oneOf('self', 'total') }],
  ['time', { field: 'time', ...oneOf('seconds', 'percent_of_total') }],
  ['short_mode', { field: 'shortMode', ...YES_OR_NO }],
]);

const PROCESSOR_OPTIONS: ReadonlyMap<string, Option> = new Map([
  ['processor_options.hide_regex', { field: 'hideRegex', ...TEXT }],
  ['processor_options.show_regex', { field: 'showRegex', ...TEXT }],
  ['processor_options.filter_threshold', { field: 'filterThreshold', ...NUMBER }],
]);

function oneOf(...words: readonly string[]): { check: Check; wants: string } {
  return { check: (value) => words.some((word) => word === value), wants: words.join(' or ') };
}

/**
 * Options as `name=value`, or a bare name for true. The value is JSON or else text; `processor_options` also takes an
 * object. A CallwiseError `bad-option` for an unknown name or a value of the wrong kind.
 */
export function parseRenderOptions(pairs: readonly string[]): ConsoleOptions {
  const options: Record<string, unknown> = {};
  const processorOptions: Record<string, unknown> = {};
  for (const [name, value] of pairs.flatMap(splitPair)) {
    const processorOption = PROCESSOR_OPTIONS.get(name);
    const option = processorOption ?? OPTIONS.get(name);
    if (option === undefined) throw unknownOption(name);
    if (!option.check(value)) {
      throw new CallwiseError(
        'bad-option',
        `The option ${name} wants ${option.wants}, not ${JSON.stringify(value)}.`,
      );
    }
    (processorOption === undefined ? options : processorOptions)[option.field] = value;
  }
  // Each value has been checked against its name.
  return {
    ...options,
    ...(Object.keys(processorOptions).length > 0 ? { processorOptions } : {}),
  } as ConsoleOptions;
}

function splitPair(pair: string): [string, unknown][] {
  const at = pair.indexOf('=');
  if (at < 0) return [[pair, true]];
  const name = pair.slice(0, at);
  const value = parseValue(pair.slice(at + 1));
  if (name !== 'processor_options' || typeof value !== 'object' || value === null) return [[name, value]];
  return Object.entries(value).map(([key, inner]) => [`${name}.${key}`, inner]);
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function unknownOption(name: string): CallwiseError {
  const known = [...OPTIONS.keys(), ...PROCESSOR_OPTIONS.keys()].join(', ');
  return new CallwiseError('bad-option', `There is no report option '${name}'; there are ${known}.`);
}
