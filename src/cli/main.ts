#!/usr/bin/env node
import { callwise } from './callwise.ts';

process.exitCode = await callwise(process.argv.slice(2));
