import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { walkedNames } from '../../../test/support/walked-names.ts';
import { CallSites } from './call-sites.ts';
import { CodeTable } from './code-table.ts';
import { CALL_UNIT, DataStackImage } from './data-stack-image.ts';
import { FrameObjectsImage } from './frame-objects-image.ts';
import { LAYOUTS } from './layouts/select-layout.ts';
import { GENERATOR_OWNER } from './link-reader.ts';
import { put } from './memory-image.ts';
import type { StackWalker } from './stack-walker.ts';
import { walkerOf } from './walker-of.ts';

const DATA_STACKS = LAYOUTS.filter((layout) => layout.frames === 'data-stack');
const FRAME_OBJECTS = LAYOUTS.filter((layout) => layout.frames === 'objects');
/** By then it is known that a thread does not move on. */
const WALKS_UNTIL_CALM = 120;
const NAMES = ['<module>', 'main', 'outer', 'inner', 'leaf'];

for (const layout of FRAME_OBJECTS) {
  test(`made-up frame objects of CPython ${layout.version} are walked as they were made, at the first try`, () => {
    const image = new FrameObjectsImage(layout, NAMES);
    const codes = new CodeTable(image, layout, image.codeType);
    const walker = walkerOf(image, layout, { codes, thread: image.thread });
    assert.deepEqual([walker.walk(1), walker.retries], ['whole', 0]);
    assert.deepEqual(walkedNames(image, layout, image), NAMES);
  });
}

for (const layout of DATA_STACKS) {
  test(`a made-up stack of CPython ${layout.version} is walked as it was made`, () => {
    const image = new DataStackImage(layout, NAMES);
    assert.deepEqual(walkedNames(image, layout, image), NAMES);
  });

  test(`a thread of CPython ${layout.version} that mostly is where it was is taken at the moment of its copy`, () => {
    const image = new DataStackImage(layout, NAMES);
    const codes = new CodeTable(image, layout, image.codeType);
    const walker = walkerOf(image, layout, { codes, thread: image.thread });
    image.isRestless = true;
    for (let now = 1; now <= WALKS_UNTIL_CALM; now++) walker.walk(now);
    assert.notEqual(walker.innermost, 0);
    image.isRestless = false;
    for (let now = 1; now <= WALKS_UNTIL_CALM; now++) walker.walk(WALKS_UNTIL_CALM + now);
    // What stands from tick to tick tells nothing of how fast it moves.
    assert.notEqual(walker.innermost, 0);
    for (let now = 1; now <= WALKS_UNTIL_CALM; now++) {
      image.changeOutermost();
      walker.walk(2 * WALKS_UNTIL_CALM + now);
    }
    image.setCurrent(walker.chain.addressAt(0));
    assert.deepEqual([walker.walk(1000), walker.depth, walker.innermost], ['whole', NAMES.length, 0]);
  });
}

for (const layout of DATA_STACKS) {
  test(`CPython ${layout.version}: frames that are kept from the stack before are those that a first look finds`, () => {
    const change = fc.tuple(fc.nat(), fc.nat(), fc.boolean());
    let compared = 0;
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 30 }), (changes) => {
        const image = new DataStackImage(layout, NAMES);
        const codes = new CodeTable(image, layout, image.codeType);
        const walker = walkerOf(image, layout, { codes, thread: image.thread });
        const words = new BigUint64Array(image.stack.buffer, image.stack.byteOffset, USED_WORDS);
        const original = words.slice();
        for (const [now, [to, from, restore]] of changes.entries()) {
          if (restore) words.set(original);
          words[to % USED_WORDS] = words[from % USED_WORDS] as bigint;
          const fresh = walkerOf(image, layout, { codes, thread: image.thread });
          const before = walker.retries;
          const outcome = walker.walk(now);
          const isSame = outcome === fresh.walk(now);
          // One that knows what an instruction called before may believe it sooner.
          if (walker.retries - before !== fresh.retries) continue;
          compared++;
          assert.ok(isSame);
          if (outcome === 'whole' || outcome === 'cut') assert.deepEqual(framesOf(walker), framesOf(fresh));
        }
      }),
      { numRuns: 300 },
    );
    assert.ok(compared > 1000, `${compared} walks`);
  });
}

/** Words of the made-up stack that hold frames. */
const USED_WORDS = 72;

function framesOf({ chain, depth }: StackWalker): unknown[] {
  return Array.from({ length: depth }, (_, at) => [
    chain.addressAt(at),
    chain.codeAt(at).name,
    chain.unitAt(at),
    chain.codeAt(at).receiver === undefined ? 0 : chain.receiverAt(at),
    chain.isExecuting(at),
    chain.inlined[at],
    chain.functions[at],
  ]);
}

for (const layout of DATA_STACKS) {
  test(`CPython ${layout.version}: a caller whose instruction is for another function is looked at again`, () => {
    const image = new DataStackImage(layout, NAMES);
    const codes = new CodeTable(image, layout, image.codeType);
    const walker = walkerOf(image, layout, { codes, thread: image.thread });
    walker.walk(0);
    const callee = image.regions.find(({ start }) => start === walker.chain.functions[2]);
    assert.ok(callee !== undefined);
    const looks = (now: number): number => {
      const before = walker.retries;
      assert.equal(walker.walk(now), 'whole');
      return walker.retries - before + 1;
    };
    assert.equal(looks(1000), 1);
    callee.bytes.writeUInt32LE(99, layout.function.version);
    // By then it is seen that nothing moves.
    assert.equal(looks(2000), 4);
    for (let now = 3000; now <= 9000; now += 1000) looks(now);
    // And by now, at the ninth tick, it is what this instruction is used for.
    assert.equal(looks(10_000), 1);
  });
}

