import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { temporaryFolder } from './support/run-callwise.ts';

const execute = promisify(execFile);
const root = resolve(import.meta.dirname, '..');
/** TypeScript in JavaScript, which infers some types in another way than the one that callwise is built with. */
const OLDER = ['@arethetypeswrong/cli/package.json', '@arethetypeswrong/core'];

const COMPILERS: Readonly<Record<string, string>> = {
  'the TypeScript of the project': compilerOf([]),
  'TypeScript 5': compilerOf(OLDER),
};

/** The compiler that the last of some packages has, each of which is one that the package before it needs. */
function compilerOf(packages: readonly string[]): string {
  const from = packages.reduce((path, name) => createRequire(path).resolve(name), import.meta.filename);
  return join(createRequire(from).resolve('typescript/package.json'), '../bin/tsc');
}

interface Compilation {
  readonly compiler: string;
  readonly skipLibCheck?: boolean;
}

/** What the compiler says of a program that has the package installed, and the types of Node for the declarations that ask for them. */
async function compile(
  context: TestContext,
  text: string,
  { compiler, skipLibCheck = true }: Compilation,
): Promise<string> {
  const folder = temporaryFolder(context);
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules', 'callwise'));
  symlinkSync(join(root, 'node_modules', '@types'), join(folder, 'node_modules', '@types'));
  writeFileSync(join(folder, 'user.mts'), text);
  const compilerOptions = {
    target: 'ES2022',
    module: 'NodeNext',
    strict: true,
    noEmit: true,
    skipLibCheck,
    types: [],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: ['user.mts'] }));
  return execute(process.execPath, [compiler, '-p', folder]).then(
    () => '',
    (error: { stdout: string }) => error.stdout,
  );
}

const HANDLERS = `
  import http from 'node:http';
  import http2 from 'node:http2';
  import https from 'node:https';
  import { profiledHandler } from 'callwise/middleware';
  http.createServer(profiledHandler((request, response) => { response.end(request.url); }, {}));
  https.createServer(profiledHandler((request, response) => { response.end(request.url); }, {}));
  http2.createServer(profiledHandler((request, response) => { response.end(String(request.stream.id)); }, {}));
  const listener = profiledHandler(async (request, response) => { request.pipe(response); }, {});
  http.createServer(listener);
`;

const PROFILED = `
  import { profile } from 'callwise';
  const numbers = profile(function* (count: number) { yield count; });
  for (const number of numbers(1)) number.toFixed();
  const double = profile(function (number: number) { return 2 * number; });
  double(1).toFixed();
  class Counter {
    count = 1;
    read = profile(function (this: Counter) { return this.count; });
  }
  new Counter().read().toFixed();
`;

const ENTRIES = `
  import { profile, Profiler, Session } from 'callwise';
  import { expressProfiler } from 'callwise/middleware';
  import 'callwise/register';
  export { expressProfiler, profile, Profiler, Session };
`;

const WITHOUT_NODE = `
  import { profile, Profiler, Session } from 'callwise';
  export const session: Promise<Session> = Session.load('a.pyisession');
  using profiler = new Profiler().start();
  export const { isRunning } = profiler;
  using block = profile();
  export const { interval } = block.profiler;
`;

for (const [name, compiler] of Object.entries(COMPILERS)) {
  test(`a handler that is written in place is given the request and the response of its server, with ${name}`, async (context) => {
    assert.equal(await compile(context, HANDLERS, { compiler }), '');
  });

  test(`a function that is profiled is called as it was, with ${name}`, async (context) => {
    assert.equal(await compile(context, PROFILED, { compiler }), '');
  });
}

test('its declarations stand a check, those of the profiler without the types of Node', async (context) => {
  const strictly = { compiler: compilerOf([]), skipLibCheck: false };
  assert.equal(await compile(context, ENTRIES, strictly), '');
  assert.equal(await compile(context, WITHOUT_NODE, strictly), '');
});
