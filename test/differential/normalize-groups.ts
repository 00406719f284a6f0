/** Numbers the groups of a JSON report by first appearance in the text, as answer.py does with pyinstrument's random names. */
export function normalizeGroups(text: string): string {
  const numbers = new Map<string, number>();
  return text.replace(/"group_id": "([^"]*)"/g, (_, name: string) => {
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return `"group_id": "${number}"`;
  });
}
