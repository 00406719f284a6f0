const COLUMNS = 80;
const INDENT = '  ';

/** The line, continued on indented ones where it would take more than 80 columns: behind commas, semicolons and sentences. */
export function breakLine(line: string): string {
  const [first = '', ...others] = line.split(/(?<=[,;.]) /);
  let [text, columns] = [first, first.length];
  for (const part of others) {
    const isFitting = columns + 1 + part.length <= COLUMNS;
    text += `${isFitting ? ' ' : `\n${INDENT}`}${part}`;
    columns = (isFitting ? columns + 1 : INDENT.length) + part.length;
  }
  return text;
}
