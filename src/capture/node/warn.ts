/** Says what is wrong where a failure would be the program's. */
export function warn(problem: unknown): void {
  process.emitWarning(String(problem), 'CallwiseWarning');
}
