/** Addresses of cameras hold passwords; nothing that is logged or shown does. */

/** What stands in a secret's place. */
const HIDDEN = "…";
/** Shorter passwords are hidden where they stand in an address; elsewhere they are part of words. */
const SECRET_CHARS_MIN = 3;
/** "user:password@" of an address: all up to the last @ before the path. */
const USER = /(\/\/)[^/?#\s]*@/g;

/** An address as it can be shown: without user, password, query and fragment. */
export function describeUrl(url: string): string {
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(url)?.[0];
  if (scheme === undefined) return url;
  const { rest } = cutUser(url.slice(scheme.length));
  const end = rest.search(/[?#]/);
  return scheme + (end < 0 ? rest : rest.slice(0, end));
}

/** Takes all that is secret of an address out of a text, as it stands there and as it is decoded. */
export function hideSecrets(text: string, url: string): string {
  let hidden = text;
  for (const secret of listSecrets(url)) hidden = hidden.replaceAll(secret, HIDDEN);
  return hidden.replace(USER, `$1${HIDDEN}@`);
}

/** The longest first: one may be part of another. */
function listSecrets(url: string): string[] {
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(url)?.[0];
  if (scheme === undefined) return [];
  const { user, rest } = cutUser(url.slice(scheme.length));
  const colon = user.indexOf(":");
  const query = rest.search(/[?#]/);
  const secrets = [colon < 0 ? "" : user.slice(colon + 1), query < 0 ? "" : rest.slice(query + 1)];
  // A token in the query stands for a password; so does a camera's "user=admin&pwd=1234".
  if (query >= 0) {
    for (const pair of rest.slice(query + 1).split(/[&#]/)) secrets.push(pair.split("=").at(-1)!);
  }
  const all = [user, ...secrets].flatMap((secret) => [
    secret,
    decode(secret),
    encodeURIComponent(decode(secret)),
  ]);
  return [...new Set(all)]
    .filter(({ length }) => length >= SECRET_CHARS_MIN)
    .sort((a, b) => b.length - a.length);
}

/** A password may hold an @, written as it is; a path may hold one, too. */
function cutUser(afterScheme: string): { readonly user: string; readonly rest: string } {
  const path = afterScheme.search(/[/?#]/);
  const at = afterScheme.lastIndexOf("@", path < 0 ? undefined : path);
  return at < 0
    ? { user: "", rest: afterScheme }
    : { user: afterScheme.slice(0, at), rest: afterScheme.slice(at + 1) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
