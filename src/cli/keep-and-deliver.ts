import { join } from 'node:path';
import type { SessionData } from '../session/session-data.ts';
import { dataFolder } from './data-folder.ts';
import { deliverReport } from './deliver-report.ts';
import { hint } from './hint.ts';
import type { PreparedReport } from './prepare-report.ts';
import { keepReport } from './report-history.ts';

/** Reports a new recording. What is only printed is kept as well, so that it can be looked at again in another way. */
export async function keepAndDeliver(session: SessionData, report: PreparedReport): Promise<void> {
  await deliverReport(session, report);
  if (session.samples.length === 0) {
    hint('The program ran for less than the interval between samples. -i 50us is the shortest.');
    return;
  }
  if (report.kind !== 'text' || report.outputPath !== undefined) return;
  const folder = join(dataFolder(), 'reports');
  try {
    const identifier = await keepReport(session, folder);
    hint(
      `To view this report with different options, run:\n    callwise --load-prev ${identifier} [options]\n`,
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    hint(`This report was not kept for --load-prev: ${reason}`);
  }
}
