import type { AwaitRecord } from './await-scope.ts';

/** A base class whose constructor gives back the object it is given, so that a derived class puts its private fields on it. */
const Carrier = function carry(object: object): object {
  return object;
} as unknown as new (
  object: object,
) => object;

/**
 * A record on the promise that it is about. A private field is seen by nobody, costs a seventh of a WeakMap and goes
 * with the promise.
 */
export class RecordStamp extends Carrier {
  readonly #record: AwaitRecord;

  constructor(promise: object, record: AwaitRecord) {
    super(promise);
    this.#record = record;
  }

  static of(promise: object): AwaitRecord | undefined {
    return #record in promise ? promise.#record : undefined;
  }
}
