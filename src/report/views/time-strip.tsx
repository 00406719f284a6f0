import type { JSX } from 'preact';
import { useRef, useState } from 'preact/hooks';
import type { Activity } from '../analysis/activity.ts';
import type { TimeRange } from '../analysis/selection.ts';
import type { CanvasColors } from '../canvas/canvas-colors.ts';
import { durationText } from './time-text.ts';
import { usePainting } from './use-canvas.ts';
import { useReport } from './use-report.ts';

const SLICES = 480;
/** Of the recording, for a press of an arrow key. */
const KEY_STEP = 0.01;

/** The whole recording in one line; dragging over it selects a time, and all views follow. */
export function TimeStrip(): JSX.Element | null {
  const { model, selection, navigate } = useReport();
  const activity = model.activity(SLICES);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [dragged, setDragged] = useState<TimeRange | undefined>(undefined);
  const start = useRef<number | undefined>(undefined);
  usePainting(canvas, (element, colors) => paintActivity(element, activity, colors));
  const whole = activity.seconds;
  const range = dragged ?? selection.range ?? { from: 0, to: whole };
  const isWhole = dragged === undefined && selection.range === undefined;
  const secondsAt = (event: PointerEvent): number => {
    const box = canvas.current?.getBoundingClientRect();
    const share = box === undefined ? 0 : (event.clientX - box.left) / box.width;
    return Math.max(0, Math.min(1, share)) * whole;
  };
  const choose = ({ from, to }: TimeRange, how: 'push' | 'replace' = 'push'): void => {
    const isAll = from <= 0 && to >= whole;
    navigate({ range: isAll || to <= from ? undefined : { from, to }, zoom: undefined }, how);
  };
  if (!(whole > 0)) return null;
  return (
    <div
      class="strip"
      role="group"
      aria-label="Time range"
      onPointerDown={(event) => {
        if ((event.target as HTMLElement).role === 'slider') return;
        start.current = secondsAt(event);
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={(event) => {
        if (start.current === undefined) return;
        const at = secondsAt(event);
        setDragged({ from: Math.min(start.current, at), to: Math.max(start.current, at) });
      }}
      onPointerUp={() => {
        if (dragged !== undefined && dragged.to - dragged.from > whole * 0.002) choose(dragged);
        else if (start.current !== undefined && !isWhole) choose({ from: 0, to: whole });
        start.current = undefined;
        setDragged(undefined);
      }}
    >
      <canvas ref={canvas} aria-hidden="true" />
      {!isWhole && <Shade from={0} to={range.from / whole} />}
      {!isWhole && <Shade from={range.to / whole} to={1} />}
      {(['from', 'to'] as const).map((side) => (
        <Handle
          key={side}
          side={side}
          range={range}
          whole={whole}
          onMove={(seconds) => choose({ ...range, [side]: seconds }, 'replace')}
        />
      ))}
      {!isWhole && (
        <span class="strip-label" style={{ left: `${(range.from / whole) * 100}%` }}>
          {durationText(range.to - range.from)}
        </span>
      )}
    </div>
  );
}

function Shade({ from, to }: TimeRange): JSX.Element {
  return <span class="shade" style={{ left: `${from * 100}%`, width: `${Math.max(0, to - from) * 100}%` }} />;
}

interface HandleProps {
  readonly side: 'from' | 'to';
  readonly range: TimeRange;
  readonly whole: number;
  readonly onMove: (seconds: number) => void;
}

function Handle({ side, range, whole, onMove }: HandleProps): JSX.Element {
  const lowest = side === 'from' ? 0 : range.from;
  const highest = side === 'from' ? range.to : whole;
  const move = (seconds: number): void => onMove(Math.max(lowest, Math.min(highest, seconds)));
  return (
    <span
      class="handle"
      role="slider"
      tabIndex={0}
      aria-label={side === 'from' ? 'Start of the time range' : 'End of the time range'}
      aria-valuemin={0}
      aria-valuemax={Number(whole.toFixed(6))}
      aria-valuenow={Number(range[side].toFixed(6))}
      aria-valuetext={durationText(range[side])}
      style={{ left: `${(range[side] / whole) * 100}%` }}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={(event) => {
        if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
        const box = event.currentTarget.parentElement?.getBoundingClientRect();
        if (box !== undefined) move(((event.clientX - box.left) / box.width) * whole);
      }}
      onKeyDown={(event) => {
        const step = { ArrowLeft: -1, ArrowRight: 1, PageDown: -10, PageUp: 10 }[event.key];
        if (step !== undefined) move(range[side] + step * KEY_STEP * whole);
        else if (event.key === 'Home') move(lowest);
        else if (event.key === 'End') move(highest);
        else return;
        event.preventDefault();
      }}
    />
  );
}

/** Height is the depth of the stacks; the lower part is the share of the program's own code. */
function paintActivity(canvas: HTMLCanvasElement, activity: Activity, colors: CanvasColors): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.round(canvas.clientWidth * ratio);
  canvas.height = Math.round(canvas.clientHeight * ratio);
  const width = canvas.width / SLICES;
  for (let slice = 0; slice < SLICES; slice++) {
    const height = (activity.depth[slice] as number) * (canvas.height - 2);
    const own = height * Math.min(1, activity.application[slice] as number);
    const left = Math.floor(slice * width);
    const right = Math.floor((slice + 1) * width);
    context.fillStyle = colors.library;
    context.fillRect(left, canvas.height - height, right - left, height - own);
    context.fillStyle = colors.application;
    context.fillRect(left, canvas.height - own, right - left, own);
  }
}
