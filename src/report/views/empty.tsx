import type { JSX } from 'preact';
import type { SampleIndex } from '../../model/samples.ts';
import type { SessionData } from '../../session/session-data.ts';
import { useReport } from './use-report.ts';

/** Says why there is nothing to see, and leads back to where there is. */
export function Empty(): JSX.Element {
  const { model, navigate } = useReport();
  const reason = reasonOf(model.session);
  return (
    <div class="empty">
      <h2>{reason.title}</h2>
      <p>{reason.text}</p>
      {reason === NOTHING_SELECTED && (
        <button
          type="button"
          onClick={() => navigate({ range: undefined, focus: undefined, hidden: [], call: [] })}
        >
          Show the whole recording
        </button>
      )}
    </div>
  );
}

interface Reason {
  readonly title: string;
  readonly text: string;
}

const NO_SAMPLES: Reason = {
  title: 'No samples were recorded',
  text: 'The recording ended before anything was sampled. Of a short one, a shorter interval (-i) may show more.',
};

const NO_TIME: Reason = {
  title: 'The samples have no time',
  text: 'The call tree shows which calls were seen.',
};

const NOTHING_SELECTED: Reason = {
  title: 'Nothing was sampled here',
  text: 'The selected time and focus leave no samples.',
};

function reasonOf({ samples }: SessionData): Reason {
  if (samples.length === 0) return NO_SAMPLES;
  for (let sample = 0; sample < samples.length; sample++) {
    if (samples.secondsOf(sample as SampleIndex) > 0) return NOTHING_SELECTED;
  }
  return NO_TIME;
}
