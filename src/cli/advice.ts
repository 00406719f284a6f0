import type { CallwiseErrorCode } from '../model/callwise-error.ts';

/** What to do about each error: a line or two for the terminal, below the message. */
export const ADVICE: Readonly<Record<CallwiseErrorCode, string>> = {
  'bad-option': "Run 'callwise --help' to see the options.",
  'file-format':
    'callwise reads the .pyisession files that it and pyinstrument write, and\n.cpuprofile files of Node.js, Chrome and VS Code.',
  'file-not-found': 'Check the path.',
  'file-not-readable': 'Check that it is a file and that you may read it.',
  'file-not-writable': 'Check that the folder exists, has space, and that you may write there.',
  'needs-linux': 'Record on Linux with -r session -o FILE, then look at it here with --load FILE.',
  'needs-x86-64': 'Record on such a machine with -r session -o FILE, then look at it here with\n--load FILE.',
  'no-permission':
    "Run callwise as the user of that process, or with sudo. Inside a container it\nneeds the capability SYS_PTRACE ('docker run --cap-add SYS_PTRACE').",
  'no-such-process': "Find the number of a running program with 'pgrep -af python'\nor 'pgrep -af node'.",
  'not-python':
    'callwise profiles programs of Python and of Node.js: name a script, -m MODULE,\nor a command that starts Python.',
  'not-node':
    'If it keeps SIGUSR1 or the inspector for itself, start it with callwise, or with\nnode --require callwise/register.',
  'not-cpython': 'callwise reads CPython, the usual Python. --python PATH names one to run.',
  'not-64-bit': 'Use a 64-bit Python.',
  'unsupported-python': 'Run the program with one of these: --python PATH names it.',
  'python-not-found': 'Name the Python to run with --python PATH.',
  'program-not-started': 'Check that the command exists and may be executed.',
  'process-ended': 'Attach earlier, or let callwise run the program.',
  'renderer-failed': 'CALLWISE_DEBUG=1 shows where in its code.',
  'no-previous-session': 'callwise keeps the ten newest reports; --load FILE opens a saved session.',
};
