import type { JSX } from 'preact';
import type { FlameOrder } from '../analysis/flame-layout.ts';
import type { FlameViewport } from '../canvas/flame-viewport.ts';
import { rulerTicks } from './ruler-ticks.ts';
import { durationText } from './time-text.ts';
import { useReport } from './use-report.ts';

interface FlameRulerProps {
  readonly viewport: FlameViewport;
  readonly order: FlameOrder;
  readonly moved: () => void;
}

/** Times along the upper edge, and the buttons of the zoom. */
export function FlameRuler({ viewport, order, moved }: FlameRulerProps): JSX.Element {
  const { selection, navigate } = useReport();
  const { from, to } = viewport;
  // Only a time axis begins where the selected time does.
  const origin = order === 'time' && selection.focus === undefined ? (selection.range?.from ?? 0) : 0;
  const zoom = (factor: number): void => {
    viewport.zoomBy(factor, viewport.width / 2);
    moved();
  };
  return (
    <div class="ruler">
      <div class="ticks" aria-hidden="true">
        {rulerTicks(origin + from, origin + to).map((seconds) => (
          <span key={seconds} style={{ left: `${((seconds - origin - from) / (to - from)) * 100}%` }}>
            {durationText(seconds)}
          </span>
        ))}
      </div>
      <div class="ruler-tools">
        {order === 'time' && selection.focus === undefined && viewport.zoom !== undefined && (
          <button
            type="button"
            onClick={() => navigate({ range: { from: origin + from, to: origin + to }, zoom: undefined })}
          >
            Select this time
          </button>
        )}
        <button type="button" aria-label="Zoom in" onClick={() => zoom(1 / 2)}>
          +
        </button>
        <button type="button" aria-label="Zoom out" onClick={() => zoom(2)}>
          −
        </button>
        <button
          type="button"
          disabled={viewport.zoom === undefined}
          onClick={() => {
            viewport.show(0, Number.POSITIVE_INFINITY);
            moved();
          }}
        >
          All
        </button>
      </div>
    </div>
  );
}
