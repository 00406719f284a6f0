import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const root = join(import.meta.dirname, '..', '..');

/** Why the set-up failed, when it did. */
export const BROWSER_FAILURE: string = join(root, '.cache', 'browser-failure.txt');

/** The path of a Chromium or Chrome in PATH, or of the one that CALLWISE_CHROMIUM names. */
export function findBrowser(): string | undefined {
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  return findProgram(process.env.CALLWISE_CHROMIUM, names);
}

/** The same for Firefox and CALLWISE_FIREFOX. */
export function findFirefox(): string | undefined {
  return findProgram(process.env.CALLWISE_FIREFOX, ['firefox', 'firefox-esr']);
}

function findProgram(named: string | undefined, names: readonly string[]): string | undefined {
  const folders = (process.env.PATH ?? '').split(delimiter);
  const places = folders.flatMap((folder) => names.map((name) => join(folder, name)));
  return [named, ...places].find((path) => path !== undefined && path !== '' && existsSync(path));
}

/**
 * The value for a test's `skip`: the reason when there is no browser, else false. Under CI=true always false, so that a
 * missing browser fails the test that asks for it.
 */
export function skipWithoutBrowser(): string | false {
  if (process.env.CI === 'true' || findBrowser() !== undefined) return false;
  const cause = existsSync(BROWSER_FAILURE) ? `: ${readFileSync(BROWSER_FAILURE, 'utf8').trim()}` : '';
  return `there is no Chromium${cause} (node scripts/set-up-browser.ts)`;
}

/** A browser without a window that asks nobody for anything. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser();
  if (executablePath === undefined) throw new Error(String(skipWithoutBrowser()));
  return chromium.launch({ executablePath, args: FLAGS });
}

const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
