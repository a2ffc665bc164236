/** The reference page of the configuration, made of its schema: `docs/reference/configuration.md`. */
import { CONFIG_LIMITS } from "./config-limits.ts";
import { CONFIG_SCHEMA, PLANOGRAM_ROW, PRODUCT } from "./config-schema.ts";
import { listColumns } from "./read-items.ts";
import { describeAllowed, type SchemaView, viewSchema } from "./schema-view.ts";
import { joinPath } from "./source-tree.ts";

const HEADING = `# Configuration

A shop is one YAML file. [examples/shop.yaml](../../examples/shop.yaml) is a complete one, with
remarks; this page is made from the schema that files are checked with.

\`\`\`
saunter config check FILE
saunter config schema
\`\`\`

\`check\` says that a file is good, or all that is wrong with it at once, each with its line, what was
found and what is allowed; its exit code is then 1. \`schema\` prints JSON Schema, for editors that
complete and check while one writes.

- A key that is not known is refused, and so is one that stands twice.
- Amounts are decimal text in the shop's currency, \`2.50\`; digits beyond its decimals are refused.
- Days and times are on the shop's own clock, \`2026-03-01\` or \`2026-03-01 08:00\`, whatever the
  machine's; with \`Z\` or an offset such as \`+01:00\` at the end they are as they say. A day begins at
  midnight. \`until\` is the first moment at which something holds no more.
- Lengths and places are metres in the axes that gondolas and trackers share.
- Secrets never stand in the file. A key that ends in \`Env\` names the environment variable that
  holds one, or has \`{ file: PATH }\`.
- Paths begin at the folder of the file.
- A key with nothing after it counts as left out. Anchors and aliases work; tags (\`!…\`) do not.
`;

interface Row {
  readonly key: string;
  readonly meaning: string;
  readonly allowed: string;
  readonly default: string;
}

/** The page as Markdown. The same schema gives the same text. */
export function formatConfigReference(): string {
  const root = viewSchema(CONFIG_SCHEMA);
  const sections = Object.entries(root.properties!).map(([key, schema]) =>
    formatSection(key, schema, root.required!.includes(key)),
  );
  return [HEADING, ...sections, formatFiles()].join("\n");
}

function formatSection(key: string, schema: SchemaView, isRequired: boolean): string {
  const told: Told = { unions: new Map() };
  const rows = listRows(schema, schema.type === "array" ? "[]" : "", "", told);
  const need = isRequired && schema.default === undefined ? "Required." : "May be left out.";
  const table = ["| key | meaning | allowed | default |", "|---|---|---|---|"];
  for (const row of rows) {
    const cells = [`\`${row.key}\``, row.meaning, row.allowed, row.default];
    table.push(`| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`);
  }
  return `## ${key}\n\n${schema.description}. ${need}\n\n${table.join("\n")}\n`;
}

/** Unions that were described already, such as zones, by where. */
interface Told {
  readonly unions: Map<unknown, string>;
}

/** Rows of what is within a schema; `condition` says when they count. */
function listRows(schema: SchemaView, path: string, condition: string, told: Told): Row[] {
  if (schema.anyOf !== undefined) return listVariants(schema.anyOf, path, told);
  if (schema.type === "array") {
    return listRows(schema.items!, path.endsWith("[]") ? path : `${path}[]`, condition, told);
  }
  return Object.entries(schema.properties ?? {}).flatMap(([key, inner]) =>
    listKey(inner, joinPath(path, key), schema.required?.includes(key) === true, condition, told),
  );
}

function listKey(
  schema: SchemaView,
  path: string,
  isRequired: boolean,
  condition: string,
  told: Told,
): Row[] {
  const { anyOf } = schema;
  const shared = anyOf === undefined ? undefined : told.unions.get(anyOf);
  const row = formatRow(schema, path, isRequired, condition);
  if (shared !== undefined) return [{ ...row, allowed: `as \`${shared}\`` }];
  if (isSecret(schema)) return [{ ...row, allowed: "a secret: `NAME` or `{ file: PATH }`" }];
  if (anyOf !== undefined) told.unions.set(anyOf, path);
  return [row, ...listRows(schema, path, "", told)];
}

