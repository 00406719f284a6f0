/** What of the world decides how text is drawn. */
export interface TerminalFacts {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly isTerminal: boolean;
}

/** As Node decides: FORCE_COLOR goes before NO_COLOR, and either before what standard output is. */
export function supportsColor({ env, isTerminal }: TerminalFacts): boolean {
  const force = env.FORCE_COLOR;
  if (force !== undefined) return force !== '0' && force !== 'false';
  if (env.NO_COLOR) return false;
  return isTerminal && env.TERM !== 'dumb';
}

/** Whether Python would write UTF-8 here: in the C locale it does, as in any whose name says so. */
export function supportsUnicode({ env, platform }: TerminalFacts): boolean {
  if (platform === 'win32' || platform === 'darwin') return true;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || 'C';
  return locale === 'C' || locale === 'POSIX' || /utf-?8/i.test(locale);
}
