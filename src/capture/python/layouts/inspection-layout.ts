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

type Common = Pick<
  InspectionLayout,
  'gilHolder' | 'gilLocked' | 'moduleDict' | 'dictUsed' | 'dictValues' | 'setUsed' | 'float' | 'longDigits'
>;

/** The same in all versions. */
export const COMMON: Common = {
  gilHolder: 8,
  gilLocked: 16,
  moduleDict: 16,
  dictUsed: 16,
  dictValues: 40,
  setUsed: 24,
  float: 16,
  longDigits: 24,
};

export const UP_TO_310: Common & Pick<InspectionLayout, 'attributes' | 'longHead'> = {
  ...COMMON,
  attributes: { kind: 'dict-offset', offsetInType: 288 },
  longHead: { kind: 'size', offset: 16 },
};

/** `PyDictValues` has four bytes and padding before its values. */
export const INLINE: Omit<Extract<AttributePlace, { kind: 'inline' }>, 'cachedKeys'> = {
  kind: 'inline',
  dict: -24,
  basicSize: 32,
  values: 8,
};

export const SINCE_313: Common & Pick<InspectionLayout, 'gil' | 'longHead'> = {
  ...COMMON,
  gil: { kind: 'behind-interpreter', pointer: 16 },
  longHead: { kind: 'tag', offset: 16 },
};
