import type { JSX } from 'preact';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { NodeIndex } from '../../call-tree/call-tree.ts';
import type { ReportView } from '../../renderers/report-view.ts';
import { isTrackIdentifier } from '../../session/track-roots.ts';
import { findPath, pathOf } from '../analysis/call-path.ts';
import { nameText } from '../analysis/call-text.ts';
import type { FlameOrder } from '../analysis/flame-layout.ts';
import type { FlameModel } from '../analysis/report-model.ts';
import { FlameBitmap } from '../canvas/flame-bitmap.ts';
import { colorNodes } from '../canvas/flame-colors.ts';
import { moveViewport, neighbourOf } from '../canvas/flame-keys.ts';
import { paintFlame } from '../canvas/flame-painter.ts';
import { FlameViewport } from '../canvas/flame-viewport.ts';
import { Empty } from './empty.tsx';
import { FlameRuler } from './flame-ruler.tsx';
import { FlameTip, type Hovered } from './flame-tip.tsx';
import { SelectionBar } from './selection-bar.tsx';
import { usePainting } from './use-canvas.ts';
import { useFlamePointer } from './use-flame-pointer.ts';
import { useMatches } from './use-matches.ts';
import { useReport } from './use-report.ts';

function explain(order: FlameOrder, { tree }: ReportView): string {
  if (order === 'longest-first') {
    return 'Calls of the same function from the same callers are added up; the longest stand left.';
  }
  const hasTracks = tree.size > 1 && isTrackIdentifier(tree.identifierText(1));
  return hasTracks
    ? 'Threads stand one behind the other; in each, calls stand where they were in time.'
    : 'Calls stand where they were in time, from left to right.';
}

/** All calls as boxes below their callers, as wide as their time. */
export function FlameView({ order }: { readonly order: FlameOrder }): JSX.Element {
  const { model, selection, options } = useReport();
  const flame = model.flame(order, selection, options);
  // What has no time has no width.
  if (!(flame.layout.seconds > 0)) return <Empty />;
  return (
    <>
      <Flame key={order} flame={flame} order={order} />
      <SelectionBar view={flame.view} />
    </>
  );
}

interface FlameProps {
  readonly flame: FlameModel;
  readonly order: FlameOrder;
}

function Flame({ flame, order }: FlameProps): JSX.Element {
  const { view, layout } = flame;
  const { state, navigate, model, search } = useReport();
  const canvas = useRef<HTMLCanvasElement>(null);
  const bitmap = useMemo(() => new FlameBitmap(), []);
  const viewport = useViewport(flame);
  const [hovered, setHovered] = useState<Hovered>();
  const colors = useMemo(() => colorNodes(view, model.session.sysPrefixes), [view, model]);
  const names = useMemo(() => new Map<NodeIndex, string>(), [view]);
  const selected = state.call.length > 0 ? findPath(view, state.call) : undefined;
  const matches = useMemo(
    () => search.listCalls(view).filter((node) => !Number.isNaN(layout.starts[node])),
    [search, view, layout],
  );
  const found = useMemo(
    () => (search.isEmpty ? undefined : markNodes(view.tree.size, matches)),
    [search, matches, view],
  );
  const nameOf = (node: NodeIndex): string => {
    let name = names.get(node);
    if (name === undefined) names.set(node, (name = nameText(view.nameOf(node))));
    return name;
  };
  const repaint = usePainting(canvas, (element, canvasColors) => {
    const fontSize = Number.parseFloat(getComputedStyle(element).fontSize);
    viewport.rowHeight = Math.round(fontSize * 1.6);
    viewport.width = Math.max(1, element.clientWidth);
    viewport.height = element.clientHeight;
    viewport.scrollBy(0);
    const { from, to, scrollTop, rowHeight } = viewport;
    paintFlame(
      element,
      bitmap,
      { layout, colors, from, to, scrollTop, rowHeight, fontSize, selected, found, nameOf },
      canvasColors,
    );
  });
  const [zoomVersion, setZoomVersion] = useState(0);
  void zoomVersion;
  const moved = (): void => {
    setZoomVersion((value) => value + 1);
    repaint();
  };
  useRememberedZoom(viewport);
  const select = (node: NodeIndex | undefined): void =>
    navigate({ call: node === undefined ? [] : pathOf(view, node) }, 'replace');
  const show = (node: NodeIndex): void => {
    viewport.reveal(node);
    select(node);
    moved();
  };
  useMatches(matches, show);
  useFlamePointer(canvas, { layout, viewport, moved, select, hover: setHovered });
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const next = selected === undefined ? 0 : neighbourOf(layout, selected, event.key);
    if (event.key === 'Enter' && selected !== undefined) viewport.zoomTo(selected);
    else if (event.key.startsWith('Arrow')) {
      if (next !== undefined) show(next);
    } else if (!moveViewport(viewport, event.key)) return;
    event.preventDefault();
    moved();
  };
  return (
    <div class="flame">
      <FlameRuler viewport={viewport} order={order} moved={moved} />
      <div
        class="flame-stage"
        role="application"
        aria-label={`${order === 'time' ? 'Timeline' : 'Flame graph'} of ${layout.nodes.length} calls. Arrow keys go from call to call, Enter zooms to the call, plus and minus zoom, Escape shows all.`}
        tabIndex={0}
        onKeyDown={onKeyDown}
      >
        <canvas ref={canvas} aria-hidden="true" />
        {hovered !== undefined && <FlameTip view={view} hovered={hovered} />}
        <span class="unseen" role="status">
          {selected === undefined ? '' : nameOf(selected)}
        </span>
      </div>
      <p class="hint">
        {explain(order, view)} Ctrl + wheel or + − zoom, drag moves, double-click zooms to a call.
      </p>
    </div>
  );
}

/** Begins where the address says; a new layout is seen whole. */
function useViewport({ layout }: FlameModel): FlameViewport {
  const { state } = useReport();
  const isFirst = useRef(true);
  return useMemo(() => {
    const zoom = isFirst.current ? state.zoom : undefined;
    isFirst.current = false;
    return new FlameViewport(layout, zoom);
  }, [layout]);
}

/** Writes the zoom to the address once it rests. */
function useRememberedZoom(viewport: FlameViewport): void {
  const { navigate, state } = useReport();
  const { zoom } = viewport;
  useEffect(() => {
    if (state.zoom?.from === zoom?.from && state.zoom?.to === zoom?.to) return;
    const timer = setTimeout(() => navigate({ zoom }, 'replace'), REST_MS);
    return () => clearTimeout(timer);
  }, [zoom?.from, zoom?.to]);
}

const REST_MS = 400;

function markNodes(size: number, nodes: readonly NodeIndex[]): Uint8Array {
  const marks = new Uint8Array(size);
  for (const node of nodes) marks[node] = 1;
  return marks;
}
