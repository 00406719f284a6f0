// Renders a session that was saved, as a page: node examples/render-session.ts app.pyisession app.html
import { writeFileSync } from 'node:fs';
import { HTMLRenderer, Session } from 'callwise';

const [sessionPath = 'profile_data.pyisession', pagePath = 'profile.html'] = process.argv.slice(2);

const loadedSession = await Session.load(sessionPath);

// Any other renderer does as well: ConsoleRenderer, JSONRenderer, SpeedscopeRenderer, PstatsRenderer, or one of yours.
const renderer = new HTMLRenderer();
writeFileSync(pagePath, renderer.render(loadedSession));
