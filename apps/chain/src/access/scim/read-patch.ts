/**
 * Patches as directories write them. Entra sends whether somebody is active as a text, and members to be removed as a
 * value; both are put as RFC 7644, section 3.5.2, has them. Operations in capitals and without a path are allowed anyway.
 */

interface Operation {
  readonly op?: unknown;
  readonly path?: unknown;
  readonly value?: unknown;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The same message with operations that all mean what they say. What is no message stays as it is. */
export function readPatch(message: unknown): unknown {
  if (!isObject(message) || !Array.isArray(message.Operations)) return message;
  const operations = message.Operations.flatMap((one: unknown) =>
    isObject(one) ? readOperation(one) : [one],
  );
  return { ...message, Operations: operations };
}

function readOperation(operation: Operation): Operation[] {
  const { op, path, value } = operation;
  if (typeof path === "string" && /^active$/i.test(path)) {
    return [{ op, path: "active", value: readBoolean(value) }];
  }
  const isRemoval = typeof op === "string" && op.toLowerCase() === "remove";
  if (isRemoval && path === "members" && Array.isArray(value)) {
    return value
      .filter(isObject)
      .map((one) => ({ op, path: `members[value eq ${JSON.stringify(String(one.value))}]` }));
  }
  if (path === undefined && isObject(value)) return [{ ...operation, value: readUser(value) }];
  return [operation];
}

/** Of a whole user, too. */
export function readUser(value: unknown): unknown {
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, inner]) => [
      name,
      /^active$/i.test(name) ? readBoolean(inner) : inner,
    ]),
  );
}

function readBoolean(value: unknown): unknown {
  if (typeof value !== "string") return value;
  const known = new Map([
    ["true", true],
    ["false", false],
  ]);
  return known.get(value.toLowerCase()) ?? value;
}
