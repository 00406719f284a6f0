import { resolve } from 'node:path';
import { startBrowser } from '../api/start-browser.ts';
import { hint } from './hint.ts';

/** Shows a page in the user's browser, and says where it is in case none comes up. */
export async function openInBrowser(path: string): Promise<void> {
  const isOpening = await startBrowser(path);
  hint(isOpening ? `The report is ${resolve(path)}` : `Open this file in a browser: ${resolve(path)}`);
}