for (const layout of DATA_STACKS) {
  test(`CPython ${layout.version}: what one caller calls says nothing of another that stands at the same unit`, () => {
    const image = new DataStackImage(layout, NAMES);
    const codes = new CodeTable(image, layout, image.codeType);
    const { chain, depth } = walked(image, codes);
    const sites = new CallSites(image, layout, codes);
    assert.equal(sites.agree(chain, { from: 0, depth, now: 1, isAgain: false }), true);
    // C code may call anything.
    chain.inlined[1] = false;
    chain.codes[1] = chain.codeAt(3);
    chain.functions[1] = chain.functions[3] as number;
    assert.equal(sites.agree(chain, { from: 0, depth, now: 2, isAgain: false }), false);
  });
}

for (const layout of DATA_STACKS) {
  test(`CPython ${layout.version}: an instruction for C functions pushes no frame, one for a Python function has no C code between`, () => {
    const image = new DataStackImage(layout, NAMES);
    const codes = new CodeTable(image, layout, image.codeType);
    const { chain, depth } = walked(image, codes);
    const sites = new CallSites(image, layout, codes);
    const instruction = chain.codeAt(1).instructionAt(chain.unitAt(1), codes.objects, layout.opcodes);
    const { start, bytes } = regionOf(image, instruction);
    const agree = (now: number): boolean => sites.agree(chain, { from: 0, depth, now, isAgain: false });
    const [native] = layout.opcodes.nativeCalls;
    const [versioned] = layout.opcodes.versionedCalls;
    if (native !== undefined) {
      bytes[instruction - start] = native;
      assert.equal(agree(100), false);
    }
    bytes[instruction - start] = versioned as number;
    chain.inlined[2] = false;
    assert.equal(agree(300), false);
    // C code calls whatever it likes from any other instruction.
    bytes[instruction - start] = 0;
    assert.equal(agree(500), true);
  });
}

for (const layout of DATA_STACKS) {
  test(`CPython ${layout.version}: a frame whose code is not that of its function is looked at again`, () => {
    const image = new DataStackImage(layout, NAMES);
    const codes = new CodeTable(image, layout, image.codeType);
    const { chain, depth } = walked(image, codes);
    const sites = new CallSites(image, layout, codes);
    chain.functions[2] = chain.functions[3] as number;
    const agree = (now: number, isAgain: boolean): boolean =>
      sites.agree(chain, { from: 0, depth, now, isAgain });
    // The function may have got another code since: then the frame is seen so again.
    for (let look = 1; look < 6; look++) assert.equal(agree(1, look > 1), false);
    assert.equal(agree(1, true), true);
    assert.equal(agree(2, false), false);
  });
}

for (const layout of DATA_STACKS) {
  test(`CPython ${layout.version}: a generator without a caller is not the whole stack`, () => {
    const image = new DataStackImage(layout, NAMES);
    enterGenerator(image, 'step');
    assert.equal(walkedNames(image, layout, image).includes('step'), false);
  });
}

for (const layout of DATA_STACKS) {
  test(`CPython ${layout.version}: a call may be chance the first three times`, () => {
    const image = new DataStackImage(layout, NAMES);
    const codes = new CodeTable(image, layout, image.codeType);
    const walker = walkerOf(image, layout, { codes, thread: image.thread });
    const isUnsure = (now: number): boolean => walker.walk(now) === 'whole' && walker.hasUnsureCall;
    assert.deepEqual([0, 1000, 2000, 3000].map(isUnsure), [true, true, true, false]);
  });
}

function regionOf(image: DataStackImage, address: number): DataStackImage['regions'][number] {
  const region = image.regions.find(({ start, bytes }) => address >= start && address < start + bytes.length);
  assert.ok(region !== undefined);
  return region;
}

function walked(image: DataStackImage, codes: CodeTable): StackWalker {
  const walker = walkerOf(image, image.layout, { codes, thread: image.thread });
  assert.equal(walker.walk(0), 'whole');
  return walker;
}

/** The thread is just about to enter a generator, which executes already and has no caller yet. */
function enterGenerator(image: DataStackImage, name: string): void {
  const { code: codeLayout, frame, generator } = image.layout;
  const before = generator.frame - generator.state;
  const object = image.allocate(before + frame.locals + 8);
  image.bytesAt(object)[0] = generator.executing;
  const bytes = image.bytesAt(object).subarray(before);
  const code = image.code(name, 0);
  put(bytes, frame.code, code);
  put(bytes, frame.instruction, code + codeLayout.instructions + CALL_UNIT * 2);
  bytes[frame.owner] = GENERATOR_OWNER;
  if (frame.stackTop !== undefined) bytes.writeInt32LE(-1, frame.stackTop);
  image.setCurrent(object + before);
}
