// node scripts/read-layout.ts FOLDER: prints the layout that a CPython's headers tell, for a file in src/capture/python/layouts.
// FOLDER is what `python3 -c 'import sysconfig; print(sysconfig.get_path("include"))'` prints.
import { layoutFromHeaders } from '../test/support/cpython-headers.ts';

const folder = process.argv[2];
if (folder === undefined) {
  console.error('usage: node scripts/read-layout.ts FOLDER');
  process.exitCode = 2;
} else console.log(JSON.stringify(layoutFromHeaders(folder), undefined, 2));
