import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { test } from 'node:test';
import { layoutOf } from '../../src/capture/python/layouts/select-layout.ts';
import { openPython } from '../../src/capture/python/open-python.ts';
import { SampledThread } from '../../src/capture/python/sampled-thread.ts';
import { ThreadWatch } from '../../src/capture/python/thread-watch.ts';
import { untilPrinted } from '../support/run-callwise.ts';
import { supportedPythons } from '../support/supported-pythons.ts';

/** Lists states of threads that are none, behind that of the main thread. */
const PROGRAM = `
import ctypes, sys, threading
next_at, native_at, count = map(int, sys.argv[1:])
threading.Thread(target=threading.Event().wait, daemon=True).start()
ctypes.pythonapi.PyThreadState_Get.restype = ctypes.c_void_p
last = ctypes.pythonapi.PyThreadState_Get()
states = [ctypes.create_string_buffer(8192) for _ in range(count)]
for index, state in enumerate(states):
    address = ctypes.addressof(state)
    ctypes.c_uint64.from_address(address + native_at).value = 2 ** 40 + index
    ctypes.c_uint64.from_address(last + next_at).value = address
    last = address
print('on', flush=True)
threading.Event().wait()
`;

const STATES = 300;

for (const { version, minor, path } of supportedPythons()) {
  const layout = layoutOf(`3.${minor}`);
  // Before, the kernel is asked for the id of each thread in the list.
  if (layout?.frames !== 'data-stack') continue;
  const { next, nativeThreadId } = layout.thread;
  test(`states of no thread that the kernel has are not sampled, CPython ${version} at ${path}`, async (context) => {
    const program = spawn(path, ['-c', PROGRAM, ...[next, nativeThreadId, STATES].map(String)]);
    context.after(() => program.kill('SIGKILL'));
    await untilPrinted(program, 'on');
    const { interpreter, thread } = await openPython(program.pid as number);
    const watch = new ThreadWatch(interpreter, new SampledThread(interpreter, thread, { index: 0 }), false);
    watch.look(performance.now());
    assert.equal(watch.live.length, 1);
    watch.close();
    interpreter.memory.close();
  });
}
