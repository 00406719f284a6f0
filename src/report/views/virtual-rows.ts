import type { RefObject } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';

/** Rows beyond the edges, so that fast scrolling meets drawn ones. */
const MARGIN = 12;
/** What a printer gets of a list. */
const MOST_PRINTED = 3000;

export interface VirtualWindow {
  readonly first: number;
  /** Exclusive. */
  readonly last: number;
  readonly scrollTo: (row: number) => void;
}

/** Which of many rows of one height are in sight of a scrolling element. */
export function useVirtualRows(
  scroller: RefObject<HTMLElement | null>,
  { count, rowHeight, headerHeight = 0 }: { count: number; rowHeight: number; headerHeight?: number },
): VirtualWindow {
  const [sight, setSight] = useState({ top: 0, height: 800 });
  const isPrinting = usePrinting();
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const look = (): void => setSight({ top: element.scrollTop, height: element.clientHeight });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener('scroll', look, { passive: true });
    look();
    return () => {
      observer.disconnect();
      element.removeEventListener('scroll', look);
    };
  }, [scroller]);
  const scrollTo = useCallback(
    (row: number) => {
      const element = scroller.current;
      if (element === null) return;
      const top = row * rowHeight;
      const room = element.clientHeight - headerHeight;
      if (top < element.scrollTop) element.scrollTop = top;
      else if (top + rowHeight > element.scrollTop + room) element.scrollTop = top + rowHeight - room;
    },
    [scroller, rowHeight, headerHeight],
  );
  if (isPrinting) return { first: 0, last: Math.min(count, MOST_PRINTED), scrollTo };
  const first = Math.max(0, Math.floor(sight.top / rowHeight) - MARGIN);
  const last = Math.min(count, Math.ceil((sight.top + sight.height) / rowHeight) + MARGIN);
  return { first: Math.min(first, last), last, scrollTo };
}

function usePrinting(): boolean {
  const [isPrinting, setPrinting] = useState(() => matchMedia('print').matches);
  useEffect(() => {
    const query = matchMedia('print');
    const follow = (): void => setPrinting(query.matches);
    query.addEventListener('change', follow);
    return () => query.removeEventListener('change', follow);
  }, []);
  return isPrinting;
}

/** The height of a row in pixels, which follows the size of the text. */
export function useRowHeight(scroller: RefObject<HTMLElement | null>): number {
  const [height, setHeight] = useState(24);
  useEffect(() => {
    const element = scroller.current;
    if (element === null) return;
    const measure = (): void =>
      setHeight(Math.round(Number.parseFloat(getComputedStyle(element).fontSize) * 1.75));
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [scroller]);
  return height;
}
