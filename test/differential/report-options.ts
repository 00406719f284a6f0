import { translateFnmatch } from '../../src/processors/fnmatch.ts';
import type { ConsoleOptions } from '../../src/renderers/console/console-options.ts';
import { CONSOLE_OPTIONS, parseRenderOptions } from '../../src/renderers/render-options.ts';

/** The keyword arguments of one of pyinstrument's renderers. */
export type RendererKeywords = Readonly<Record<string, unknown>>;

/** Which calls are shown. Patterns named `_fnmatch` are translated by each side for itself. */
export const FILTERS: readonly RendererKeywords[] = [
  {},
  { filter_threshold: 0 },
  { filter_threshold: 0.2 },
  { hide_regex: '.*(src|deep)/', show_regex: '.*jso(?P<n>n)/' },
  { show_fnmatch: '*/requests/*' },
  { hide_fnmatch: '/app/[!s]*' },
];

export function reportOptions(keywords: RendererKeywords): ConsoleOptions {
  const { processor_options: filter, ...others } = keywords;
  const pairs = Object.entries(others).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  for (const [name, value] of Object.entries(filter as Record<string, unknown>)) {
    const pattern = name.endsWith('_fnmatch') ? translateFnmatch(String(value)) : value;
    pairs.push(`processor_options.${name.replace('_fnmatch', '_regex')}=${JSON.stringify(pattern)}`);
  }
  return { ...parseRenderOptions(pairs, CONSOLE_OPTIONS), cwd: process.cwd() };
}
