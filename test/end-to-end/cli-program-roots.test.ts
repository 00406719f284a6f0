import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { hasCompiler } from '../support/cpython-headers.ts';
import { runCallwise, temporaryFolder } from '../support/run-callwise.ts';
import { supportedPythons } from '../support/supported-pythons.ts';

const TIMEOUT = 120_000;
const COMPILER = process.env.CC ?? 'cc';

/** Its child has the thread's frames, and no module, as its outermost ones. */
const FORKS_IN_THREAD = `import os, threading, time

def spin(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        pass

def fork():
    child = os.fork()
    if child == 0:
        in_child()
        os._exit(0)
    os.waitpid(child, 0)

def in_child():
    spin(0.5)

thread = threading.Thread(target=fork)
thread.start()
thread.join()
`;

for (const { version, path } of supportedPythons()) {
  test(`a child that a thread forks, ${version} at ${path}`, { timeout: TIMEOUT }, async (context) => {
    const folder = temporaryFolder(context);
    writeFileSync(join(folder, 'app.py'), FORKS_IN_THREAD);
    const { stdout, status } = await runCallwise(
      ['--subprocesses', '--show-all', '--python', path, 'app.py'],
      { cwd: folder },
    );
    assert.equal(status, 0);
    assert.match(stdout, / in_child {2}/);
  });
}

/** Runs a function of a module again and again, as servers do that have Python inside. */
const EMBEDDING = `#include <dlfcn.h>
#include <stddef.h>

int main(int count, char **words) {
  void *python = dlopen(words[1], RTLD_NOW | RTLD_GLOBAL);
  if (count < 2 || python == NULL) return 1;
  void (*initialize)(void) = dlsym(python, "Py_Initialize");
  void *(*import)(const char *) = dlsym(python, "PyImport_ImportModule");
  void *(*call)(void *, const char *, const char *, ...) = dlsym(python, "PyObject_CallMethod");
  initialize();
  void *module = import("app");
  for (int i = 0; i < 25; i++) call(module, "handle", NULL);
  return module == NULL;
}
`;

const HANDLES = `import time

def handle():
    end = time.perf_counter() + 0.1
    while time.perf_counter() < end:
        pass
`;

const embeddable = supportedPythons().filter(({ sharedLibrary }) => sharedLibrary && hasCompiler());

for (const { version, minor, path } of embeddable) {
  test(`inside a program of C, ${version} at ${path}`, { timeout: TIMEOUT }, async (context) => {
    const folder = temporaryFolder(context);
    writeFileSync(join(folder, 'app.py'), HANDLES);
    writeFileSync(join(folder, 'server.c'), EMBEDDING);
    execFileSync(COMPILER, ['server.c', '-o', 'server', '-ldl'], { cwd: folder });
    const prefix = dirname(dirname(path));
    const { stdout, stderr, status } = await runCallwise(
      ['--show-all', '--', './server', join(prefix, 'lib', `libpython3.${minor}.so`)],
      { cwd: folder, env: { PYTHONHOME: prefix, PYTHONPATH: folder } },
    );
    assert.equal(status, 0, stderr);
    assert.match(stdout, / handle {2}/, stderr);
  });
}
