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
  readonly attributes: AttributePlace;
  readonly float: number;
  readonly longHead: LongHead;
  readonly longDigits: number;
}

/**
 * Where an instance keeps attributes: `dict-offset`, a dict at an offset that its type tells; `values-pointer`, values at a
 * word before the object; `tagged-pointer`, one word for dict and values, of which the values' is one too low; `inline`,
 * behind the object. Values without a dict have their keys in the type.
 */
export type AttributePlace =
  | { readonly kind: 'dict-offset'; readonly offsetInType: number }
  | {
      readonly kind: 'values-pointer';
      readonly cachedKeys: number;
      readonly values: number;
      readonly dict: number;
    }
  | { readonly kind: 'tagged-pointer'; readonly cachedKeys: number; readonly word: number }
  | {
      readonly kind: 'inline';
      readonly cachedKeys: number;
      readonly dict: number;
      readonly basicSize: number;
      readonly values: number;
    };

/** `size`: the sign is the size's. `tag`: two bits of sign, then three bits, then the size. */
export type LongHead = { readonly kind: 'size' | 'tag'; readonly offset: number };

const COMMON = {
  gilHolder: 8,
  gilLocked: 16,
  moduleDict: 16,
  dictUsed: 16,
  dictValues: 40,
  setUsed: 24,
  float: 16,
  longDigits: 24,
} as const;

const UP_TO_310 = {
  ...COMMON,
  attributes: { kind: 'dict-offset', offsetInType: 288 },
  longHead: { kind: 'size', offset: 16 },
} as const;

/** `PyDictValues` has four bytes and padding before its values. */
const INLINE = { kind: 'inline', dict: -24, basicSize: 32, values: 8 } as const;

const SINCE_313 = {
  ...COMMON,
  gil: { kind: 'behind-interpreter', pointer: 16 },
  longHead: { kind: 'tag', offset: 16 },
} as const;

const BY_VERSION: ReadonlyMap<string, InspectionLayout> = new Map<string, InspectionLayout>([
  ['3.8', { ...UP_TO_310, gil: { kind: 'in-runtime', offset: 1152 }, modules: 56 }],
  ['3.9', { ...UP_TO_310, gil: { kind: 'in-runtime', offset: 352 }, modules: 856 }],
  ['3.10', { ...UP_TO_310, gil: { kind: 'in-runtime', offset: 352 }, modules: 856 }],
  [
    '3.11',
    {
      ...COMMON,
      gil: { kind: 'in-runtime', offset: 360 },
      modules: 888,
      attributes: { kind: 'values-pointer', cachedKeys: 872, values: -32, dict: -24 },
      longHead: { kind: 'size', offset: 16 },
    },
  ],
  [
    '3.12',
    {
      ...COMMON,
      gil: { kind: 'behind-interpreter', pointer: 384 },
      modules: 944,
      attributes: { kind: 'tagged-pointer', cachedKeys: 880, word: -24 },
      longHead: { kind: 'tag', offset: 16 },
    },
  ],
  ['3.13', { ...SINCE_313, modules: 7656, attributes: { ...INLINE, cachedKeys: 880 } }],
  ['3.14', { ...SINCE_313, modules: 7688, attributes: { ...INLINE, cachedKeys: 880 } }],
  ['3.15', { ...SINCE_313, modules: 7592, attributes: { ...INLINE, cachedKeys: 888 } }],
]);

/** Undefined for a version that is sampled but not known in these matters. */
export function inspectionLayoutOf(version: string): InspectionLayout | undefined {
  return BY_VERSION.get(version);
}
