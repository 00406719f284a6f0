import { CodeTable } from './code-table.ts';
import { DataStackImage } from './data-stack-image.ts';
import { FrameObjectsImage } from './frame-objects-image.ts';
import { cpython39 } from './layouts/cpython-3-9.ts';
import { cpython312 } from './layouts/cpython-3-12.ts';
import { StackRecorder } from './stack-recorder.ts';
import { walkerOf } from './walker-of.ts';

const ROUNDS = 400;
const NAMES: readonly string[] = Array.from({ length: 12 }, (_, i) => `part${i}`);

/**
 * Samples a made-up stack before the program starts, of frames as the version of Python that will run has them. V8 compiles a
 * function when it is first called: without this the first real samples would take up to ten milliseconds each, and a short
 * program would be over.
 */
export function rehearse(frames: 'data-stack' | 'objects'): void {
  const image = frames === 'objects' ? new FrameObjectsImage(cpython39, NAMES) : dataStackImage();
  const codes = new CodeTable(image, image.layout, image.codeType);
  const walker = walkerOf(image, image.layout, { codes, thread: image.thread });
  const recorder = new StackRecorder(image, image.layout, codes);
  for (let round = 0; round < ROUNDS; round++) {
    // A thread that moves on is looked at in another way than one that mostly is where it was.
    if (image instanceof DataStackImage) image.isRestless = round < ROUNDS / 2;
    // With a fraction, as the clock's: code that V8 compiled for whole numbers would be thrown away.
    const now = round + 0.5;
    // All frames are to be looked at, and now and then only the changed ones.
    if (round % 4 !== 1) image.changeOutermost();
    walker.walk(now);
    const stack = recorder.record(walker.chain, {
      skip: round % 2,
      depth: walker.depth,
      collectsAt: -1,
      now,
    });
    recorder.addBuiltIn(stack, walker.builtIn(walker.depth - 1, now) ?? '');
  }
}

function dataStackImage(): DataStackImage {
  const image = new DataStackImage(cpython312, NAMES);
  image.callBuiltIn('rehearse');
  return image;
}
