/**
 * Where CPython keeps what is read now and then rather than at each sample: the holder of the GIL, modules, attributes of
 * objects, values. 64 bit; from Include/internal/pycore_{interp,runtime,gil,dict,moduleobject}.h and
 * Include/cpython/{object,longintrepr,floatobject}.h of each version.
 */
export interface InspectionLayout {
  /** `last_holder` and `locked` of the GIL: inside `_PyRuntime`, or behind a pointer of the interpreter state. */
  readonly gil:
    | { readonly kind: 'in-runtime'; readonly offset: number }
    | { readonly kind: 'behind-interpreter'; readonly pointer: number };
  readonly gilHolder: number;
  readonly gilLocked: number;
  /** `sys.modules` in the interpreter state. */
  readonly modules: number;
  readonly moduleDict: number;
  readonly dictUsed: number;
  readonly dictValues: number;
  readonly setUsed: number;
  readonly typeBasicSize: number;
  readonly cachedKeys: number;
  readonly attributes: AttributePlace;
  readonly float: number;
  readonly longHead: LongHead;
  readonly longDigits: number;
}

/**
 * Where an instance keeps attributes: `values-pointer`, a word before the object; `tagged-pointer`, one word for dict and
 * values, of which the values' is one too low; `inline`, behind the object.
 */
export type AttributePlace =
  | { readonly kind: 'values-pointer'; readonly values: number; readonly dict: number }
  | { readonly kind: 'tagged-pointer'; readonly word: number }
  | { readonly kind: 'inline'; readonly dict: number; readonly values: number };

/** `size`: the sign is the size's. `tag`: two bits of sign, then three bits, then the size. */
export type LongHead = { readonly kind: 'size' | 'tag'; readonly offset: number };

const COMMON = {
  gilHolder: 8,
  gilLocked: 16,
  moduleDict: 16,
  dictUsed: 16,
  dictValues: 40,
  setUsed: 24,
  typeBasicSize: 32,
  float: 16,
  longDigits: 24,
} as const;

const BY_VERSION: ReadonlyMap<string, InspectionLayout> = new Map([
  [
    '3.11',
    {
      ...COMMON,
      gil: { kind: 'in-runtime', offset: 360 },
      modules: 888,
      cachedKeys: 872,
      attributes: { kind: 'values-pointer', values: -32, dict: -24 },
      longHead: { kind: 'size', offset: 16 },
    },
  ],
  [
    '3.12',
    {
      ...COMMON,
      gil: { kind: 'behind-interpreter', pointer: 384 },
      modules: 944,
      cachedKeys: 880,
      attributes: { kind: 'tagged-pointer', word: -24 },
      longHead: { kind: 'tag', offset: 16 },
    },
  ],
  [
    '3.13',
    {
      ...COMMON,
      gil: { kind: 'behind-interpreter', pointer: 16 },
      modules: 7656,
      cachedKeys: 880,
      // `PyDictValues` has four bytes and padding before its values.
      attributes: { kind: 'inline', dict: -24, values: 8 },
      longHead: { kind: 'tag', offset: 16 },
    },
  ],
]);

/** Undefined for a version that is sampled but not known in these matters. */
export function inspectionLayoutOf(version: string): InspectionLayout | undefined {
  return BY_VERSION.get(version);
}
