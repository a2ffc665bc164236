/** What every page and every answer has: no plug-ins, no other base address, and no place in another site's frame. */
const ALWAYS = { "object-src": "'none'", "base-uri": "'none'", "frame-ancestors": "'none'" };

/** A Content-Security-Policy (https://www.w3.org/TR/CSP3/) of these directives and those that every answer has. */
export function formatPolicy(directives: Readonly<Record<string, string>>): string {
  return Object.entries({ ...directives, ...ALWAYS })
    .map(([name, sources]) => `${name} ${sources}`.trim())
    .join("; ");
}
