/** Security events, in words. A kind, a principal or an object that has none fails to compile. */
import type { Answer } from "@saunter/client/api";
import { SECURITY_EVENT_KINDS } from "@saunter/protocol/security-event-kinds";
import { formatTime } from "@saunter/ui/format";
import { words } from "../../words.ts";

export type SecurityEvent = Answer<"GET /v1/security-events">["items"][number];
export type Kind = SecurityEvent["kind"];
type Principal = SecurityEvent["principal"];
type Value = SecurityEvent["changes"][string]["before"];

/** What needs a second look. */
export const ALARMING: ReadonlySet<Kind> = new Set([
  "user.sign-in-refused",
  "session.reused",
  "key-file.replaced",
  "key-file.removed",
  "backup.restored",
]);

export const wordKind = (kind: Kind): string => words.texts.audit.kinds[kind];

/** By what stands before the dot of a kind. */
const GROUPS = {
  user: "users",
  session: "users",
  customer: "shoppers",
  badge: "badges",
  webhook: "webhooks",
  "alert-rule": "alerts",
  gate: "gates",
  cart: "carts",
  recording: "devices",
  configuration: "configuration",
  goods: "configuration",
  "key-file": "keys",
  backup: "keys",
} as const;

type Group = (typeof GROUPS)[keyof typeof GROUPS];

/** For a list to choose from. */
export const KIND_GROUPS: ReadonlyMap<Group, readonly Kind[]> = Map.groupBy(
  SECURITY_EVENT_KINDS,
  (kind) => GROUPS[kind.slice(0, kind.indexOf(".")) as keyof typeof GROUPS],
);

export function wordPrincipal({ kind, id, name }: Principal): string {
  const t = words.texts.audit;
  if (kind === "user") return name ?? t.removedUser;
  return kind === "customer" && id !== null ? t.shopper(shorten(id)) : t.principals[kind];
}

/** Empty where the principal says it. */
export function wordVia({ via }: Principal): string {
  return via === null || via === "console" ? "" : words.texts.audit.vias[via];
}

/** Empty where the event's own words say it. */
export function wordObject({ object }: SecurityEvent): string {
  if (object === null) return "";
  const t = words.texts.audit;
  const { kind, id, name } = object;
  if (name !== null) return name;
  if (kind === "user") return t.removedUser;
  if (kind === "backup") return "";
  const text = t.objects[kind];
  if (id === null) return text;
  return t.object(text, kind === "key-file" || kind === "gate" ? id : shorten(id));
}

const SHOWN_CHARS = 8;

function shorten(id: string): string {
  return id.slice(0, SHOWN_CHARS);
}

/** Times have a column, or say what the others say. */
const LEFT_OUT: ReadonlySet<string> = new Set(["atMs", "fromMs", "untilMs"]);

/** Unix ms. */
const TIMES: ReadonlySet<string> = new Set(["formerUntilMs"]);

/** "Roles: gate → gate, device". */
export function wordChanges(
  { changes, kind }: SecurityEvent,
  locale: string,
  timeZone?: string,
): string[] {
  const t = words.texts.audit;
  const names: Readonly<Record<string, string>> = t.changes;
  return Object.entries(changes).flatMap(([name, { before, after }]) => {
    const isUnasked = name === "isOldEnough" && after === null;
    if (LEFT_OUT.has(name) || after === 0 || isUnasked) return [];
    const isRefused = name === "count" && kind === "user.sign-in-refused";
    const label = isRefused ? t.attempts : (names[name] ?? name);
    const word = (value: Value): string =>
      TIMES.has(name) && typeof value === "number"
        ? formatTime(value, "date-time", locale, timeZone)
        : wordValue(name, value);
    return [
      before === null ? t.set(label, word(after)) : t.change(label, word(before), word(after)),
    ];
  });
}

/** Those whose values have names of their own; others are shown as they are. */
const NAMED: ReadonlySet<string> = new Set(["proof", "parts", "result", "endedBy"]);

function wordValue(name: string, value: Value): string {
  const { between, no, nothing, values, yes } = words.texts.audit;
  const table: Readonly<Record<string, string>> =
    name === "roles" ? words.texts.people.roles : NAMED.has(name) ? values : {};
  if (Array.isArray(value)) {
    return value.length === 0 ? nothing : value.map((one) => table[one] ?? one).join(between);
  }
  if (typeof value === "boolean") return value ? yes : no;
  return value === null ? nothing : (table[value] ?? String(value));
}
