// Prints how long `import 'callwise/register'` takes, in milliseconds, without what recording itself begins, and how many
// modules of callwise it loads.
import { registerHooks } from 'node:module';

let modules = 0;
registerHooks({
  load(url, context, nextLoad) {
    if (url.includes('/dist/')) modules++;
    return nextLoad(url, context);
  },
});
const begin = performance.now();
await import('../../dist/register/register.js');
console.log(JSON.stringify({ millis: performance.now() - begin, modules }));
