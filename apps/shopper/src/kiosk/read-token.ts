/** The secret part of a receipt's link, of whatever a scanner reads or somebody types; null for none. */
export function readToken(text: string): string | null {
  const [, token] =
    /(?:^|\/)([A-Za-z0-9_-]{16,128})(?:\.(?:html|pdf|json))?\/?$/.exec(text.trim()) ?? [];
  return token ?? null;
}
