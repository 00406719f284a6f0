import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { layoutOf } from '../../src/capture/python/layouts/select-layout.ts';
import { NO_CALLABLE, StackDepths } from '../../src/capture/python/stack-depths.ts';
import { installedPythons } from '../support/pythons.ts';

interface Told {
  readonly stackEffects: string;
  readonly flow: string;
  /** The opcodes FOR_ITER and SEND, null where there is none, and how many slots GET_ITER adds to the value stack. */
  readonly iterator: readonly [number, number | null, number];
  /** The specialized opcodes that resume generators, since 3.13. */
  readonly resumptions: readonly number[];
  readonly codes: readonly { instructions: string; exceptions: string; stackSize: number }[];
}

/** Opcodes that jump forwards and else do this to the value stack. */
function branching({ stackEffects, flow }: Told, effect: string): number[] {
  return Array.from(flow, (way, opcode) =>
    'if'.includes(way) && stackEffects[opcode] === effect ? opcode : -1,
  ).filter((opcode) => opcode >= 0);
}

for (const { version, path, minor } of installedPythons()) {
  const ask = (): Told => {
    const program = join(import.meta.dirname, 'stack_effects.py');
    return JSON.parse(execFileSync(path, [program], { maxBuffer: 1 << 28 }).toString()) as Told;
  };

  test(`what an opcode does to the value stack is what CPython ${version} tells, ${path}`, () => {
    const layout = layoutOf(`3.${minor}`);
    assert.ok(layout !== undefined);
    const { opcodes } = layout;
    const jumpBytes = layout.frames === 'objects' ? layout.frame.instructionBytes : 2;
    // A callable and the null beside it; up to 3.10 a generator stands alone.
    const least = layout.frames === 'objects' ? 1 : 2;
    const told = ask();
    const { stackEffects, flow, codes } = told;
    assert.deepEqual([opcodes.stackEffects, opcodes.flow], [stackEffects, flow]);
    if (layout.frames === 'data-stack') {
      const iterating = [branching(told, '5'), branching(told, '4'), layout.opcodes.iteratorBelow];
      assert.deepEqual(iterating, [[told.iterator[0]], [told.iterator[1]], told.iterator[2]]);
      const { inlinedResumptions } = layout.opcodes;
      assert.deepEqual(inlinedResumptions, minor < 14 ? undefined : told.resumptions);
    }
    let calls = 0;
    let unreached = 0;
    for (const { instructions, exceptions, stackSize } of codes) {
      const bytes = Buffer.from(instructions, 'hex');
      const code = {
        instructions: bytes,
        exceptions: Buffer.from(exceptions, 'hex'),
        stackSize,
        jumpBytes,
      } as const;
      const slots = new StackDepths(code, opcodes).callables;
      for (let unit = 0; unit < slots.length; ) {
        const opcode = bytes[unit * 2] as number;
        if ('cnp'.includes(flow.charAt(opcode))) {
          const slot = slots[unit] as number;
          // They have room below the top.
          assert.ok(slot + least <= stackSize, `${slot} of ${stackSize}`);
          calls++;
          if (slot === NO_CALLABLE) unreached++;
        }
        unit += 1 + Number.parseInt(opcodes.cacheUnits.charAt(opcode), 16);
      }
    }
    assert.ok(calls > 1000, `${calls} calls`);
    // Code that nothing leads to, as the compiler left some in 3.9.
    assert.ok(unreached < calls / 200, `${unreached} of ${calls} calls`);
  });
}
