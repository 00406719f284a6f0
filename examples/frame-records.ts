// Prints the recorded stacks of a session: node examples/frame-records.ts app.pyisession
import { Session } from 'callwise';

const session = await Session.load(process.argv[2] ?? 'profile_data.pyisession');

for (const [callStack, seconds] of session.frameRecords) {
  console.log(`Time: ${seconds.toFixed(6)}s`);
  // Function, file and first line are parted by NUL, attributes stand behind \x01.
  for (const frameText of callStack) console.log(`  ${frameText.split('\x01')[0]?.replaceAll('\0', ' ')}`);
  console.log();
}
