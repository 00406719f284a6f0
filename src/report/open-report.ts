import { ROOT, SELF } from '../call-tree/identifier.ts';
import { readCallsBlock } from '../report-data/calls-block.ts';
import { readLinesBlock } from '../report-data/lines-block.ts';
import { ReportModel } from './analysis/report-model.ts';

/** Reads what the renderer has put inside the element: a script for each block, deflated and in base64. */
export async function openReport(element: HTMLElement): Promise<ReportModel> {
  const session = readCallsBlock(await readScript(element, 'calls'));
  // The address names functions by number: those that trees add have to be numbered before it is read.
  for (const text of [SELF, ROOT]) session.samples.frames.internIdentifier(text);
  return new ReportModel(session, async () => readLinesBlock(await readScript(element, 'lines')));
}

async function readScript(element: HTMLElement, name: 'calls' | 'lines'): Promise<Uint8Array> {
  const script = element.querySelector(`script[type="application/x-callwise-${name}"]`);
  const packed = bytesFromBase64(script?.textContent ?? '');
  const unpacked = new Blob([packed]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  return new Uint8Array(await new Response(unpacked).arrayBuffer());
}

function bytesFromBase64(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text);
  const bytes = new Uint8Array(binary.length);
  for (let at = 0; at < binary.length; at++) bytes[at] = binary.charCodeAt(at);
  return bytes;
}
