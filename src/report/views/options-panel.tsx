import type { ComponentChildren, JSX } from 'preact';
import { isRegex } from '../analysis/report-model.ts';
import { DEFAULT_OPTIONS, type ReportOptions } from '../state/report-options.ts';

interface OptionsPanelProps {
  readonly options: ReportOptions;
  readonly onChange: (options: ReportOptions) => void;
  readonly onClose: () => void;
}

/** How calls are shown; the browser remembers it for other reports. */
export function OptionsPanel({ options, onChange, onClose }: OptionsPanelProps): JSX.Element {
  const change = (part: Partial<ReportOptions>): void => onChange({ ...options, ...part });
  return (
    <form
      id="options"
      class="options"
      aria-label="Options"
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (event.key === 'Escape') onClose();
      }}
    >
      <fieldset>
        <legend>Library frames</legend>
        <Check
          label="Group them, to be opened in place"
          checked={options.hidesLibraries}
          onChange={(hidesLibraries) => change({ hidesLibraries })}
        />
        <Regex
          label="Hide files that match"
          value={options.hideRegex}
          onChange={(hideRegex) => change({ hideRegex })}
        />
        <Regex
          label="Show files that match"
          value={options.showRegex}
          onChange={(showRegex) => change({ showRegex })}
        />
      </fieldset>
      <fieldset>
        <legend>Left out</legend>
        <Check
          label="Frames of the import system"
          checked={options.removesImportlib}
          onChange={(removesImportlib) => change({ removesImportlib })}
        />
        <Check
          label={
            <>
              Frames with <code>__tracebackhide__</code>
            </>
          }
          checked={options.removesTracebackhide}
          onChange={(removesTracebackhide) => change({ removesTracebackhide })}
        />
        <Threshold
          value={options.thresholdPercent}
          onChange={(thresholdPercent) => change({ thresholdPercent })}
        />
      </fieldset>
      <fieldset>
        <legend>Shown as</legend>
        <Choice label="Time" value={options.time} of={TIMES} onChange={(time) => change({ time })} />
        <Choice label="Theme" value={options.theme} of={THEMES} onChange={(theme) => change({ theme })} />
        <Check
          label="Full file paths"
          checked={options.showsFullPaths}
          onChange={(showsFullPaths) => change({ showsFullPaths })}
        />
        <button type="button" onClick={() => onChange(DEFAULT_OPTIONS)}>
          Reset all options
        </button>
      </fieldset>
    </form>
  );
}

const TIMES = [
  ['seconds', 'Seconds'],
  ['percent', 'Percent of the whole'],
] as const;

const THEMES = [
  ['system', 'As the system'],
  ['light', 'Light'],
  ['dark', 'Dark'],
] as const;

interface FieldProps<T> {
  readonly label: ComponentChildren;
  readonly value: T;
  readonly onChange: (value: T) => void;
}

function Check({
  label,
  checked,
  onChange,
}: Omit<FieldProps<boolean>, 'value'> & { readonly checked: boolean }): JSX.Element {
  return (
    <label class="check">
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}

function Regex({ label, value, onChange }: FieldProps<string>): JSX.Element {
  const isWrong = value !== '' && !isRegex(value);
  return (
    <label class="field">
      <span>{label}</span>
      <input
        type="text"
        placeholder="regular expression"
        spellcheck={false}
        value={value}
        aria-invalid={isWrong}
        onInput={(event) => onChange(event.currentTarget.value)}
      />
      {isWrong && <span class="wrong">This is not a regular expression that can be used.</span>}
    </label>
  );
}

function Threshold({ value, onChange }: Omit<FieldProps<number>, 'label'>): JSX.Element {
  return (
    <label class="field">
      <span>Calls of less than, in percent</span>
      <input
        type="number"
        min={0}
        max={100}
        step="any"
        value={value}
        onInput={(event) => {
          const percent = event.currentTarget.valueAsNumber;
          if (percent >= 0 && percent <= 100) onChange(percent);
        }}
      />
    </label>
  );
}

function Choice<T extends string>(
  props: FieldProps<T> & { readonly of: readonly (readonly [value: T, title: string])[] },
): JSX.Element {
  return (
    <label class="field">
      <span>{props.label}</span>
      <select
        value={props.value}
        onChange={(event) => {
          const chosen = props.of.find(([value]) => value === event.currentTarget.value);
          if (chosen !== undefined) props.onChange(chosen[0]);
        }}
      >
        {props.of.map(([value, title]) => (
          <option key={value} value={value}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}
