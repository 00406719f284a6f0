import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { test } from 'node:test';
import { InterpreterFinder } from '../../src/capture/python/find-interpreter.ts';
import { layoutOf } from '../../src/capture/python/layouts/select-layout.ts';
import { hasCompiler, headersOf, layoutFromHeaders } from '../support/cpython-headers.ts';
import { installedPythons } from '../support/pythons.ts';
import { untilPrinted } from '../support/run-callwise.ts';

const MODULES_IN_HEADERS = 10;
const DESCRIBES_ITSELF = 13;
/** Before, another instruction stood for them. */
const HAS_NATIVE_CALLS = 12;

/** What the headers say, without what is not in a layout; members that a layout does not have are for other readers. */
function assertHolds(known: unknown, fromHeaders: unknown, path: string): void {
  if (typeof fromHeaders !== 'object' || fromHeaders === null) {
    assert.equal(known, fromHeaders, path);
    return;
  }
  assert.ok(typeof known === 'object' && known !== null, `${path} is missing`);
  for (const [name, value] of Object.entries(fromHeaders)) {
    assertHolds((known as Record<string, unknown>)[name], value, `${path}.${name}`);
  }
}

test('what the newer versions say of themselves is what their headers say', {
  skip: process.platform !== 'linux' && 'reading a process needs Linux',
}, async (context) => {
  for (const { path } of installedPythons().filter(({ minor }) => minor >= DESCRIBES_ITSELF)) {
    const program = spawn(path, ['-c', 'print("on", flush=True); input()']);
    context.after(() => program.kill('SIGKILL'));
    await untilPrinted(program, 'on');
    const found = new InterpreterFinder().find(program.pid as number);
    assert.equal(found.kind, 'found', path);
    if (found.kind === 'found') {
      assert.deepEqual(found.interpreter.layout, layoutOf(found.interpreter.version), path);
      found.interpreter.memory.close();
    }
  }
});

for (const { version, path, minor } of installedPythons().filter(({ minor }) => minor >= HAS_NATIVE_CALLS)) {
  test(`the calls of C functions are those of CPython ${version}, ${path}`, (context) => {
    const layout = layoutOf(`3.${minor}`);
    assert.ok(layout?.frames === 'data-stack');
    if (minor < DESCRIBES_ITSELF && headersOf(path) === undefined) {
      context.skip(`the headers of ${path} are not installed`);
      return;
    }
    const told: unknown = JSON.parse(
      execFileSync(path, [join(import.meta.dirname, 'native_calls.py')], { encoding: 'utf8' }),
    );
    assert.deepEqual(layout.opcodes.nativeCalls, told);
  });
}

for (const { version, path, minor } of installedPythons()) {
  const headers = hasCompiler() ? headersOf(path) : undefined;
  const reason = hasCompiler() ? `the headers of ${path} are not installed` : 'there is no C compiler';
  test(`the layout of CPython ${version} is that of the headers of ${path}`, {
    skip: headers === undefined && reason,
  }, () => {
    const layout = layoutOf(`3.${minor}`);
    assert.ok(layout !== undefined);
    const { inspection, ...sampled } = layoutFromHeaders(headers as string);
    assertHolds(layout, sampled, `3.${minor}`);
    // Modules are private to their source before 3.10.
    const unknown = minor < MODULES_IN_HEADERS ? { moduleDict: 16 } : {};
    assert.deepEqual(layout.inspection, { ...unknown, ...inspection });
  });
}
