import { reportsFolder } from '../data-folder.ts';
import type { ReportOptions } from '../invocation.ts';
import { keepCutShort } from '../recording-logs.ts';
import { findReport } from '../report-history.ts';
import { load } from './load.ts';

/** Reports one of the runs that callwise keeps. */
export async function loadPrevious(identifier: string, options: ReportOptions): Promise<number> {
  keepCutShort();
  return load(await findReport(identifier, reportsFolder()), options);
}
