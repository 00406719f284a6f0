import { deliverReport } from '../deliver-report.ts';
import type { ReportOptions } from '../invocation.ts';
import { loadSession } from '../load-session.ts';
import { prepareReport } from '../prepare-report.ts';

/** Reports a session that was saved. */
export async function load(path: string, options: ReportOptions): Promise<number> {
  const report = await prepareReport(options);
  await deliverReport(await loadSession(path), report);
  return 0;
}
