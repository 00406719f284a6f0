import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { NodeIndex } from '../../call-tree/call-tree.ts';
import { SELF } from '../../call-tree/identifier.ts';
import type { ReportView } from '../../renderers/report-view.ts';
import { findPath, listAncestors } from '../analysis/call-path.ts';
import { nameText, pageText } from '../analysis/call-text.ts';
import { copyText } from './copy-text.ts';
import { useReport } from './use-report.ts';

/** The selected call of the tree or of a flame graph, and what can be done with it. */
export function SelectionBar({ view }: { readonly view: ReportView }): JSX.Element | null {
  const { state, navigate, time, texts } = useReport();
  const [copied, setCopied] = useState<NodeIndex>();
  const node = findPath(view, state.call);
  if (node === undefined || state.call.length === 0) return null;
  const identifier = callOf(view, node);
  const { position, filePath } = texts.of(identifier);
  const copy = async (): Promise<void> => {
    await copyText(stackText(view, node));
    setCopied(node);
  };
  return (
    <section class="selection" aria-label="Selected call">
      <div class="selection-call">
        <code class="selection-name">{nameText(view.nameOf(node))}</code>
        <span class="position">{position}</span>
      </div>
      <div class="selection-times">
        <span>
          total <b>{time.of(view.tree.secondsOf(node))}</b>{' '}
          <small>{time.share(view.tree.secondsOf(node))}</small>
        </span>
        <span>
          self <b>{time.of(view.tree.selfSecondsOf(node))}</b>
        </span>
      </div>
      <div class="selection-actions">
        <button type="button" onClick={() => navigate({ focus: identifier, call: [] })}>
          Focus
        </button>
        <button type="button" onClick={() => navigate({ hidden: [...state.hidden, identifier], call: [] })}>
          Hide
        </button>
        <button type="button" onClick={() => navigate({ view: 'functions', function: identifier })}>
          Callers
        </button>
        {filePath !== undefined && (
          <button type="button" onClick={() => navigate({ view: 'source', file: filePath })}>
            Source
          </button>
        )}
        <button type="button" onClick={copy}>
          {copied === node ? 'Copied' : 'Copy stack'}
        </button>
      </div>
    </section>
  );
}

/** A `[self]` leaf is time of the call above it. */
function callOf({ tree, parents }: ReportView, node: NodeIndex): ReturnType<typeof tree.identifierOf> {
  const parent = parents[node] as number;
  return tree.identifierText(node) === SELF && parent >= 0
    ? tree.identifierOf(parent)
    : tree.identifierOf(node);
}

/** A line a call, the outermost first. */
function stackText(view: ReportView, node: NodeIndex): string {
  return listAncestors(view, node)
    .map((at) => `${nameText(view.nameOf(at))}  ${pageText(view.positionOf(at))}`.trimEnd())
    .join('\n');
}
