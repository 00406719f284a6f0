#!/usr/bin/env node
process.stdout.write('callwise\n');
