/** Remembers the result for the last arguments, compared one by one: going back and forth between views costs nothing. */
export function lastResult<A extends readonly unknown[], R>(compute: (...args: A) => R): (...args: A) => R {
  let known: { readonly args: A; readonly result: R } | undefined;
  return (...args) => {
    if (known?.args.every((value, at) => value === args[at]) !== true)
      known = { args, result: compute(...args) };
    return known.result;
  };
}
