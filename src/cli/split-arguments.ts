import type { Option } from 'commander';

/** How the program that is to be run was named; its own arguments are not looked at. */
export type Program =
  | ScriptProgram
  | { readonly kind: 'module'; readonly module: string; readonly args: readonly string[] }
  | { readonly kind: 'code'; readonly code: string; readonly args: readonly string[] }
  | { readonly kind: 'command'; readonly command: readonly string[] };

export interface ScriptProgram {
  readonly kind: 'script';
  readonly script: string;
  readonly args: readonly string[];
}

export interface SplitArguments {
  /** callwise's own options. A `-m` or `-c` without its value stays here. */
  readonly own: readonly string[];
  readonly program: Program | undefined;
}

/**
 * callwise's options end at the script, at `--`, or at the value of `-m` or `-c`, which take all that follows as Python's
 * do. `options` tells which of the words before that are values.
 */
export function splitArguments(argv: readonly string[], options: readonly Option[]): SplitArguments {
  for (let i = 0; i < argv.length; i++) {
    const word = argv[i] as string;
    if (word === '--') return { own: argv.slice(0, i), program: commandOf(argv.slice(i + 1)) };
    if (word === '-' || !word.startsWith('-')) {
      return { own: argv.slice(0, i), program: { kind: 'script', script: word, args: argv.slice(i + 1) } };
    }
    const { option, attached, before } = optionWithValue(word, options);
    if (option === undefined) continue;
    const value = attached ?? argv[++i];
    if ((option.short !== '-m' && option.short !== '-c') || value === undefined) continue;
    const own = [...argv.slice(0, attached === undefined ? i - 1 : i), ...before];
    const args = argv.slice(i + 1);
    const program: Program =
      option.short === '-m' ? { kind: 'module', module: value, args } : { kind: 'code', code: value, args };
    return { own, program };
  }
  return { own: argv, program: undefined };
}

function commandOf(command: readonly string[]): Program {
  return { kind: 'command', command };
}

interface OptionWithValue {
  readonly option: Option | undefined;
  /** The value when it is part of the same word. */
  readonly attached: string | undefined;
  /** The flags that stand before the option in a cluster such as `-tm`. */
  readonly before: readonly string[];
}

const NO_VALUE: OptionWithValue = { option: undefined, attached: undefined, before: [] };

function optionWithValue(word: string, options: readonly Option[]): OptionWithValue {
  if (word.startsWith('--')) {
    const option = options.find((candidate) => candidate.long === word && candidate.required);
    return { option, attached: undefined, before: [] };
  }
  for (let at = 1; at < word.length; at++) {
    const option = options.find((candidate) => candidate.short === `-${word[at]}`);
    if (option === undefined) return NO_VALUE;
    if (!option.required) continue;
    const attached = at + 1 < word.length ? word.slice(at + 1) : undefined;
    return { option, attached, before: at > 1 ? [word.slice(0, at)] : [] };
  }
  return NO_VALUE;
}
