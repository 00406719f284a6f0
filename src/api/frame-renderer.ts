import type { Frame } from '../call-tree/frame.ts';
import type { CallTreeOptions } from '../processors/call-tree-options.ts';
import { defaultProcessors, type PipelineOptions } from '../processors/pipeline.ts';
import type { Processor } from '../processors/processor.ts';
import type { ProcessorOptions } from '../processors/processor-options.ts';
import { CALL_TREE_OPTIONS, checkRenderOptions } from '../renderers/render-options.ts';
import type { Renderer, RendererOutput } from './renderer.ts';
import type { Session } from './session.ts';

/** What renderers of call trees have in common: the processors that prepare the tree. A base for your own. */
export abstract class FrameRenderer implements Renderer {
  /** Run in this order: add yours, or take some away, before you render. */
  readonly processors: Processor[];
  processorOptions: ProcessorOptions;
  readonly #options: CallTreeOptions;

  /**
   * `order` says what the output has no use for: adding up calls, or groups. Throws a CallwiseError `bad-option` for a
   * value that an option cannot have.
   */
  constructor(options: CallTreeOptions = {}, order: Omit<PipelineOptions, 'showAll'> = {}) {
    checkRenderOptions(options, CALL_TREE_OPTIONS);
    this.#options = { cwd: process.cwd(), ...options };
    this.processors = [...(options.processors ?? defaultProcessors({ ...options, ...order }))];
    this.processorOptions = options.processorOptions ?? {};
  }

  abstract render(session: Session): RendererOutput | Promise<RendererOutput>;

  /** The tree after all processors; undefined where nothing is left. */
  preprocess(root: Frame | undefined): Frame | undefined {
    return this.processors.reduce((frame, processor) => processor(frame, this.processorOptions), root);
  }

  protected callTreeOptions(): CallTreeOptions {
    return { ...this.#options, processors: this.processors, processorOptions: this.processorOptions };
  }
}
