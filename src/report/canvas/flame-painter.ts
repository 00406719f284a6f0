import type { NodeIndex } from '../../call-tree/call-tree.ts';
import { endOf, type FlameLayout, findFrom } from '../analysis/flame-layout.ts';
import type { CanvasColors } from './canvas-colors.ts';

export interface FlameScene {
  readonly layout: FlameLayout;
  /** For each node a row of the palette. */
  readonly colors: Uint8Array;
  /** Seconds at the left and at the right edge. */
  readonly from: number;
  readonly to: number;
  readonly scrollTop: number;
  readonly rowHeight: number;
  readonly fontSize: number;
  readonly selected: NodeIndex | undefined;
  /** 1 for calls that a search has found; undefined without a search. */
  readonly found: Uint8Array | undefined;
  nameOf(node: NodeIndex): string;
}

/** Narrower calls that follow each other are drawn as one box, as wide as this. */
const NARROW_PIXELS = 3;
/** A call alone is seen, however short. */
const LEAST_PIXELS = 0.75;
const TEXT_INDENT = 4;

/** Draws the calls that are in sight. The cost follows the pixels, not the calls: what is too narrow is jumped over. */
export function paintFlame(canvas: HTMLCanvasElement, scene: FlameScene, colors: CanvasColors): void {
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) return;
  const ratio = window.devicePixelRatio || 1;
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  if (canvas.width !== Math.round(width * ratio)) canvas.width = Math.round(width * ratio);
  if (canvas.height !== Math.round(height * ratio)) canvas.height = Math.round(height * ratio);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.fillStyle = colors.background;
  context.fillRect(0, 0, width, height);
  context.font = `${scene.fontSize}px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace`;
  context.textBaseline = 'middle';
  new FlamePainter(context, scene, colors, width).paint(height);
}

class FlamePainter {
  readonly #context: CanvasRenderingContext2D;
  readonly #scene: FlameScene;
  readonly #colors: CanvasColors;
  readonly #width: number;
  readonly #pixelsPerSecond: number;
  readonly #letterWidth: number;

  constructor(context: CanvasRenderingContext2D, scene: FlameScene, colors: CanvasColors, width: number) {
    this.#context = context;
    this.#scene = scene;
    this.#colors = colors;
    this.#width = width;
    this.#pixelsPerSecond = width / (scene.to - scene.from);
    this.#letterWidth = context.measureText('m').width;
  }

  paint(height: number): void {
    const { scrollTop, rowHeight, layout } = this.#scene;
    const first = Math.max(0, Math.floor(scrollTop / rowHeight));
    const last = Math.min(layout.rowCount - 1, Math.floor((scrollTop + height) / rowHeight));
    for (let row = first; row <= last; row++) this.#paintRow(row, row * rowHeight - scrollTop);
    this.#outlineSelected();
  }

  #paintRow(row: number, y: number): void {
    const { layout, from, to } = this.#scene;
    const end = layout.rowStarts[row + 1] as number;
    const narrow = NARROW_PIXELS / this.#pixelsPerSecond;
    let at = findFrom(layout, from, layout.rowStarts[row] as number, end);
    while (at < end) {
      const node = layout.nodes[at] as number;
      const start = layout.starts[node] as number;
      if (start >= to) break;
      let seconds = layout.tree.secondsOf(node);
      let next = at + 1;
      if (seconds < narrow) {
        next = findFrom(layout, start + narrow, next, end);
        const last = layout.nodes[next - 1] as number;
        seconds = Math.min(narrow, endOf(layout, last) - start);
      }
      this.#paintCall(node, start, seconds, y);
      at = next;
    }
  }

  #paintCall(node: NodeIndex, start: number, seconds: number, y: number): void {
    const { colors, found, rowHeight, from } = this.#scene;
    const left = Math.max(0, (start - from) * this.#pixelsPerSecond);
    const right = Math.min(this.#width, (start + seconds - from) * this.#pixelsPerSecond);
    const width = Math.max(LEAST_PIXELS, right - left);
    const isFaint = found !== undefined && found[node] === 0;
    const color = isFaint ? this.#colors.faintCall : this.#colors.calls[colors[node] as number];
    this.#context.fillStyle = color as string;
    this.#context.fillRect(left, y, width > 3 ? width - 1 : width, rowHeight - 1);
    const letters = Math.floor((width - 2 * TEXT_INDENT) / this.#letterWidth);
    if (letters < 3) return;
    this.#context.fillStyle = isFaint ? this.#colors.faintText : this.#colors.text;
    this.#write(this.#scene.nameOf(node), letters, left + TEXT_INDENT, y + rowHeight / 2);
  }

  #write(name: string, letters: number, x: number, y: number): void {
    const isWide = /[^\x00-\xff]/.test(name);
    const room = isWide ? Math.floor(letters / 2) : letters;
    const text = name.length <= room ? name : `${name.slice(0, Math.max(1, room - 1))}…`;
    this.#context.fillText(text, x, y);
  }

  #outlineSelected(): void {
    const { selected, layout, from, rowHeight, scrollTop } = this.#scene;
    if (selected === undefined) return;
    const start = layout.starts[selected] as number;
    const left = Math.max(1, (start - from) * this.#pixelsPerSecond);
    const right = Math.min(this.#width - 1, (endOf(layout, selected) - from) * this.#pixelsPerSecond);
    if (!(right >= left - 2)) return;
    this.#context.strokeStyle = this.#colors.selection;
    this.#context.lineWidth = 2;
    const y = (layout.depths[selected] as number) * rowHeight - scrollTop;
    this.#context.strokeRect(left, y + 1, Math.max(2, right - left - 1), rowHeight - 3);
  }
}
