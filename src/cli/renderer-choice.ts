import { CallwiseError } from '../model/callwise-error.ts';
import { BUILT_IN_RENDERERS, RENDERER_NAMES, type RendererName } from './built-in-renderers.ts';

/** A renderer of callwise's, or a module of the user's. */
export type RendererChoice = { readonly name: RendererName } | { readonly modulePath: string };

/** The renderer asked for by name or path, else by the extension of the file that is written, else text. */
export function chooseRenderer(asked: {
  readonly name: string | undefined;
  readonly outputPath: string | undefined;
}): RendererChoice {
  if (asked.name !== undefined) return rendererNamed(asked.name);
  return { name: rendererForFile(asked.outputPath?.toLowerCase() ?? '') };
}

function rendererNamed(asked: string): RendererChoice {
  const name = RENDERER_NAMES.find(
    (known) => asked === known || asked === BUILT_IN_RENDERERS[known].otherName,
  );
  if (name !== undefined) return { name };
  if (/[/\\]|\.[cm]?[jt]s$/.test(asked)) return { modulePath: asked };
  throw new CallwiseError(
    'bad-option',
    `There is no renderer '${asked}'; there are ${RENDERER_NAMES.join(', ')}, and modules such as ./my-renderer.js.`,
  );
}

function rendererForFile(compressedPath: string): RendererName {
  const path = compressedPath.replace(/\.(?:gz|zst)$/, '');
  // The longest extension that fits: `.speedscope.json` is no plain `.json`.
  const fitting = RENDERER_NAMES.flatMap((name) =>
    BUILT_IN_RENDERERS[name].extensions.map((extension) => ({ name, extension })),
  ).filter(({ extension }) => path.endsWith(extension));
  return fitting.sort((a, b) => b.extension.length - a.extension.length)[0]?.name ?? 'text';
}
