import type { StackEffects } from './layout.ts';

const OPCODES = Array.from({ length: 256 }, (_, opcode) => opcode);

/** Opcodes of CPython up to 3.10: no caches, no specializations. */
export const UNSPECIALIZED: Pick<StackEffects, 'cacheUnits' | 'bases'> = {
  cacheUnits: '0'.repeat(OPCODES.length),
  bases: OPCODES.map((opcode) => opcode.toString(16).padStart(2, '0')).join(''),
};
