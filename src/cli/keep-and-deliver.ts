import type { RecordingLog } from '../formats/recording/recording-log.ts';
import type { SessionData } from '../session/session-data.ts';
import { reportsFolder } from './data-folder.ts';
import { deliverReport } from './deliver-report.ts';
import { hint } from './hint.ts';
import { isAllLibrary } from './library-time.ts';
import type { PreparedReport } from './prepare-report.ts';
import { keepLog } from './recording-logs.ts';
import { keepReport } from './report-history.ts';
import { type Circumstances, whyEmpty } from './why-empty.ts';

/** Reports a new recording, whose log is not needed any more then. When that fails, the log is what remains of it. */
export async function deliverAndForget(
  session: SessionData,
  report: PreparedReport,
  { log, ...circumstances }: Circumstances & { readonly log: RecordingLog },
): Promise<void> {
  try {
    await deliverAndKeep(session, report, circumstances);
    log.remove();
  } catch (error) {
    if (log.isWritten) keepLog(log.path, 'The recording is kept.');
    throw error;
  }
}

/** Reports a new recording that has no log. When that fails, it is kept. */
export async function keepAndDeliver(
  session: SessionData,
  report: PreparedReport,
  circumstances: Circumstances,
): Promise<void> {
  try {
    await deliverAndKeep(session, report, circumstances);
  } catch (error) {
    if (session.samples.length > 0) {
      await keep(session, 'The recording is kept. To view it, run:\n    callwise --load-prev {}\n');
    }
    throw error;
  }
}

/** What is only printed is kept as well, so that it can be looked at again in another way. */
async function deliverAndKeep(
  session: SessionData,
  report: PreparedReport,
  circumstances: Circumstances,
): Promise<void> {
  await deliverReport(session, report);
  if (session.samples.length === 0) {
    hint(whyEmpty(session.sampling, circumstances));
    return;
  }
  if (report.hidesLibraries && isAllLibrary(session)) {
    hint('Nearly all of the time is in libraries, whose calls are hidden; --show-all\nshows them.\n');
  }
  if (report.kind !== 'text' || report.outputPath !== undefined) return;
  await keep(
    session,
    'To view this report with different options, run:\n    callwise --load-prev {} [options]\n',
  );
}

/** `{}` in the hint is the identifier. */
async function keep(session: SessionData, howToLoad: string): Promise<void> {
  try {
    const identifier = await keepReport(session, reportsFolder());
    hint(howToLoad.replace('{}', identifier));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    hint(`This report was not kept for --load-prev: ${reason}`);
  }
}
