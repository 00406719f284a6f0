/** `2026-01-31T09-05-00` for a Unix timestamp in seconds, in local time, as pyinstrument names its reports. */
export function localTimestamp(seconds: number): string {
  const date = new Date(seconds * 1000);
  const two = (part: number): string => String(part).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day}T${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join('-')}`;
}
