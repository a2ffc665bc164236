/** Requests by which a library that copies names carelessly changes the prototype of all objects. */
const PATHS = [
  "__proto__",
  "__PROTO__",
  "constructor.prototype",
  "toString",
  "a.__proto__",
] as const;
export const POLLUTED = "pollutedByTest";

const KEYS = PATHS.flatMap((path) => {
  const nested = path
    .split(".")
    .reduceRight((inner, name) => `{"${name}":${inner}}`, `{"${POLLUTED}":1}`);
  return [nested.slice(1, -1), `"${path}.${POLLUTED}":1`];
});
KEYS.push(`"\\u005f_proto__":{"${POLLUTED}":1}`);
/** Stands in an object for one of the keys. */
const PLACE = "@place@";

export interface Route {
  readonly method: string;
  /** `/v1/shops/:shopId` */
  readonly url: string;
}

export interface PollutingRequest {
  readonly method: string;
  readonly url: string;
  readonly body?: string;
}

export interface RouteExamples {
  /** A value for each parameter of the path. */
  readonly fill: (url: string) => string;
  /** A body that the route accepts; undefined if it takes none. */
  readonly body: unknown;
  readonly queryNames: readonly string[];
  /** Put before names of a body, as SCIM does with its extensions: `urn:…:User:`. */
  readonly namespace?: string;
}

/** Requests that reach a prototype in every part that a route reads: path, query and any object of the body. */
export function listPollutingRequests(
  { method, url }: Route,
  { fill, body, queryNames, namespace = "" }: RouteExamples,
): PollutingRequest[] {
  const filled = fill(url);
  const example = body === undefined ? {} : { body: JSON.stringify(body) };
  const queries = PATHS.flatMap((path) => [
    `${path}.${POLLUTED}=1`,
    `${path.replaceAll(".", "[")}[${POLLUTED}]=1`,
    `${path}=1`,
    ...queryNames.flatMap((name) => [
      `${name}=${encodeURIComponent(`${path}.${POLLUTED}`)}`,
      `${name}=${encodeURIComponent(`${path}.${POLLUTED} eq "x"`)}`,
      `${name}[${path}]=${POLLUTED}`,
    ]),
  ]);
  const requests: PollutingRequest[] = queries.map((query) => ({
    ...{ method, url: `${filled}?${query}`, ...example },
  }));
  for (const [parameter] of url.matchAll(/:\w+/g)) {
    for (const path of PATHS) {
      requests.push({ method, url: fill(url.replace(parameter, path)), ...example });
    }
  }
  if (method === "GET") return requests;
  const places = [...listPlaces(body ?? {}), `[{"${PLACE}":0}]`, `{"items":{"${PLACE}":0}}`];
  const keys = [...KEYS, ...PATHS.map((path) => `"${namespace}${path}.${POLLUTED}":1`)];
  const bodies = places.flatMap((place) =>
    keys.map((key) => place.replace(`"${PLACE}":0`, () => key)),
  );
  const texts = PATHS.flatMap((path) =>
    listWithText(body ?? {}, (text) => [`${path}.${POLLUTED}`, `${text}[${path}.${POLLUTED} pr]`]),
  );
  bodies.push(...texts.map((one) => JSON.stringify(one)));
  return [...requests, ...bodies.map((one) => ({ method, url: filled, body: one }))];
}

/** The value, for each of its texts with other texts there. */
function listWithText(value: unknown, toTexts: (text: string) => readonly string[]): unknown[] {
  if (typeof value === "string") return [...toTexts(value)];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, one]) =>
    listWithText(one, toTexts).map((inner) => replaceEntry(value, name, inner)),
  );
}

const replaceEntry = (value: object, name: string, inner: unknown): unknown =>
  Array.isArray(value) ? value.with(Number(name), inner) : { ...value, [name]: inner };

/** The value as JSON, once for each of its objects, with a place for a key in it. */
function listPlaces(value: unknown): string[] {
  if (typeof value !== "object" || value === null) return [];
  const entries = Object.entries(value);
  const inner = entries.flatMap(([name, one]) =>
    listPlaces(one).map((place) => {
      const text = JSON.stringify(replaceEntry(value, name, `${PLACE}inner`));
      return text.replace(`"${PLACE}inner"`, () => place);
    }),
  );
  return Array.isArray(value) ? inner : [JSON.stringify({ ...value, [PLACE]: 0 }), ...inner];
}

/** Objects of the language that have been changed; each is put right again. */
export function takePolluted(): string[] {
  const shared = {
    Object,
    "Object.prototype": Object.prototype,
    toString: Object.prototype.toString,
  };
  const polluted = Object.entries(shared).filter(([, one]) => Object.hasOwn(one, POLLUTED));
  for (const [, one] of polluted) Reflect.deleteProperty(one, POLLUTED);
  return polluted.map(([name]) => name);
}
