import { CallwiseError } from '../model/callwise-error.ts';
import type { ParsedOptions } from './command-options.ts';
import type { ReportOptions } from './invocation.ts';
import { chooseRenderer, type RendererChoice } from './renderer-choice.ts';

/** What the options ask of a report. Throws a CallwiseError `bad-option` for those that contradict each other. */
export function reportOptions(options: ParsedOptions): ReportOptions {
  if (options.hide !== undefined && options.hideRegex !== undefined) {
    throw new CallwiseError('bad-option', '--hide and --hide-regex do not go together.');
  }
  if ([options.show, options.showRegex, options.showAll].filter((given) => given !== undefined).length > 1) {
    throw new CallwiseError('bad-option', 'Only one of --show, --show-regex and --show-all can be given.');
  }
  return {
    renderer: rendererOf(options),
    html: options.html ?? false,
    outputPath: options.outfile,
    renderOptions: [...(options.renderOption ?? []), ...(options.embedSource ? ['embed_source'] : [])],
    timeline: options.timeline ?? false,
    together: options.together ?? false,
    showAll: options.showAll ?? false,
    hide: options.hide,
    hideRegex: options.hideRegex,
    show: options.show,
    showRegex: options.showRegex,
    color: options.color,
    unicode: options.unicode,
  };
}

function rendererOf(options: ParsedOptions): RendererChoice {
  if (options.html && options.renderer !== undefined && options.renderer !== 'html') {
    throw new CallwiseError('bad-option', `--html and -r ${options.renderer} do not go together.`);
  }
  const name = options.html ? 'html' : options.renderer;
  const renderer = chooseRenderer({ name, outputPath: options.outfile });
  if (options.embedSource && !('name' in renderer && renderer.name === 'html')) {
    throw new CallwiseError('bad-option', '--embed-source is for HTML reports: --html, or -o FILE.html.');
  }
  return renderer;
}
