import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { layoutOf } from '../../src/capture/python/layouts/select-layout.ts';
import { callableSlots, NO_CALLABLE } from '../../src/capture/python/stack-depths.ts';
import { installedPythons } from '../support/pythons.ts';

const FIRST_MINOR = 11;

interface Told {
  readonly stackEffects: string;
  readonly flow: string;
  readonly codes: readonly { instructions: string; exceptions: string; stackSize: number }[];
}

for (const { version, path, minor } of installedPythons().filter((python) => python.minor >= FIRST_MINOR)) {
  const ask = (): Told => {
    const program = join(import.meta.dirname, 'stack_effects.py');
    return JSON.parse(execFileSync(path, [program], { maxBuffer: 1 << 28 }).toString()) as Told;
  };

  test(`what an opcode does to the value stack is what CPython ${version} tells, ${path}`, () => {
    const layout = layoutOf(`3.${minor}`);
    assert.ok(layout?.frames === 'data-stack');
    const { opcodes } = layout;
    const { stackEffects, flow, codes } = ask();
    assert.deepEqual([opcodes.stackEffects, opcodes.flow], [stackEffects, flow]);
    let calls = 0;
    for (const { instructions, exceptions, stackSize } of codes) {
      const bytes = Buffer.from(instructions, 'hex');
      const code = { instructions: bytes, exceptions: Buffer.from(exceptions, 'hex'), stackSize };
      const slots = callableSlots(code, opcodes);
      for (let unit = 0; unit < slots.length; ) {
        const opcode = bytes[unit * 2] as number;
        if (flow[opcode] === 'c' || flow[opcode] === 'p') {
          const slot = slots[unit] as number;
          // The callable and the null beside it have room below the top.
          assert.ok(slot > NO_CALLABLE && slot + 2 <= stackSize, `${slot} of ${stackSize}`);
          calls++;
        }
        unit += 1 + Number.parseInt(opcodes.cacheUnits.charAt(opcode), 16);
      }
    }
    assert.ok(calls > 1000, `${calls} calls`);
  });
}
