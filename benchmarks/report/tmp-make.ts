import { writeFileSync } from 'node:fs';
import { renderHtml } from '../../src/api/html-renderer.ts';
import { largeSession } from './made-sessions.ts';
import { buildCallTree } from '../../src/call-tree/build-call-tree.ts';
import { aggregateCalls } from '../../src/processors/aggregate-repeated-calls.ts';
import { writeMadeSession } from '../session/made-session.ts';
import { Session } from '../../src/api/session.ts';
const large = largeSession(1_000_000);
console.log(aggregateCalls(buildCallTree(large.samples, 'without-line')).size);
writeFileSync('/tmp/rep/large.html', renderHtml(large));
writeMadeSession('/tmp/rep/hard.pyisession', 200_000);
const hard = Session.loadSync('/tmp/rep/hard.pyisession');
for (let i=0;i<3;i++) { const t=performance.now(); const h=renderHtml(hard); console.log((performance.now()-t)/1000, h.length/1e6, hard.samples.stacks.size); if(i===0) writeFileSync('/tmp/rep/hard.html', h); }
