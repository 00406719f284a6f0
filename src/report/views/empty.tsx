import type { JSX } from 'preact';
import { useReport } from './use-report.ts';

/** Says why there is nothing to see, and leads back to where there is. */
export function Empty(): JSX.Element {
  const { model, navigate } = useReport();
  if (model.session.samples.length === 0) {
    return (
      <div class="empty">
        <h2>No samples were recorded</h2>
        <p>
          The recording ended before anything was sampled. Of a short one, a shorter interval (-i) may show
          more.
        </p>
      </div>
    );
  }
  return (
    <div class="empty">
      <h2>Nothing was sampled here</h2>
      <p>The selected time and focus leave no samples.</p>
      <button
        type="button"
        onClick={() => navigate({ range: undefined, focus: undefined, hidden: [], call: [] })}
      >
        Show the whole recording
      </button>
    </div>
  );
}
