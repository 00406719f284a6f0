/**
 * For programs that are waited for synchronously: no timeout of a test ends such a wait. In milliseconds, and far more than
 * any of them takes.
 */
export const IN_TIME = { timeout: 120_000, killSignal: 'SIGKILL' } as const;
