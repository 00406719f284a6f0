// Installs a Chromium and a Firefox for the tests of the HTML report where the machine has none and lets us; says why it did
// not. All but one of the tests are in Chromium.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { BROWSER_FAILURE, findBrowser, findFirefox } from '../test/support/browser.ts';

function main(): void {
  if (findFirefox() === undefined) {
    const reason = install('firefox-esr');
    if (reason !== undefined) console.error(`There is no Firefox: its test is skipped.\n${reason}`);
  }
  if (findBrowser() !== undefined) return;
  const reason = install('chromium');
  if (reason === undefined) {
    rmSync(BROWSER_FAILURE, { force: true });
    return;
  }
  mkdirSync(dirname(BROWSER_FAILURE), { recursive: true });
  writeFileSync(BROWSER_FAILURE, `${reason}\n`);
  console.error(`There is no Chromium: tests of the HTML report are skipped.\n${reason}`);
  if (process.env.CI === 'true') process.exitCode = 1;
}

/** The reason when it could not be done. */
function install(name: 'chromium' | 'firefox-esr'): string | undefined {
  if (process.getuid?.() !== 0) return `Install it (Debian: apt install ${name}) and run again.`;
  console.log(`installing ${name}`);
  const failure =
    run('apt-get', ['update']) ?? run('apt-get', ['install', '-y', '--no-install-recommends', name]);
  if (failure !== undefined) return failure;
  const found = name === 'chromium' ? findBrowser() : findFirefox();
  return found === undefined ? `apt-get installed a ${name} that is not in PATH.` : undefined;
}

/** The end of what the command wrote when it failed. */
function run(command: string, commandArguments: readonly string[]): string | undefined {
  const result = spawnSync(command, commandArguments, {
    encoding: 'utf8',
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  });
  if (result.status === 0) return undefined;
  const output = `${result.stdout ?? ''}${result.stderr ?? ''}`.trim();
  return output.split('\n').slice(-3).join(' ') || (result.error?.message ?? `status ${result.status}`);
}

main();
