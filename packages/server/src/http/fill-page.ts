/** A page of the documentation with its marked parts rebuilt. Throws where a mark is missing. */
export function fillPage(
  page: string,
  parts: readonly (readonly [name: string, text: string])[],
): string {
  return parts.reduce((filled, [name, text]) => replaceBetween(filled, name, text), page);
}

function replaceBetween(page: string, name: string, text: string): string {
  const [from, to] = [`<!-- ${name} -->`, `<!-- end of ${name} -->`];
  const [start, end] = [page.indexOf(from), page.indexOf(to)];
  if (start < 0 || end < start) throw new Error(`the page has no place for its ${name}`);
  return `${page.slice(0, start + from.length)}\n\n${text}\n\n${page.slice(end)}`;
}
