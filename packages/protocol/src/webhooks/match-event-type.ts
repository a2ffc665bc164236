/**
 * Whether one of some patterns is meant by a type: its name, "receipt.*" for all of a kind, or "*".
 */
export function matchesEventType(patterns: readonly string[], type: string): boolean {
  return patterns.some((pattern) => {
    if (pattern === "*" || pattern === type) return true;
    return pattern.endsWith(".*") && type.startsWith(pattern.slice(0, -1));
  });
}
