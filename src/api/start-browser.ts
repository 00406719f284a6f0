import { spawn } from 'node:child_process';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

/** Shows a file in the user's browser, which goes on without us. Whether the command for that could be started. */
export function startBrowser(path: string): Promise<boolean> {
  const [command, ...given] = commandFor(process.platform);
  return new Promise((done) => {
    const address = pathToFileURL(resolve(path)).href;
    const child = spawn(command, [...given, address], { detached: true, stdio: 'ignore' });
    child.once('error', () => done(false));
    child.once('spawn', () => {
      child.unref();
      done(true);
    });
  });
}

function commandFor(platform: NodeJS.Platform): readonly [string, ...string[]] {
  const chosen = process.env.BROWSER;
  if (chosen) return [chosen];
  if (platform === 'darwin') return ['open'];
  return platform === 'win32' ? ['rundll32', 'url.dll,FileProtocolHandler'] : ['xdg-open'];
}
