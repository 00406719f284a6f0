import { fileURLToPath } from 'node:url';

/** The folder of callwise's own code, with its separator. */
const OWN_URL: string = new URL('../../', import.meta.url).href;
const OWN_PATH: string = fileURLToPath(OWN_URL);

/** Tests stand beside the code that they test, and are no part of it. */
const TEST = /\.test\.[jt]s$/;

/** Whether a script belongs to callwise, or is what Node calls it through. */
export function isOwnCode(url: string): boolean {
  if (url === 'node:internal/promise_hooks' || url === 'node:inspector') return true;
  return (url.startsWith(OWN_URL) || url.startsWith(OWN_PATH)) && !TEST.test(url);
}

/** Neither Node's own nor built into V8. */
export function isProgramCode(url: string): boolean {
  return url !== '' && !url.startsWith('node:');
}

/** What leads from Node's start or its event loop to the code that it runs. */
const MACHINERY =
  /^node:internal\/(?:modules|main|bootstrap|process|async_hooks|timers|async_context_frame|vm)(?:\/|$)/;

/** How V8 enters a module and the jobs of promises. */
const ENTRIES = new Set(['evaluate', 'runMicrotasks']);

export function isLoopCode(url: string, functionName: string): boolean {
  return url === '' ? ENTRIES.has(functionName) : MACHINERY.test(url);
}
