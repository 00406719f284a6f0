import { PALETTE_SIZE } from './flame-colors.ts';

/** Colours as a canvas wants them: it knows neither custom properties nor `light-dark()`. */
export interface CanvasColors {
  readonly background: string;
  readonly calls: readonly string[];
  /** Of calls that a search has not found. */
  readonly faintCall: string;
  readonly text: string;
  readonly faintText: string;
  readonly selection: string;
  readonly line: string;
  readonly application: string;
  readonly library: string;
}

/** Resolves the custom properties of the style sheet where `host` stands. */
export function resolveColors(host: HTMLElement): CanvasColors {
  const probe = document.createElement('span');
  host.append(probe);
  const resolve = (name: string): string => {
    probe.style.color = `var(--${name})`;
    return getComputedStyle(probe).color;
  };
  const colors: CanvasColors = {
    background: resolve('surface'),
    calls: Array.from({ length: PALETTE_SIZE }, (_, row) => resolve(`call-${row}`)),
    faintCall: resolve('call-faint'),
    text: resolve('call-text'),
    faintText: resolve('muted'),
    selection: resolve('text'),
    line: resolve('border'),
    application: resolve('call-1'),
    library: resolve('call-6'),
  };
  probe.remove();
  return colors;
}
