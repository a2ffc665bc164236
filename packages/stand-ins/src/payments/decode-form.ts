/** Fields of a form-encoded body or query; of a name that comes twice, the last counts. */
export function decodeForm(text: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(text));
}

/** A path as it was sent, without its query, and the query's fields. */
export function splitPath(sent: string): { path: string; query: Record<string, string> } {
  const [path, ...query] = sent.split("?");
  return { path: path!, query: decodeForm(query.join("?")) };
}
