import { CallwiseError } from '../model/callwise-error.ts';
import { breakLine } from '../renderers/console/break-line.ts';
import { visibleText } from '../renderers/console/visible-text.ts';
import { ADVICE } from './advice.ts';

/** Says on standard error what went wrong and what to do. Returns the exit status. */
export function reportFailure(error: unknown): number {
  process.stderr.write(describeFailure(error, process.env.CALLWISE_DEBUG === '1'));
  return isOfOptions(error) ? 2 : 1;
}

export function describeFailure(error: unknown, withStack: boolean): string {
  const message = `callwise: ${visibleText(error instanceof Error ? error.message : String(error))}`;
  const advice =
    error instanceof CallwiseError
      ? ADVICE[error.code]
      : 'This is a fault in callwise. CALLWISE_DEBUG=1 shows where it happened.';
  const stack = withStack ? stacksOf(error) : '';
  return `${isOfOptions(error) ? breakLine(message) : message}\n${advice}\n${stack}`;
}

/** Its message may list all choices. Others name files and commands, to be copied as they are. */
function isOfOptions(error: unknown): boolean {
  return error instanceof CallwiseError && error.code === 'bad-option';
}

function stacksOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  return `${error.stack}\n${error.cause instanceof Error ? `caused by ${stacksOf(error.cause)}` : ''}`;
}
