// Joins sessions of different parts of a program and reports them as one:
// node examples/combine-sessions.ts a.pyisession b.pyisession
import { ConsoleRenderer, Session } from 'callwise';

const [pathA = 'a.pyisession', pathB = 'b.pyisession'] = process.argv.slice(2);

const sessionA = await Session.load(pathA);
const sessionB = await Session.load(pathB);

const combinedSession = Session.combine(sessionA, sessionB);

console.log(new ConsoleRenderer({ unicode: true }).render(combinedSession));
