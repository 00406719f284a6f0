import type { NodeIndex } from '../../call-tree/call-tree.ts';
import { endOf, type FlameLayout, findFrom } from '../analysis/flame-layout.ts';
import type { CanvasColors } from './canvas-colors.ts';
import { type FlameBitmap, packColor } from './flame-bitmap.ts';

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
const TEXT_INDENT = 4;

/** Draws the calls that are in sight. The cost follows the pixels, not the calls: what is too narrow is jumped over. */
export function paintFlame(
  canvas: HTMLCanvasElement,
  bitmap: FlameBitmap,
  scene: FlameScene,
  colors: CanvasColors,
): void {
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) return;
  const ratio = window.devicePixelRatio || 1;
  const { clientWidth, clientHeight } = canvas;
  const width = Math.max(1, Math.round(clientWidth * ratio));
  const height = Math.max(1, Math.round(clientHeight * ratio));
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== height) canvas.height = height;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.font = `${scene.fontSize}px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace`;
  context.textBaseline = 'middle';
  bitmap.clear(context, packColor(colors.background));
  new FlamePainter({ context, bitmap, scene, colors, ratio, width: clientWidth }).paint(clientHeight);
}

interface FlameCanvas {
  readonly context: CanvasRenderingContext2D;
  readonly bitmap: FlameBitmap;
  readonly scene: FlameScene;
  readonly colors: CanvasColors;
  /** Pixels of the device a pixel of the style sheet. All other pixels here are those of the style sheet. */
  readonly ratio: number;
  readonly width: number;
}

/** The name of a call, with room for so many letters. */
interface Label {
  readonly node: NodeIndex;
  readonly letters: number;
  readonly x: number;
  readonly y: number;
  readonly isFaint: boolean;
}

class FlamePainter {
  readonly #canvas: FlameCanvas;
  readonly #scene: FlameScene;
  readonly #callColors: readonly number[];
  readonly #faintColor: number;
  readonly #pixelsPerSecond: number;
  readonly #letterWidth: number;
  readonly #labels: Label[] = [];

  constructor(canvas: FlameCanvas) {
    const { scene, colors, context, width } = canvas;
    this.#canvas = canvas;
    this.#scene = scene;
    this.#callColors = colors.calls.map(packColor);
    this.#faintColor = packColor(colors.faintCall);
    this.#pixelsPerSecond = width / (scene.to - scene.from);
    this.#letterWidth = context.measureText('m').width;
  }

  paint(height: number): void {
    const { scrollTop, rowHeight, layout } = this.#scene;
    const { bitmap, context, ratio } = this.#canvas;
    const first = Math.max(0, Math.floor(scrollTop / rowHeight));
    const last = Math.min(layout.rowCount - 1, Math.floor((scrollTop + height) / rowHeight));
    for (let row = first; row <= last; row++) {
      const y = row * rowHeight - scrollTop;
      this.#paintRow(row, y);
      bitmap.putRow(Math.round(y * ratio), Math.round((y + rowHeight - 1) * ratio));
    }
    bitmap.show(context);
    for (const label of this.#labels) this.#write(label);
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
    const { bitmap, ratio, width: whole } = this.#canvas;
    const left = Math.max(0, (start - from) * this.#pixelsPerSecond);
    const width = Math.min(whole, (start + seconds - from) * this.#pixelsPerSecond) - left;
    const isFaint = found !== undefined && found[node] === 0;
    const color = isFaint ? this.#faintColor : this.#callColors[colors[node] as number];
    const gap = width > NARROW_PIXELS ? 1 : 0;
    const first = Math.round(left * ratio);
    // A call alone is seen, however short.
    const end = Math.max(first + 1, Math.round((left + width - gap) * ratio));
    bitmap.addBox(first, end, color as number);
    const letters = Math.floor((width - 2 * TEXT_INDENT) / this.#letterWidth);
    if (letters < 3) return;
    this.#labels.push({ node, letters, x: left + TEXT_INDENT, y: y + rowHeight / 2, isFaint });
  }

  #write({ node, letters, x, y, isFaint }: Label): void {
    const { context, colors } = this.#canvas;
    const name = this.#scene.nameOf(node);
    const isWide = /[^\x00-\xff]/.test(name);
    const room = isWide ? Math.floor(letters / 2) : letters;
    const text = name.length <= room ? name : `${name.slice(0, Math.max(1, room - 1))}…`;
    context.fillStyle = isFaint ? colors.faintText : colors.text;
    context.fillText(text, x, y);
  }

  #outlineSelected(): void {
    const { selected, layout, from, rowHeight, scrollTop } = this.#scene;
    const { context, colors, width } = this.#canvas;
    if (selected === undefined) return;
    const start = layout.starts[selected] as number;
    const left = Math.max(1, (start - from) * this.#pixelsPerSecond);
    const right = Math.min(width - 1, (endOf(layout, selected) - from) * this.#pixelsPerSecond);
    if (!(right >= left - 2)) return;
    context.strokeStyle = colors.selection;
    context.lineWidth = 2;
    const y = (layout.depths[selected] as number) * rowHeight - scrollTop;
    context.strokeRect(left, y + 1, Math.max(2, right - left - 1), rowHeight - 3);
  }
}
