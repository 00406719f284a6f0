// The ways to run a program under a profiler, and what one of them needs.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..');
const PEERS = join(root, '.cache', 'node-profilers');
const BUBBLEPROF = '@clinic/bubbleprof@10.0.0';
const INJECTED = join(PEERS, 'node_modules', '@clinic', 'bubbleprof', 'injects');

export type Way = 'plain' | 'callwise' | 'node --cpu-prof' | 'bubbleprof';

/** The arguments of Node for each; what they record goes to the folder. */
export function nodeArguments(way: Way, folder: string): string[] {
  switch (way) {
    case 'plain':
      return [];
    case 'callwise':
      return ['--import', join(root, 'dist', 'register', 'register.js')];
    case 'node --cpu-prof':
      return ['--cpu-prof', '--cpu-prof-dir', folder];
    case 'bubbleprof':
      installBubbleprof();
      // As its own command starts a program, but for the clients, which are not to be recorded.
      return [
        ...['no-cluster.js', 'logger.js'].flatMap((script) => ['-r', join(INJECTED, script)]),
        ...['--trace-events-enabled', '--trace-event-categories', 'node.async_hooks'],
        ...['--trace-event-file-pattern', join(folder, 'trace.log')],
      ];
  }
}

export function environment(way: Way, folder: string): NodeJS.ProcessEnv {
  const request = { folder, intervalSeconds: 0.001, targetDescription: '', subprocesses: false };
  return {
    ...process.env,
    // Callwise leaves its session there, in place of a report; the import alone is measured without a recording.
    CALLWISE_RECORD: way === 'callwise' ? JSON.stringify(request) : 'off',
    NODE_CLINIC_BUBBLEPROF_DATA_PATH: folder,
  };
}

function installBubbleprof(): void {
  if (existsSync(INJECTED)) return;
  mkdirSync(PEERS, { recursive: true });
  writeFileSync(join(PEERS, 'package.json'), '{ "private": true }\n');
  spawnSync('npm', ['install', '--silent', BUBBLEPROF], { cwd: PEERS, stdio: 'inherit' });
}
