import { execFile } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { oraclePython } from '../../test/support/oracles.ts';

const PIECE_LENGTH = 1 << 20;

/** Lets pyinstrument record a program at 1,000 Hz, which writes documentation of the standard library. */
export async function record(folder: string, seconds: number): Promise<string> {
  const program = join(folder, 'document.py');
  const session = join(folder, 'document.pyisession');
  writeFileSync(program, DOCUMENT);
  const options = ['-m', 'pyinstrument', '-i', '0.001', '-r', 'session', '-o', session];
  await promisify(execFile)(oraclePython(), [...options, program, String(seconds)]);
  return session;
}

const DOCUMENT = `
import pydoc
import sys
from importlib import import_module
from time import perf_counter

MODULES = """argparse ast asyncio collections configparser csv dataclasses datetime decimal difflib email enum fractions
functools html.parser http.client inspect ipaddress json logging pathlib pickle random re shutil socket statistics string
subprocess tarfile tempfile textwrap threading tokenize traceback typing unittest urllib.parse uuid xml.dom.minidom zipfile"""

def document(seconds):
    end = perf_counter() + seconds
    while True:
        for name in MODULES.split():
            pydoc.render_doc(import_module(name), renderer=pydoc.plaintext)
            if perf_counter() >= end:
                return

document(float(sys.argv[1]))
`;

/** Writes the samples of a recording again and again, each time with other seconds. */
export function repeatRecording(
  recording: string,
  path: string,
  size: { readonly bytes: number } | { readonly samples: number },
): void {
  const { frame_records, ...facts } = JSON.parse(readFileSync(recording, 'utf8')) as Recording;
  const stacks = frame_records.map(([stack]) => asPython(stack));
  const file = openSync(path, 'w');
  try {
    let piece = `${asPython(facts).slice(0, -1)}, "frame_records": [`;
    let written = 0;
    const isEnough = (sample: number) =>
      'samples' in size ? sample >= size.samples : written + piece.length >= size.bytes;
    for (let sample = 0; !isEnough(sample); sample++) {
      const seconds = 0.001 + ((sample * 0.618_033_988_749_895) % 1) * 1e-4;
      piece += `${sample === 0 ? '' : ', '}[${stacks[sample % stacks.length]}, ${seconds}]`;
      if (piece.length < PIECE_LENGTH) continue;
      written += writeSync(file, piece, undefined, 'latin1');
      piece = '';
    }
    writeSync(file, `${piece}]}`, undefined, 'latin1');
  } finally {
    closeSync(file);
  }
}

interface Recording {
  readonly frame_records: readonly (readonly [readonly string[], number])[];
}

/** JSON with the white space of Python's; what is not ASCII does not come up. */
function asPython(value: unknown): string {
  return JSON.stringify(value, null, 1)
    .replace(/\n */g, ' ')
    .replace(/([[{]) | ([\]}])/g, '$1$2');
}
