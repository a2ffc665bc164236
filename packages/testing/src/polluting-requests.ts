/** Requests by which a library that copies names carelessly changes the prototype of all objects. */
const PATHS = [
  "__proto__",
  "__PROTO__",
  "constructor.prototype",
  "toString",
  "a.__proto__",
] as const;
export const POLLUTED = "pollutedByTest";

export const POLLUTING_BODIES: readonly string[] = [
  ...PATHS.flatMap((path) => {
    const nested = path
      .split(".")
      .reduceRight((inner, name) => `{"${name}":${inner}}`, `{"${POLLUTED}":1}`);
    return [nested, `[${nested}]`, `{"${path}.${POLLUTED}":1}`, `{"items":${nested}}`];
  }),
  `{"\\u005f_proto__":{"${POLLUTED}":1}}`,
];

export const POLLUTING_QUERIES: readonly string[] = PATHS.flatMap((path) => [
  `${path}.${POLLUTED}=1`,
  `${path.replaceAll(".", "[")}[${POLLUTED}]=1`,
  `filter=${encodeURIComponent(`${path}.${POLLUTED} eq "x"`)}`,
  `${path}=1`,
]);

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
