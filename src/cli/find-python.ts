import { accessSync, constants, existsSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { CallwiseError } from '../model/callwise-error.ts';
import { firstLineOf } from './first-line.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** Of a command that pip installed. */
const PYTHON_FIRST_LINE = /^#!(\/\S*\/python[\d.]*)\s*$/;

/**
 * The Python that runs the program: the one asked for, that of the virtual environment which a script was installed into, that of
 * the active one, or python3.
 */
export function findPython(asked: string | undefined, env: Environment, script?: string): string {
  if (asked !== undefined) return pythonAt(asked, env, `--python ${asked}`);
  const own = script === undefined ? undefined : environmentPythonOf(script);
  if (own !== undefined) return own;
  const environment = env.VIRTUAL_ENV;
  if (!environment) return pythonAt('python3', env, 'python3');
  return pythonAt(
    join(environment, 'bin', 'python'),
    env,
    `The Python of the virtual environment ${environment}`,
  );
}

/** Its packages are found by no other. */
function environmentPythonOf(script: string): string | undefined {
  const python = PYTHON_FIRST_LINE.exec(firstLineOf(script))?.[1];
  if (python === undefined || !isExecutable(python)) return undefined;
  return existsSync(join(dirname(python), '..', 'pyvenv.cfg')) ? python : undefined;
}

function pythonAt(name: string, env: Environment, description: string): string {
  if (name.includes('/')) {
    if (isExecutable(name)) return name;
    throw new CallwiseError('python-not-found', `${description} is not there, or cannot be executed.`);
  }
  const found = findExecutable(name, env);
  if (found !== undefined) return found;
  throw new CallwiseError('python-not-found', `${description} is not in PATH.`);
}

/** The path of a command in PATH. */
export function findExecutable(name: string, env: Environment): string | undefined {
  const folders = (env.PATH ?? '').split(delimiter);
  return folders.map((folder) => join(folder || '.', name)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
