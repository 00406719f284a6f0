import { fixedDecimals } from '../../model/fixed-decimals.ts';
import type { ReportOptions } from '../state/report-options.ts';

/** Times of a report: seconds with as many decimals as an interval has, or shares of the whole. */
export class TimeText {
  readonly #whole: number;
  readonly #decimals: number;
  readonly #showsPercent: boolean;

  constructor(wholeSeconds: number, maxInterval: number, time: ReportOptions['time']) {
    this.#whole = wholeSeconds;
    this.#decimals = Math.min(6, Math.max(3, Math.ceil(-Math.log10(Math.max(maxInterval, 1e-6)) - 1e-9)));
    this.#showsPercent = time === 'percent';
  }

  of(seconds: number): string {
    return this.#showsPercent ? this.share(seconds) : fixedDecimals(seconds, this.#decimals);
  }

  share(seconds: number): string {
    return percentText(this.shareOf(seconds));
  }

  shareOf(seconds: number): number {
    return this.#whole > 0 ? seconds / this.#whole : 0;
  }
}

export function percentText(share: number): string {
  return `${fixedDecimals(share * 100, 1)}%`;
}

/** A length of time for people: 950 ms, 12.3 s, 4 min 05 s. */
export function durationText(seconds: number): string {
  if (!Number.isFinite(seconds)) return String(seconds);
  if (Math.abs(seconds) < 1) return `${Number((seconds * 1000).toPrecision(3))} ms`;
  if (seconds < 60) return `${fixedDecimals(seconds, seconds < 10 ? 3 : 2)} s`;
  const whole = Math.round(seconds);
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return hours > 0 ? `${hours} h ${minutes} min` : `${minutes} min ${String(whole % 60).padStart(2, '0')} s`;
}

/** How hot a share of the time is: pyinstrument's four steps. */
export function heatOf(share: number): 'hot' | 'warm' | 'mild' | 'cool' {
  if (share > 0.6) return 'hot';
  if (share > 0.2) return 'warm';
  return share > 0.05 ? 'mild' : 'cool';
}
