// Prints what is known of a session: node examples/session-facts.ts app.pyisession
import { Session } from 'callwise';

const session = await Session.load(process.argv[2] ?? 'profile_data.pyisession');

console.log(`Duration: ${session.duration.toFixed(3)} seconds`);
console.log(`CPU time: ${session.cpuTime.toFixed(3)} seconds`);
console.log(`Samples: ${session.sampleCount}`);
console.log(`Target: ${session.targetDescription}`);
console.log(`Start time: ${session.startTime}`);

// Undefined for a session without samples.
const root = session.rootFrame();
console.log(`Root frame: ${root?.function} in ${root?.filePath}`);
