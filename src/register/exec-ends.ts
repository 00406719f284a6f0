/**
 * Has `end` called before the program gives way to another one in the same process. V8's sampler has to be at its end then: a
 * SIGPROF that is still to come would kill the other program, which does not listen to it. What `end` gives is called when the program
 * goes on, because its arguments were wrong.
 */
export function endOnExec(end: () => (() => void) | undefined): void {
  const original = process.execve;
  // There since Node 22.15, but for Windows.
  if (original === undefined) return;
  const { execve } = {
    execve(path: string, ...others: [args?: readonly string[], env?: NodeJS.ProcessEnv]): never {
      const goOn = end();
      try {
        return Reflect.apply(original, process, [path, ...others]) as never;
      } finally {
        goOn?.();
      }
    },
  };
  Object.assign(process, { execve });
}
