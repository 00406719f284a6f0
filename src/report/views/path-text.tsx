import type { JSX } from 'preact';

/** A path that loses its folders first where there is no room: the name of the file says the most. */
export function PathText({ path }: { readonly path: string }): JSX.Element {
  const nameAt = path.lastIndexOf('/') + 1;
  return (
    <span class="path">
      <span class="folders">{path.slice(0, nameAt)}</span>
      <span>{path.slice(nameAt)}</span>
    </span>
  );
}
