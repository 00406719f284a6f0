// Takes a session apart as JSON and puts it together again: node examples/session-as-json.ts app.pyisession session.json
import { readFileSync, writeFileSync } from 'node:fs';
import { Session } from 'callwise';

const [sessionPath = 'profile_data.pyisession', jsonPath = 'session.json'] = process.argv.slice(2);

const session = await Session.load(sessionPath);

// JSON.stringify(session) gives the same; `includeFrameRecords: false` leaves the samples out.
const jsonData = session.toJSON();
writeFileSync(jsonPath, JSON.stringify(jsonData, undefined, 2));

const loadedData: unknown = JSON.parse(readFileSync(jsonPath, 'utf8'));
const restoredSession = Session.fromJSON(loadedData);
console.log(`${restoredSession.frameRecords.length} samples were restored`);
