import { useContext } from 'preact/hooks';
import { ReportContext, type ReportContextValue } from './report-context.ts';

export function useReport(): ReportContextValue {
  const value = useContext(ReportContext);
  if (value === undefined) throw new Error('A view stands outside its report');
  return value;
}
