// Everything that can be said about the code without running it. Green is a line a check; red is the tool's own output
// and the command that repairs what it found.
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

interface Check {
  readonly name: string;
  readonly commands: readonly string[];
  readonly fix: string;
}

interface Outcome {
  readonly check: Check;
  readonly passed: boolean;
  readonly output: string;
  readonly seconds: number;
}

const root = join(import.meta.dirname, '..');
const environment = {
  ...process.env,
  PATH: join(root, 'node_modules', '.bin') + delimiter + (process.env.PATH ?? ''),
  [process.stdout.isTTY ? 'FORCE_COLOR' : 'NO_COLOR']: '1',
};

const types: Check = {
  name: 'types',
  commands: ['npm run --silent build'],
  fix: 'npx tsc -b --watch   (reports again at each save)',
};

const codeChecks: readonly Check[] = [
  { name: 'style', commands: ['biome check --error-on-warnings .'], fix: 'npm run format' },
  {
    name: 'unused',
    commands: ['knip --no-config-hints'],
    fix: 'npm run fix:unused   (or use what is reported)',
  },
  {
    name: 'architecture',
    commands: ['node --test --test-reporter=dot test/architecture.test.ts'],
    fix: 'move what is named above, then: node --test test/architecture.test.ts',
  },
];

function packageCheck(folder: string): Check {
  return {
    name: 'package',
    commands: [
      `npm pack --silent --ignore-scripts --pack-destination "${folder}"`,
      `publint "${folder}" --strict`,
      `attw "${folder}" --profile esm-only`,
    ],
    fix: 'correct "exports", "types" and "files" in package.json, then: npm run check',
  };
}

/** The two package linters take the tarball's name, which holds the version. */
function withTarball(command: string, folder: string): string {
  if (command.startsWith('npm pack')) return command;
  const tarball = readdirSync(folder).find((name) => name.endsWith('.tgz'));
  return command.replace(folder, join(folder, tarball ?? 'no-tarball'));
}

function run(command: string): Promise<{ status: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, {
      cwd: root,
      env: environment,
      shell: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    child.on('error', reject);
    child.on('close', (status) => resolve({ status: status ?? 1, output }));
  });
}

async function perform(check: Check, folder: string): Promise<Outcome> {
  const start = performance.now();
  let output = '';
  let passed = true;
  for (const command of check.commands) {
    const result = await run(withTarball(command, folder));
    output += result.output;
    passed = result.status === 0;
    if (!passed) break;
  }
  const outcome = { check, passed, output, seconds: (performance.now() - start) / 1000 };
  report(outcome);
  return outcome;
}

function report({ check, passed, output, seconds }: Outcome): void {
  if (passed) {
    console.log(`ok     ${check.name} (${seconds.toFixed(1)} s)`);
    return;
  }
  console.log(`\n${output.trim()}\n\nFAILED ${check.name}\nFix:   ${check.fix}\n`);
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'callwise-check-'));
  try {
    const built = await perform(types, folder);
    const checks = [...codeChecks, packageCheck(folder)];
    const outcomes = await Promise.all(checks.map((check) => perform(check, folder)));
    const failed = [built, ...outcomes].filter((outcome) => !outcome.passed);
    if (failed.length > 0) process.exitCode = 1;
    console.log(
      failed.length === 0 ? 'all checks passed' : `${failed.length} of ${checks.length + 1} checks failed`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

await main();
