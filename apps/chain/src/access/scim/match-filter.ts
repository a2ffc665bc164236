/**
 * Evaluates SCIM filters (RFC 7644, section 3.4.2.2). The library's own evaluation throws on multi-valued attributes
 * and on complex attributes that a resource doesn't have.
 */
import SCIMMY from "scimmy";

type Resource = typeof SCIMMY.Resources.User | typeof SCIMMY.Resources.Group;
export type Comparator = "eq" | "ne" | "co" | "sw" | "ew" | "gt" | "lt" | "ge" | "le" | "pr";

/** Text in lower case unless the attribute is case-sensitive, milliseconds of a time, a boolean, or null. */
type Comparable = string | number | boolean | null;

export interface ScimComparison {
  readonly kind: "comparison";
  /** Names in lower case, from the element that the filter is applied to. */
  readonly path: readonly string[];
  readonly comparator: Comparator;
  readonly value: Comparable;
  readonly toComparable: (value: unknown) => Comparable;
}

export type ScimFilter =
  | ScimComparison
  | { readonly kind: "some" | "every"; readonly filters: readonly ScimFilter[] }
  | { readonly kind: "not"; readonly filter: ScimFilter }
  /** One element of the attribute matches. */
  | { readonly kind: "within"; readonly path: readonly string[]; readonly filter: ScimFilter };

const refuse = (text: string) => new SCIMMY.Types.Error(400, "invalidFilter", text);

/** `name.givenName` and `urn:…:User:manager.value` as names of objects within each other, in lower case. */
export function toPath({ schema }: Resource, name: string): string[] {
  const lower = name.toLowerCase();
  const urn = [schema.definition, ...schema.definition.attributes]
    .flatMap((one) => (one instanceof SCIMMY.Types.SchemaDefinition ? [one.id.toLowerCase()] : []))
    .find((id) => lower === id || lower.startsWith(`${id}:`));
  const isExtension = urn !== undefined && urn !== schema.definition.id.toLowerCase();
  const rest = urn === undefined ? lower : lower.slice(urn.length + 1);
  return [...(isExtension ? [urn] : []), ...rest.split(".").filter((part) => part !== "")];
}

/**
 * Throws a SCIM error if the attribute can't be compared like that.
 *
 * @param prefix of names within brackets: `emails.`
 * @param name the whole name of an attribute that the schema has, with the prefix
 */
export function toComparison(
  resource: Resource,
  prefix: string,
  name: string,
  comparator: Comparator,
  value: unknown,
): ScimComparison {
  const path = toPath(resource, name).slice(toPath(resource, prefix.slice(0, -1)).length);
  const base = { kind: "comparison", comparator } as const;
  let attribute = resource.schema.definition.attribute(name);
  const isComplex = (): boolean => !("type" in attribute) || attribute.type === "complex";
  if (comparator === "pr" && isComplex()) {
    return { ...base, path, value: null, toComparable: () => null };
  }
  if (isComplex()) {
    // A multi-valued attribute without a sub-attribute means its values.
    const subAttributes = "subAttributes" in attribute ? attribute.subAttributes : [];
    const inner = subAttributes.find((one) => one.name === "value");
    if (inner === undefined) throw refuse(`${name} has parts: compare one of them`);
    attribute = inner;
    path.push("value");
  }
  const { type, config } = attribute as InstanceType<typeof SCIMMY.Types.Attribute>;
  const isText = type !== "boolean" && type !== "dateTime" && type !== "integer";
  const isOrder = /^[gl][te]$/.test(comparator);
  const isPart = /^(?:co|sw|ew)$/.test(comparator);
  if ((type === "boolean" || type === "binary") && isOrder) {
    throw refuse(`${name} can't be compared with ${comparator}`);
  }
  if (isPart && !isText) throw refuse(`${name} can't be compared with ${comparator}`);
  const isExact = config.caseExact === true || type === "reference" || type === "binary";
  const toComparable = (one: unknown): Comparable => readComparable(one, type, isExact);
  const wanted = toComparable(value);
  if (comparator !== "pr" && (value === null ? isOrder || isPart : wanted === null)) {
    throw refuse(`${name} can't be compared with ${JSON.stringify(value)}`);
  }
  return { ...base, path, value: wanted, toComparable };
}

function readComparable(value: unknown, type: string, isExact: boolean): Comparable {
  switch (type) {
    case "boolean":
      // Entra sends booleans as text.
      if (typeof value !== "string") return typeof value === "boolean" ? value : null;
      return /^true$/i.test(value) || (/^false$/i.test(value) ? false : null);
    case "integer":
    case "decimal":
      return typeof value === "number" ? value : null;
    case "dateTime": {
      const ms = typeof value === "string" || value instanceof Date ? new Date(value) : null;
      return ms === null || Number.isNaN(ms.getTime()) ? null : ms.getTime();
    }
    default:
      if (typeof value !== "string") return null;
      return isExact ? value : value.toLowerCase();
  }
}

export function matchesFilter(filter: ScimFilter, element: unknown): boolean {
  switch (filter.kind) {
    case "some":
      return filter.filters.some((one) => matchesFilter(one, element));
    case "every":
      return filter.filters.every((one) => matchesFilter(one, element));
    case "not":
      return !matchesFilter(filter.filter, element);
    case "within":
      return listValues(element, filter.path).some((one) => matchesFilter(filter.filter, one));
    case "comparison":
      return matchesComparison(filter, listValues(element, filter.path));
  }
}

/** All values at the end of the path; those of multi-valued attributes one by one, none if there is none. */
function listValues(element: unknown, path: readonly string[]): unknown[] {
  let values = [element];
  for (const name of path) {
    values = values.flatMap((one) =>
      typeof one !== "object" || one === null
        ? []
        : Object.entries(one).flatMap(([key, value]) => (key.toLowerCase() === name ? value : [])),
    );
  }
  return values.filter((one) => one !== undefined && one !== null && one !== "");
}

function matchesComparison(
  { comparator, value, toComparable }: ScimComparison,
  values: readonly unknown[],
): boolean {
  if (comparator === "pr") return values.length > 0;
  if (value === null) return (comparator === "eq") === (values.length === 0);
  const compare = (one: Comparable): boolean => {
    if (comparator === "eq") return one === value;
    if (comparator === "ne") return one !== value;
    if (one === null) return false;
    switch (comparator) {
      case "co":
        return String(one).includes(String(value));
      case "sw":
        return String(one).startsWith(String(value));
      case "ew":
        return String(one).endsWith(String(value));
      case "gt":
        return one > value;
      case "lt":
        return one < value;
      case "ge":
        return one >= value;
      case "le":
        return one <= value;
    }
  };
  if (comparator === "ne" && values.length === 0) return true;
  return values.some((one) => compare(toComparable(one)));
}

/** The text that `attribute eq "text"` asks for, if that is the whole filter: the database looks these up. */
export function findWanted(filter: ScimFilter | null, attribute: string): string | null {
  if (filter === null) return null;
  if (filter.kind === "some" || filter.kind === "every") {
    return filter.filters.length === 1 ? findWanted(filter.filters[0]!, attribute) : null;
  }
  if (filter.kind !== "comparison" || filter.comparator !== "eq") return null;
  const isWanted = filter.path.length === 1 && filter.path[0] === attribute;
  return isWanted && typeof filter.value === "string" ? filter.value : null;
}
