import type { RefObject } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { type CanvasColors, resolveColors } from '../canvas/canvas-colors.ts';
import { useReport } from './use-report.ts';

/** Paints a canvas once a frame at most, and again when its size changes. The result asks for it. */
export function usePainting(
  canvas: RefObject<HTMLCanvasElement | null>,
  paint: (canvas: HTMLCanvasElement, colors: CanvasColors) => void,
): () => void {
  const colors = useCanvasColors(canvas);
  const latest = useRef<() => void>(() => undefined);
  const frame = useRef(0);
  const ask = useRef(() => {
    if (frame.current !== 0) return;
    frame.current = requestAnimationFrame(() => {
      frame.current = 0;
      latest.current();
    });
  });
  latest.current = () => {
    if (canvas.current !== null && colors !== undefined) paint(canvas.current, colors);
  };
  useEffect(() => {
    if (canvas.current === null) return;
    const observer = new ResizeObserver(() => ask.current());
    observer.observe(canvas.current);
    return () => {
      observer.disconnect();
      cancelAnimationFrame(frame.current);
      frame.current = 0;
    };
  }, [canvas]);
  useEffect(() => ask.current());
  return ask.current;
}

function useCanvasColors(canvas: RefObject<HTMLCanvasElement | null>): CanvasColors | undefined {
  const { options } = useReport();
  const [colors, setColors] = useState<CanvasColors>();
  useEffect(() => {
    const host = canvas.current?.parentElement;
    if (host === null || host === undefined) return;
    const follow = (): void => setColors(resolveColors(host));
    const query = matchMedia('(prefers-color-scheme: dark)');
    query.addEventListener('change', follow);
    follow();
    return () => query.removeEventListener('change', follow);
  }, [canvas, options.theme]);
  return colors;
}
