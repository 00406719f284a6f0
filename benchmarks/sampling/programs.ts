import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type CallStyle, callGraphProgram } from '../../test/accuracy/call-graph.ts';

/** The frames of the deep program while one of its leaves runs. */
export const DEEP_STACK = 25;

/** Below `<module>` and `main`, above the leaf. */
const LEVELS = DEEP_STACK - 3;
/** Levels in which the path forks, so that there are some hundred distinct stacks and not one. */
const FORKS = 6;

export function writeCallGraph(folder: string, style: CallStyle = 'plain'): string {
  return write(folder, `graph_${style.replace('-', '_')}.py`, callGraphProgram(style));
}

/** Runs for the seconds of its argument at a depth of 25, going down and up again every tenth of a millisecond or so. */
export function writeDeepProgram(folder: string): string {
  const levels = Array.from({ length: LEVELS }, (_, level) => {
    const next = level === LEVELS - 1 ? 'leaves()' : `level_${level + 1}(path)`;
    const fork = level < FORKS ? `    if path & ${1 << level}:\n        return ${next}\n` : '';
    return `def level_${level}(path):\n${fork}    return ${next}\n`;
  });
  // The last level holds the loop over the leaves, so that a leaf is the 25th frame.
  levels[LEVELS - 1] = `def level_${LEVELS - 1}(path):\n    for leaf in LEAVES:\n        leaf()\n`;
  return write(folder, 'deep.py', `${DEEP_HEAD}\n${levels.join('\n')}\n${DEEP_MAIN}`);
}

const DEEP_HEAD = `
import sys
from time import perf_counter

${['a', 'b', 'c', 'd'].map((name) => `def leaf_${name}():\n    total = 0\n    for i in range(200):\n        total += i * i\n    return total\n`).join('\n')}
LEAVES = [leaf_a, leaf_b, leaf_c, leaf_d] * 4
`;

const DEEP_MAIN = `
def main(seconds):
    start = perf_counter()
    path = 0
    while perf_counter() - start < seconds:
        level_0(path)
        path = (path + 1) % ${1 << FORKS}

main(float(sys.argv[1]))
`;

/** Ordinary work of a fixed amount in the standard library; prints its own seconds. */
export function writeOrdinaryProgram(folder: string): string {
  return write(folder, 'ordinary.py', ORDINARY);
}

const ORDINARY = `
import json
import random
import re
import sys
from collections import Counter
from time import perf_counter

WORD = re.compile(r'[a-z]+')

def make_records(count):
    source = random.Random(1)
    return [{'id': i, 'name': f'name {source.random()}', 'tags': ['a', 'b', str(i % 7)]} for i in range(count)]

def through_json(records):
    return json.loads(json.dumps(records, indent=1))

def count_words(records):
    counter = Counter()
    for record in records:
        counter.update(WORD.findall(record['name'] + ' '.join(record['tags'])))
    return counter

def order(records):
    return sorted(records, key=lambda record: (record['tags'][2], record['name']))

def main(rounds):
    start = perf_counter()
    for _ in range(rounds):
        records = through_json(make_records(4000))
        count_words(records)
        order(records)
    print(json.dumps({'elapsed': perf_counter() - start}))

main(int(sys.argv[1]))
`;

function write(folder: string, name: string, source: string): string {
  const path = join(folder, name);
  writeFileSync(path, source);
  return path;
}
