import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { NodeIndex } from '../../call-tree/call-tree.ts';
import type { FlameLayout } from '../analysis/flame-layout.ts';
import { callAt } from '../canvas/flame-keys.ts';
import type { FlameViewport } from '../canvas/flame-viewport.ts';
import type { Hovered } from './flame-tip.tsx';

interface FlamePointer {
  readonly layout: FlameLayout;
  readonly viewport: FlameViewport;
  readonly moved: () => void;
  readonly select: (node: NodeIndex | undefined) => void;
  readonly hover: (hovered: Hovered | undefined) => void;
}

/** A pointer that went further than this was dragging. */
const CLICK_PIXELS = 4;
const WHEEL_ZOOM = 0.002;

/** Wheel, dragging, clicks and hovering over the canvas. */
export function useFlamePointer(canvas: RefObject<HTMLCanvasElement | null>, pointer: FlamePointer): void {
  const latest = useRef(pointer);
  latest.current = pointer;
  useEffect(() => {
    const element = canvas.current;
    if (element === null) return;
    const stopping = new AbortController();
    const { signal } = stopping;
    listenToWheel(element, latest, signal);
    listenToPointer(element, latest, signal);
    return () => stopping.abort();
  }, [canvas]);
}

function listenToWheel(element: HTMLElement, latest: { current: FlamePointer }, signal: AbortSignal): void {
  const onWheel = (event: WheelEvent): void => {
    const { viewport, moved } = latest.current;
    const before = [viewport.from, viewport.to, viewport.scrollTop];
    if (event.ctrlKey || event.metaKey) viewport.zoomBy(Math.exp(event.deltaY * WHEEL_ZOOM), event.offsetX);
    else {
      viewport.scrollBy(event.shiftKey ? 0 : event.deltaY);
      viewport.panBy(event.shiftKey ? event.deltaY : event.deltaX);
    }
    const after = [viewport.from, viewport.to, viewport.scrollTop];
    // What does not move the graph moves the page around it.
    if (before.every((value, at) => value === after[at]) && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    moved();
  };
  element.addEventListener('wheel', onWheel, { passive: false, signal });
}

function listenToPointer(element: HTMLElement, latest: { current: FlamePointer }, signal: AbortSignal): void {
  let last: { x: number; y: number; distance: number } | undefined;
  const callUnder = (event: MouseEvent): NodeIndex | undefined =>
    callAt(latest.current.layout, latest.current.viewport, event.offsetX, event.offsetY);
  const listen = <K extends keyof HTMLElementEventMap>(
    type: K,
    listener: (event: HTMLElementEventMap[K]) => void,
  ): void => element.addEventListener(type, listener, { signal });
  listen('pointerdown', (event) => {
    if (event.button !== 0) return;
    last = { x: event.offsetX, y: event.offsetY, distance: 0 };
    element.setPointerCapture(event.pointerId);
  });
  listen('pointermove', (event) => {
    const { viewport, moved, hover } = latest.current;
    if (last === undefined) {
      const node = callUnder(event);
      hover(node === undefined ? undefined : { node, x: event.offsetX, y: event.offsetY });
      return;
    }
    const [dx, dy] = [event.offsetX - last.x, event.offsetY - last.y];
    last = { x: event.offsetX, y: event.offsetY, distance: last.distance + Math.abs(dx) + Math.abs(dy) };
    if (last.distance <= CLICK_PIXELS) return;
    viewport.panBy(-dx);
    viewport.scrollBy(-dy);
    hover(undefined);
    moved();
  });
  listen('pointerup', (event) => {
    if (last !== undefined && last.distance <= CLICK_PIXELS) latest.current.select(callUnder(event));
    last = undefined;
  });
  listen('pointercancel', () => {
    last = undefined;
  });
  listen('pointerleave', () => latest.current.hover(undefined));
  listen('dblclick', (event) => {
    const node = callUnder(event);
    if (node === undefined) return;
    latest.current.viewport.zoomTo(node);
    latest.current.moved();
  });
}
