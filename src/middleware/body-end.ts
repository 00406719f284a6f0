import { startImmediate } from '../capture/node/original-globals.ts';
import type { AnsweredRequest, ProfiledRequest } from './request-profiler.ts';

type Chunk = Uint8Array<ArrayBuffer>;
type Body = ReadableStream<Chunk>;
type Read = Awaited<ReturnType<ReadableStreamDefaultReader<Chunk>['read']>>;

/** More of a body is not looked at before it is sent. */
const MOST_AT_HAND = 3;

/** Reads a body of which nobody gets anything, because its making belongs to the profile, until that ends. */
export async function readToItsEnd(body: Body | null, profiled: AnsweredRequest): Promise<void> {
  if (body === null || body.locked) return;
  const reader = body.getReader();
  void profiled.finished.then(() => reader.cancel()).catch(() => undefined);
  const hasMore = (): Promise<boolean> => profiled.within(() => reader.read()).then(({ done }) => !done);
  // A body that fails is over.
  while (await hasMore().catch(() => false));
}

/**
 * The same body, which ends the profile when it ends or nobody reads it any more. One that is there at once is given as it is,
 * because the length of a stream is not known.
 */
export async function bodyToItsEnd(body: Body, profiled: ProfiledRequest): Promise<Body | Chunk> {
  const reader = body.getReader();
  const read = (): Promise<Read> => profiled.within(() => reader.read());
  const atHand: Chunk[] = [];
  const turn = new Promise<undefined>((resolve) => startImmediate(resolve, undefined));
  let next: Promise<Read> | undefined;
  while (atHand.length < MOST_AT_HAND) {
    next = read();
    const come = await Promise.race([next.catch(() => undefined), turn]);
    if (come === undefined) break;
    next = undefined;
    if (come.done) {
      profiled.end();
      return Buffer.concat(atHand);
    }
    atHand.push(come.value);
  }
  return new ReadableStream<Chunk>(
    {
      start: (controller) => {
        for (const chunk of atHand) controller.enqueue(chunk);
      },
      pull: async (controller) => {
        const reading = next ?? read();
        next = undefined;
        const { done, value } = await reading.catch((error: unknown) => {
          profiled.end();
          throw error;
        });
        if (!done) return controller.enqueue(value);
        controller.close();
        profiled.end();
      },
      cancel: (reason) => {
        profiled.end();
        return reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
