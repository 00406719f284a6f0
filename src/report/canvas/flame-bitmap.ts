/**
 * Rows of boxes as pixels of the device. A row is made once and copied down over its height, so that many thousands of boxes
 * take no longer than few: a canvas without a GPU draws as many rectangles in ten times the time.
 */
export class FlameBitmap {
  #image: ImageData | undefined;
  #pixels = new Uint32Array();
  #row = new Uint32Array();
  #background = 0;

  /** Makes all of it background, as large as the canvas. Colours are `packColor`s. */
  clear(context: CanvasRenderingContext2D, background: number): void {
    const { width, height } = context.canvas;
    if (this.#image?.width !== width || this.#image.height !== height) {
      this.#image = context.createImageData(width, height);
      this.#pixels = new Uint32Array(this.#image.data.buffer);
      this.#row = new Uint32Array(width);
    }
    this.#background = background;
    this.#pixels.fill(background);
    this.#row.fill(background);
  }

  /** Into the row that is being made. */
  addBox(left: number, right: number, color: number): void {
    this.#row.fill(color, left, right);
  }

  /** Ends the row: it stands from `top` to above `bottom`. */
  putRow(top: number, bottom: number): void {
    const width = this.#row.length;
    const end = Math.min(bottom * width, this.#pixels.length);
    for (let at = Math.max(0, top) * width; at < end; at += width) this.#pixels.set(this.#row, at);
    this.#row.fill(this.#background);
  }

  show(context: CanvasRenderingContext2D): void {
    if (this.#image !== undefined) context.putImageData(this.#image, 0, 0);
  }
}

/** A colour as style sheets compute it, `rgb(1, 2, 3)`, as the bytes of a pixel in the order of all processors of today. */
export function packColor(text: string): number {
  const [red = 0, green = 0, blue = 0] = (text.match(/\d+/g) ?? []).map(Number);
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}
