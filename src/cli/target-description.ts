import { CallwiseError } from '../model/callwise-error.ts';
import type { Program } from './split-arguments.ts';

/** `{args}` for a program, in pyinstrument's words. */
export function describeProgram(program: Program): string {
  switch (program.kind) {
    case 'script':
      return [program.script, ...program.args].join(' ');
    case 'module':
      return [program.module, ...program.args].join(' ');
    case 'code':
      return ['-c', ...program.args].join(' ');
    case 'command':
      return program.command.join(' ');
  }
}

/** Fills a template in which `{args}` stands for the command line and `{{` and `}}` for braces, as Python's format. */
export function describeTarget(template: string, args: string): string {
  return template.replace(/\{\{|\}\}|\{([^{}]*)\}|[{}]/g, (match, name: string | undefined) => {
    if (match === '{{') return '{';
    if (match === '}}') return '}';
    if (name === 'args') return args;
    const problem = name === undefined ? `a single '${match}'` : `the unknown placeholder '{${name}}'`;
    throw new CallwiseError(
      'bad-option',
      `--target-description has ${problem}; {args} is the only placeholder, {{ and }} are braces.`,
    );
  });
}
