import { visibleText } from '../renderers/console/visible-text.ts';

/** Something worth knowing that is not part of the report. */
export function hint(text: string): void {
  process.stderr.write(`${text.split('\n').map(visibleText).join('\n')}\n`);
}