function isSecret({ anyOf }: SchemaView): boolean {
  return anyOf?.some(({ format }) => format === "env-name") === true;
}

/** Kinds have one row for `kind`, then what they share, then what each has alone. */
function listVariants(variants: readonly SchemaView[], path: string, told: Told): Row[] {
  const maps = variants.filter(({ type }) => type === "object");
  const lists = variants.filter(({ type }) => type === "array");
  const listRowsOf = lists.flatMap((list) => listRows(list, path, "", told));
  if (maps.length < 2)
    return [...listRowsOf, ...maps.flatMap((one) => listRows(one, path, "", told))];
  const kinds = maps.map((one) => one.properties!.kind?.const);
  if (kinds.includes(undefined)) {
    return maps.flatMap((one) => listRows(one, path, one.description!.toLowerCase(), told));
  }
  const [first] = maps as [SchemaView];
  const isShared = (key: string): boolean =>
    maps.every(({ properties }) => properties![key] === first.properties![key]);
  const listSome = (one: SchemaView, isListed: (key: string) => boolean, condition: string) =>
    listRows(pickKeys(one, isListed), path, condition, told);
  const meanings = maps.map(
    ({ description }, i) => `\`${kinds[i]}\`: ${beginInMidSentence(description!)}`,
  );
  const kind: Row = {
    key: joinPath(path, "kind"),
    meaning: meanings.join("; "),
    allowed: kinds.join(", "),
    default: "required",
  };
  return [
    kind,
    ...listSome(first, isShared, ""),
    ...maps.flatMap((one, i) =>
      listSome(one, (key) => key !== "kind" && !isShared(key), `kind ${kinds[i]}`),
    ),
  ];
}

/** Names and abbreviations keep their capitals. */
function beginInMidSentence(text: string): string {
  if (!/^[A-Z][a-z ]/.test(text) || /^(?:Stripe|Modbus|Tasmota)\b/.test(text)) return text;
  return text.slice(0, 1).toLowerCase() + text.slice(1);
}

function pickKeys(schema: SchemaView, isPicked: (key: string) => boolean): SchemaView {
  const picked = Object.entries(schema.properties!).filter(([key]) => isPicked(key));
  return { ...schema, properties: Object.fromEntries(picked) };
}

function formatRow(schema: SchemaView, key: string, isRequired: boolean, condition: string): Row {
  const { description, default: given, type } = schema;
  return {
    key,
    meaning: condition === "" ? description! : `${description} (${condition})`,
    allowed:
      type === "object" && schema.additionalProperties !== true
        ? "keys, below"
        : describeAllowed(schema, null),
    default: given === undefined ? (isRequired ? "required" : "") : formatDefault(given),
  };
}

function formatDefault(given: unknown): string {
  if (Array.isArray(given)) return given.length === 0 ? "none" : given.join(", ");
  // The keys within have their own.
  return typeof given === "object" ? "" : String(given);
}

function formatFiles(): string {
  const { csvBytesMax, jsonBytesMax } = CONFIG_LIMITS;
  const toMegabytes = (bytes: number): string => `${bytes / 1024 / 1024} MB`;
  const list = (schema: SchemaView): string =>
    listColumns(schema)
      .map((column) => `\`${column}\``)
      .join(", ");
  return `## Lists in files of their own

\`catalogue: { file: catalogue.csv }\` and \`planogram: { file: planogram.csv }\` keep long lists apart.
A file is CSV (at most ${toMegabytes(csvBytesMax)}), JSON or YAML (at most ${toMegabytes(jsonBytesMax)}), in UTF-8. JSON and YAML hold a
list of what would stand in the configuration. The first line of CSV names its columns, in any
order; commas, semicolons or tabs separate them, fields may be quoted, empty ones are left out.
Problems name the file and the line.

| list | columns |
|---|---|
| catalogue | ${list(viewSchema(PRODUCT))} |
| planogram | ${list(viewSchema(PLANOGRAM_ROW))} |
`;
}
