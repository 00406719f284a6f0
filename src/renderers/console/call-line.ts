import type { NodeIndex } from '../../call-tree/call-tree.ts';
import { fixedDecimals } from '../../model/fixed-decimals.ts';
import type { ReportView } from '../report-view.ts';
import type { ConsoleOptions } from './console-options.ts';
import { COLORS, NO_COLORS, type Palette } from './palette.ts';
import { visibleText } from './visible-text.ts';

/** Writes what stands in the line of a call: time, name and position. */
export class CallLineWriter {
  readonly palette: Palette;
  readonly #view: ReportView;
  readonly #showsPercent: boolean;
  readonly #decimals: number;

  constructor(view: ReportView, options: ConsoleOptions, maxInterval: number) {
    this.palette = options.color ? COLORS : NO_COLORS;
    this.#view = view;
    this.#showsPercent = options.time === 'percent_of_total';
    this.#decimals = decimalsFor(maxInterval);
  }

  line(node: NodeIndex, seconds: number = this.#view.tree.secondsOf(node)): string {
    const { end, faint, application } = this.palette;
    const share = this.#shareOf(seconds);
    const time = this.#showsPercent
      ? `${fixedDecimals(share * 100, 1)}%`
      : fixedDecimals(seconds, this.#decimals);
    const nameColor = this.#view.isApplication(node) ? application : '';
    const name = `${nameColor}${visibleText(this.#view.nameOf(node))}${end}`;
    const position = visibleText(this.#view.positionOf(node));
    return `${this.#timeColor(share)}${time}${end} ${name}  ${position === '' ? '' : `${faint}${position}${end}`}`;
  }

  #shareOf(seconds: number): number {
    return this.#view.rootSeconds === 0 ? 1 : seconds / this.#view.rootSeconds;
  }

  #timeColor(share: number): string {
    if (share > 0.6) return this.palette.red;
    if (share > 0.2) return this.palette.yellow;
    return share > 0.05 ? this.palette.green : this.palette.brightGreen + this.palette.faint;
  }
}

/** As many decimals as show one interval, at most 9. */
function decimalsFor(interval: number): number {
  const atLeast = Math.max(interval, 1e-9);
  const exponent = -Math.log10(Math.min(atLeast, 1));
  // The logarithm of a power of ten may miss the integer by its last bit.
  const near = Math.round(exponent);
  return Math.abs(exponent - near) < 2e-15 ? near + 0 : Math.ceil(exponent);
}
