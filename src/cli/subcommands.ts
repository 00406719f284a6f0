/** Carries out a command with the arguments behind its name; gives the exit status. */
export type Subcommand = (args: readonly string[]) => Promise<number>;

/** Commands that the first word names, each loaded when it is used. A script of such a name is run as `./dump`. */
const SUBCOMMANDS: ReadonlyMap<string, () => Promise<Subcommand>> = new Map([
  ['combine', async () => (await import('./commands/combine.ts')).combineFiles],
  ['dump', async () => (await import('./commands/dump.ts')).dump],
  ['top', async () => (await import('./commands/top.ts')).top],
]);

export function findSubcommand(argv: readonly string[]): (() => Promise<Subcommand>) | undefined {
  return SUBCOMMANDS.get(argv[0] ?? '');
}
