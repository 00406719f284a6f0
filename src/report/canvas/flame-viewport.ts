import type { NodeIndex } from '../../call-tree/call-tree.ts';
import { endOf, type FlameLayout } from '../analysis/flame-layout.ts';
import type { TimeRange } from '../analysis/selection.ts';

/** The part of a flame graph that is in sight: seconds across, pixels down. Changes keep it inside the graph. */
export class FlameViewport {
  readonly #layout: FlameLayout;
  from = 0;
  to: number;
  scrollTop = 0;
  /** Pixels. */
  width = 1;
  height = 1;
  rowHeight = 20;

  constructor(layout: FlameLayout, zoom: TimeRange | undefined) {
    this.#layout = layout;
    this.to = layout.seconds;
    if (zoom !== undefined) this.show(zoom.from, zoom.to);
  }

  /** Undefined when all of the width is in sight. */
  get zoom(): TimeRange | undefined {
    return this.from <= 0 && this.to >= this.#layout.seconds ? undefined : { from: this.from, to: this.to };
  }

  secondsAt(x: number): number {
    return this.from + (x / this.width) * (this.to - this.from);
  }

  rowAt(y: number): number {
    return Math.floor((y + this.scrollTop) / this.rowHeight);
  }

  show(from: number, to: number): void {
    const whole = this.#layout.seconds;
    const length = Math.min(whole, Math.max(to - from, whole / LARGEST_ZOOM));
    this.from = Math.max(0, Math.min(from, whole - length));
    this.to = this.from + length;
  }

  /** `factor` below 1 goes nearer; the place under `x` stays where it is. */
  zoomBy(factor: number, x: number): void {
    const fixed = this.secondsAt(x);
    this.show(fixed - (fixed - this.from) * factor, fixed + (this.to - fixed) * factor);
  }

  panBy(pixels: number): void {
    const seconds = (pixels / this.width) * (this.to - this.from);
    this.show(this.from + seconds, this.to + seconds);
  }

  scrollBy(pixels: number): void {
    const most = Math.max(0, this.#layout.rowCount * this.rowHeight - this.height);
    this.scrollTop = Math.max(0, Math.min(most, this.scrollTop + pixels));
  }

  /** Shows a call over the whole width. */
  zoomTo(node: NodeIndex): void {
    this.show(this.#layout.starts[node] as number, endOf(this.#layout, node));
    this.reveal(node);
  }

  /** Moves as little as brings the call into sight, and goes near enough to see it. */
  reveal(node: NodeIndex): void {
    const start = this.#layout.starts[node] as number;
    const end = endOf(this.#layout, node);
    const length = this.to - this.from;
    if (end - start < (length / this.width) * LEAST_SEEN) {
      const room = ((end - start) * this.width) / LEAST_SEEN / 2;
      this.show(start - room, end + room);
    } else if (end <= this.from || start >= this.to) {
      const middle = (start + end) / 2;
      this.show(middle - length / 2, middle + length / 2);
    }
    const top = (this.#layout.depths[node] as number) * this.rowHeight;
    if (top < this.scrollTop) this.scrollBy(top - this.scrollTop);
    const bottom = top + this.rowHeight - this.height;
    if (bottom > this.scrollTop) this.scrollBy(bottom - this.scrollTop);
  }
}

/** Float64 still tells places apart at this. */
const LARGEST_ZOOM = 1e7;
/** Pixels. */
const LEAST_SEEN = 24;
