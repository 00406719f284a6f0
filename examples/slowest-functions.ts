// A renderer of one's own, with a processor: callwise --load app.pyisession -r ./examples/slowest-functions.ts -p count=5
import {
  type CallTreeOptions,
  deleteFrame,
  type Frame,
  FrameRenderer,
  type Processor,
  type Session,
} from 'callwise';

interface Options extends CallTreeOptions {
  /** How many functions are listed; 10 if absent. */
  readonly count?: number;
}

/** Takes out comprehensions and lambdas: their time counts for the function that they stand in. */
const removeUnnamed: Processor = (root) => {
  for (const frame of allFrames(root)) {
    if (/^<(listcomp|genexpr|lambda)>$/.test(frame.function) && frame.parent) {
      deleteFrame(frame, { replaceWith: 'children' });
    }
  }
  return root;
};

export default class SlowestFunctions extends FrameRenderer {
  readonly #count: number;

  constructor(options: Options = {}) {
    super(options);
    this.#count = options.count ?? 10;
    this.processors.unshift(removeUnnamed);
  }

  override render(session: Session): string {
    const seconds = new Map<string, number>();
    for (const frame of allFrames(this.preprocess(session.rootFrame()))) {
      if (!frame.isSynthetic)
        add(seconds, `${frame.function}  ${frame.codePositionShort}`, frame.totalSelfTime);
    }
    return [...seconds]
      .sort(([, a], [, b]) => b - a)
      .slice(0, this.#count)
      .map(([name, time]) => `${time.toFixed(3)} ${name}\n`)
      .join('');
  }
}

function add(seconds: Map<string, number>, name: string, more: number): void {
  seconds.set(name, (seconds.get(name) ?? 0) + more);
}

/** All frames of a tree, without recursion: programs recurse deeper than we can. */
function allFrames(root: Frame | undefined): Frame[] {
  const frames = root === undefined ? [] : [root];
  for (const frame of frames) frames.push(...frame.children);
  return frames;
}
