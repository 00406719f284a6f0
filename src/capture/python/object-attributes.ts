import type { PythonLayout } from './layouts/layout.ts';
import type { Memory } from './process-memory.ts';
import { PythonObjects, pointerAt } from './python-objects.ts';

const LARGEST_OBJECT = 1 << 20;
/** Each is read by itself until the one that is asked for is found. */
const MOST_ATTRIBUTES = 200;

export interface DictEntry {
  readonly key: number;
  readonly value: number;
}

/** Entries of dicts and attributes of instances, as addresses. Undefined where what is read makes no sense. */
export class ObjectAttributes {
  readonly objects: PythonObjects;
  readonly #layout: PythonLayout;

  constructor(memory: Memory, layout: PythonLayout) {
    this.objects = new PythonObjects(memory, layout);
    this.#layout = layout;
  }

  /** Undefined too when there are more than `most`. */
  dictEntries(dict: number, most: number): DictEntry[] | undefined {
    const { attributes, dictValues } = this.#layout.inspection;
    const keys = this.objects.pointer(dict + this.#layout.dict.keys);
    const values = this.objects.pointer(dict + dictValues);
    if (keys === undefined || values === undefined) return undefined;
    const first = values === 0 ? undefined : values + (attributes.kind === 'inline' ? attributes.values : 0);
    return this.#entries(keys, first, most);
  }

  attributesOf(object: number): DictEntry[] | undefined {
    const place = this.#layout.inspection.attributes;
    switch (place.kind) {
      case 'dict-offset': {
        const type = this.objects.pointer(object + this.#layout.object.type) ?? 0;
        const offset = this.objects.pointer(type + place.offsetInType) ?? 0;
        return offset > 0 && offset < LARGEST_OBJECT ? this.#dictOf(object + offset) : undefined;
      }
      case 'values-pointer': {
        const values = this.objects.pointer(object + place.values);
        if (values === undefined) return undefined;
        return values === 0
          ? this.#dictOf(object + place.dict)
          : this.#valuesOf(object, values, place.cachedKeys);
      }
      case 'tagged-pointer': {
        const word = this.objects.pointer(object + place.word);
        if (word === undefined || word === 0) return undefined;
        return word % 2 === 0
          ? this.dictEntries(word, MOST_ATTRIBUTES)
          : this.#valuesOf(object, word + 1, place.cachedKeys);
      }
      case 'inline': {
        const dict = this.objects.pointer(object + place.dict);
        if (dict === undefined) return undefined;
        if (dict !== 0) return this.dictEntries(dict, MOST_ATTRIBUTES);
        const type = this.objects.pointer(object + this.#layout.object.type) ?? 0;
        const size = this.objects.pointer(type + place.basicSize);
        if (size === undefined) return undefined;
        return this.#valuesOf(object, object + size + place.values, place.cachedKeys);
      }
    }
  }

  /** The value of a text key. */
  attribute(entries: readonly DictEntry[] | undefined, name: string): number | undefined {
    const found = entries?.find(
      ({ key }) => this.objects.textLength(key) === name.length && this.objects.text(key) === name,
    );
    return found?.value;
  }

  #dictOf(place: number): DictEntry[] | undefined {
    const dict = this.objects.pointer(place);
    return dict === undefined || dict === 0 ? undefined : this.dictEntries(dict, MOST_ATTRIBUTES);
  }

  #valuesOf(object: number, values: number, cachedKeys: number): DictEntry[] | undefined {
    const type = this.objects.pointer(object + this.#layout.object.type) ?? 0;
    const keys = this.objects.pointer(type + cachedKeys);
    return keys === undefined || keys === 0 ? undefined : this.#entries(keys, values, MOST_ATTRIBUTES);
  }

  /** Entries of a key table; `values` is where the values are when they are not beside the keys. */
  #entries(keys: number, values: number | undefined, most: number): DictEntry[] | undefined {
    const table = this.objects.keyTable(keys);
    if (table === undefined || table.count > most) return undefined;
    const { start, count, entryBytes, keyAt } = table;
    const bytes = this.objects.bytes(start, count * entryBytes);
    const apart = values === undefined ? undefined : this.objects.bytes(values, count * 8);
    if (bytes === undefined || (values !== undefined && apart === undefined)) return undefined;
    const entries: DictEntry[] = [];
    for (let i = 0; i < count; i++) {
      const at = i * entryBytes + keyAt;
      const key = pointerAt(bytes, at);
      const value = apart === undefined ? pointerAt(bytes, at + 8) : pointerAt(apart, i * 8);
      if (key !== 0 && value !== 0) entries.push({ key, value });
    }
    return entries;
  }
}
