import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { hint } from './hint.ts';

/** Shows a page in the user's browser, and says where it is in case none comes up. */
export async function openInBrowser(path: string): Promise<void> {
  const isOpening = await start(commandFor(process.platform), pathToFileURL(resolve(path)).href);
  hint(isOpening ? `The report is ${resolve(path)}` : `Open this file in a browser: ${resolve(path)}`);
}

function commandFor(platform: NodeJS.Platform): readonly [string, ...string[]] {
  const chosen = process.env.BROWSER;
  if (chosen) return [chosen];
  if (platform === 'darwin') return ['open'];
  return platform === 'win32' ? ['rundll32', 'url.dll,FileProtocolHandler'] : ['xdg-open'];
}

/** Whether the command could be started; it goes on without us. */
function start([command, ...given]: readonly [string, ...string[]], address: string): Promise<boolean> {
  return new Promise((done) => {
    const child = spawn(command, [...given, address], { detached: true, stdio: 'ignore' });
    child.once('error', () => done(false));
    child.once('spawn', () => {
      child.unref();
      done(true);
    });
  });
}
