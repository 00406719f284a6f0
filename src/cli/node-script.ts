/** Node runs these; TypeScript by stripping its types. */
const NODE_SCRIPT = /\.[cm]?[jt]s$/;

export function isNodeScript(script: string): boolean {
  return NODE_SCRIPT.test(script);
}
