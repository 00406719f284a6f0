import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Of a page from its start to its end: some thirty times what it takes. */
const PATIENCE_MILLIS = 120_000;
const ENDED = 'Firefox ended the connection';

interface Answer {
  readonly type: 'success' | 'error' | 'event';
  readonly id?: number;
  readonly params?: { readonly text?: string };
  readonly result?: unknown;
  readonly message?: string;
}

/**
 * A page of the Firefox that is installed, by the protocol that it speaks itself (WebDriver BiDi): playwright-core knows its
 * own builds alone.
 */
export class FirefoxPage {
  /** Messages of the console and errors of scripts. */
  readonly complaints: string[] = [];
  readonly #socket: WebSocket;
  readonly #close: () => Promise<void>;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #context = '';
  #sent = 0;

  private constructor(socket: WebSocket, close: () => Promise<void>) {
    this.#socket = socket;
    this.#close = close;
    socket.addEventListener('message', ({ data }) => this.#take(JSON.parse(String(data)) as Answer));
    socket.addEventListener('close', () => {
      for (const settle of this.#waiting.values()) settle({ type: 'error', message: ENDED });
    });
  }

  static async open(firefox: string, address: string): Promise<FirefoxPage> {
    const profile = mkdtempSync(join(tmpdir(), 'callwise-firefox-'));
    const options = ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'];
    const process = spawn(firefox, options, { stdio: ['ignore', 'ignore', 'pipe'] });
    // With Firefox its connection ends, and with that all that waits for answers.
    const alarm = setTimeout(() => process.kill('SIGKILL'), PATIENCE_MILLIS);
    const close = async (): Promise<void> => {
      if (process.exitCode === null && process.kill()) await once(process, 'exit');
      clearTimeout(alarm);
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    };
    try {
      const socket = new WebSocket(`${await listeningAddress(process)}/session`);
      await untilOpen(socket);
      const page = new FirefoxPage(socket, close);
      await page.#begin(address);
      return page;
    } catch (error) {
      await close();
      throw error;
    }
  }

  async #begin(address: string): Promise<void> {
    await this.#send('session.new', { capabilities: {} });
    const tree = (await this.#send('browsingContext.getTree', {})) as { contexts: { context: string }[] };
    this.#context = tree.contexts[0]?.context ?? '';
    await this.#send('session.subscribe', { events: ['log.entryAdded'], contexts: [this.#context] });
    await this.#send('browsingContext.setViewport', {
      context: this.#context,
      viewport: { width: 1280, height: 800 },
    });
    await this.#send('browsingContext.navigate', { context: this.#context, url: address, wait: 'complete' });
  }

  /** The value of an expression, or what its promise comes to, where that is text. */
  async evaluate(expression: string): Promise<string> {
    const { result, exceptionDetails } = (await this.#send('script.evaluate', {
      expression,
      target: { context: this.#context },
      awaitPromise: true,
    })) as { result?: { value?: unknown }; exceptionDetails?: { text: string } };
    if (exceptionDetails !== undefined) throw new Error(exceptionDetails.text);
    return String(result?.value);
  }

  /** A picture as PNG. */
  async screenshot(): Promise<Buffer> {
    const { data } = (await this.#send('browsingContext.captureScreenshot', {
      context: this.#context,
    })) as { data: string };
    return Buffer.from(data, 'base64');
  }

  async close(): Promise<void> {
    this.#socket.close();
    await this.#close();
  }

  async #send(method: string, params: object): Promise<unknown> {
    if (this.#socket.readyState !== WebSocket.OPEN) throw new Error(`${method}: ${ENDED}`);
    const id = ++this.#sent;
    const answer = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    this.#socket.send(JSON.stringify({ id, method, params }));
    const { type, result, message } = await answer;
    if (type === 'error') throw new Error(`${method}: ${message}`);
    return result;
  }

  #take(answer: Answer): void {
    if (answer.type === 'event') this.complaints.push(String(answer.params?.text));
    else if (answer.id !== undefined) this.#waiting.get(answer.id)?.(answer);
  }
}

function untilOpen(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('close', () => reject(new Error(ENDED)));
  });
}

/** Firefox says it on its standard error. */
async function listeningAddress({ stderr, ...process }: ChildProcess): Promise<string> {
  let said = '';
  for await (const piece of stderr ?? []) {
    said += piece;
    const address = /WebDriver BiDi listening on (\S+)/.exec(said)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error(`Firefox ended (${process.exitCode}): ${said}`);
}
