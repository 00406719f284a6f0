import { CallwiseError } from '../../model/callwise-error.ts';
import type { V8Profile } from './v8-profiler.ts';

interface Replies {
  'NodeRuntime.notifyWhenWaitingForDisconnect': unknown;
  'Profiler.enable': unknown;
  'Profiler.setSamplingInterval': unknown;
  'Profiler.start': unknown;
  'Profiler.stop': { readonly profile: V8Profile };
  'Runtime.evaluate': {
    readonly exceptionDetails?: {
      readonly text: string;
      readonly exception?: { readonly description?: string };
    };
  };
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** A connection to the inspector of another process. */
export class InspectorClient {
  /** Resolves when the other side goes away. */
  readonly closed: Promise<void>;
  /** Resolves when the program has ended, and its process stays only until this connection is closed. */
  readonly ending: Promise<void>;
  readonly #ending = Promise.withResolvers<void>();
  readonly #socket: WebSocket;
  readonly #waiting = new Map<
    number,
    { resolve: (result: unknown) => void; reject: (error: Error) => void }
  >();
  #sent = 0;
  #isGone = false;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    this.ending = this.#ending.promise;
    socket.addEventListener('message', ({ data }) => this.#receive(JSON.parse(String(data)) as Message));
    this.closed = new Promise((resolve) => {
      socket.addEventListener('close', () => {
        this.#isGone = true;
        for (const { reject } of this.#waiting.values()) reject(gone());
        resolve();
      });
    });
  }

  static async connect(url: string): Promise<InspectorClient> {
    const client = await InspectorClient.#open(url);
    try {
      // Else Node takes away what could be asked before it waits, and says nothing of it.
      await client.send('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true });
    } catch (error) {
      client.close();
      throw error;
    }
    return client;
  }

  static #open(url: string): Promise<InspectorClient> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url);
      socket.addEventListener('open', () => resolve(new InspectorClient(socket)), { once: true });
      socket.addEventListener(
        'error',
        () => reject(new CallwiseError('not-node', `${url} does not answer.`)),
        {
          once: true,
        },
      );
    });
  }

  send<Method extends keyof Replies>(method: Method, params: object = {}): Promise<Replies[Method]> {
    const id = ++this.#sent;
    return new Promise((resolve, reject) => {
      if (this.#isGone) {
        reject(gone());
        return;
      }
      this.#waiting.set(id, { resolve: resolve as (result: unknown) => void, reject });
      this.#socket.send(JSON.stringify({ id, method, params }));
    });
  }

  /** `require` is there for the code, whatever kind of module the program is. Rejects with what the code throws. */
  async evaluate(expression: string): Promise<void> {
    const { exceptionDetails } = await this.send('Runtime.evaluate', {
      expression,
      includeCommandLineAPI: true,
    });
    if (exceptionDetails === undefined) return;
    const { text, exception } = exceptionDetails;
    throw new Error(exception?.description?.split('\n')[0] ?? text);
  }

  close(): void {
    this.#socket.close();
  }

  get url(): string {
    return this.#socket.url;
  }

  #receive({ id, method, result, error }: Message): void {
    if (method === 'NodeRuntime.waitingForDisconnect') this.#ending.resolve();
    if (id === undefined) return;
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (error === undefined) waiting?.resolve(result);
    else waiting?.reject(new Error(error.message));
  }
}

function gone(): CallwiseError {
  return new CallwiseError(
    'process-ended',
    'The process ended, or closed its inspector, and what was recorded went with it.',
  );
}
