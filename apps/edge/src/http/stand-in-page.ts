/** Pages of what stands for somebody else's systems in a demonstration. They need no script. */

export const STAND_IN_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'";

/** @param body HTML, escaped where it has to be. */
export function renderStandIn(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${title}</title>
<style>
:root { color-scheme: light dark; font: 1.1rem/1.5 system-ui, sans-serif; }
body { max-width: 24rem; margin: 15vh auto; padding: 0 1rem; }
a { display: inline-block; margin: 0 .5rem .5rem 0; padding: .75rem 1.25rem; border: 1px solid;
  border-radius: .5rem; color: inherit; font-weight: 600; text-decoration: none; }
a:focus-visible { outline: 2px solid; outline-offset: 2px; }
pre { font-size: .85rem; white-space: pre-wrap; overflow-wrap: anywhere; }
</style>
</head>
<body><main>${body}</main></body>
</html>`;
}
