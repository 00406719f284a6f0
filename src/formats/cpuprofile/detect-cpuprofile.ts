/** The keys with which `.cpuprofile` files begin, whoever wrote them; sessions have none of them. */
const BEGINNING = /^(?:\xef\xbb\xbf)?\s*\{\s*"(?:nodes|samples|timeDeltas|startTime|endTime|\$vscode)"\s*:/;

/** Whether a file that begins with these bytes is a CPU profile. */
export function detectCpuprofile(head: Uint8Array): boolean {
  return BEGINNING.test(Buffer.from(head.subarray(0, 512)).toString('latin1'));
}
