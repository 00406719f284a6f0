import assert from 'node:assert/strict';
import { test } from 'node:test';
import { walkedNames } from '../../../test/support/walked-names.ts';
import { DataStackImage } from './data-stack-image.ts';
import { LAYOUTS } from './layouts/select-layout.ts';
import type { Memory } from './process-memory.ts';

const NAMES = ['<module>', 'main', 'outer', 'inner', 'leaf'];
const IN_FIRST = 3;
/** As much as the list of chunks is made of; a copy has more. */
const HEADER_BYTES = 24;

for (const layout of LAYOUTS.filter((layout) => layout.frames === 'data-stack')) {
  const { chunk } = layout;

  test(`a made-up stack of CPython ${layout.version} that goes on in a second chunk is walked as it was made`, () => {
    for (const inFirst of [1, IN_FIRST, NAMES.length - 1]) {
      const image = new DataStackImage(layout, NAMES, inFirst);
      assert.deepEqual(walkedNames(image, layout, image), NAMES);
    }
  });

  for (const { field, at, inSecond } of [
    { field: 'size', at: chunk.size, inSecond: false },
    { field: 'top', at: chunk.top, inSecond: false },
    { field: 'size', at: chunk.size, inSecond: true },
    { field: 'predecessor', at: chunk.previous, inSecond: true },
  ]) {
    const which = inSecond ? 'second' : 'first';
    test(`CPython ${layout.version}: copies of chunks are not believed when the ${field} of the ${which} is another by then`, () => {
      const image = new DataStackImage(layout, NAMES, IN_FIRST);
      const bytes = inSecond ? image.secondChunk : image.stack;
      const listed = bytes[at] as number;
      const memory: Memory = {
        read(address, into, length) {
          bytes[at] = length === HEADER_BYTES ? listed : listed ^ 8;
          return image.read(address, into, length);
        },
      };
      assert.deepEqual(walkedNames(memory, layout, image), ['none']);
    });
  }
}
