/** Security events, in words. A kind, a principal or an object that has none fails to compile. */
import type { Answer } from "@saunter/client/api";

export type SecurityEvent = Answer<"GET /v1/security-events">["items"][number];
type Kind = SecurityEvent["kind"];
type Principal = SecurityEvent["principal"];
type Value = SecurityEvent["changes"][string]["before"];

export const KINDS: Readonly<Record<Kind, string>> = {
  "user.added": "User added",
  "user.removed": "User removed",
  "user.disabled": "User disabled",
  "user.enabled": "User enabled",
  "user.confirmed": "User confirmed",
  "user.roles-changed": "Roles changed",
  "user.scopes-changed": "Scopes changed",
  "user.password-changed": "Password changed",
  "user.key-changed": "Key replaced",
  "user.passkey-added": "Passkey added",
  "user.passkey-removed": "Passkey removed",
  "user.second-factor-added": "Second factor set up",
  "user.second-factor-removed": "Second factor turned off",
  "user.second-factor-reset": "Second factor, passkeys and sessions reset",
  "user.recovery-codes-renewed": "Recovery codes renewed",
  "user.signed-in": "Signed in",
  "user.sign-in-refused": "Sign-in refused",
  "user.signed-out": "Signed out",
  "session.reused": "Session ended: an old token was used again",
  "customer.membership-changed": "Membership changed",
  "customer.certificate-revoked": "Phone certificates revoked",
  "badge.issued": "Badges issued",
  "badge.blocked": "Badge blocked",
  "badge.unblocked": "Badge unblocked",
  "badge.removed": "Badge removed",
  "webhook.added": "Webhook added",
  "webhook.changed": "Webhook changed",
  "webhook.removed": "Webhook removed",
  "webhook.enabled": "Webhook enabled again",
  "webhook.disabled": "Webhook disabled",
  "webhook.secret-replaced": "Webhook secret replaced",
  "alert-rule.added": "Alert rule added",
  "alert-rule.changed": "Alert rule changed",
  "alert-rule.removed": "Alert rule removed",
  "gate.opened": "Gate opened by hand",
  "cart.checked": "Smart cart checked",
  "cart.found": "Smart cart found that was left",
  "configuration.changed": "Configuration changed",
  "goods.changed": "Prices or planogram changed",
  "key-file.added": "Key file created",
  "key-file.replaced": "Key file replaced",
  "key-file.removed": "Key file removed",
  "backup.made": "Backup made",
  "backup.restored": "Backup restored",
};

/** What needs a second look. */
export const ALARMING: ReadonlySet<Kind> = new Set([
  "user.sign-in-refused",
  "session.reused",
  "key-file.replaced",
  "key-file.removed",
  "backup.restored",
]);

const GROUPS: Readonly<Record<string, string>> = {
  user: "Users and sign-ins",
  session: "Users and sign-ins",
  customer: "Shoppers",
  badge: "Badges",
  webhook: "Webhooks",
  "alert-rule": "Alerts",
  gate: "Gates",
  cart: "Smart carts",
  configuration: "Configuration and goods",
  goods: "Configuration and goods",
  "key-file": "Keys and backups",
  backup: "Keys and backups",
};

/** For a list to choose from. */
export const KIND_GROUPS: ReadonlyMap<string, readonly Kind[]> = Map.groupBy(
  Object.keys(KINDS) as Kind[],
  (kind) => GROUPS[kind.slice(0, kind.indexOf("."))]!,
);

const UNNAMED: Readonly<Record<Exclude<Principal["kind"], "user">, string>> = {
  customer: "Shopper",
  nobody: "Not signed in",
  console: "Command line",
  shop: "Found by the shop",
};

export function wordPrincipal({ kind, id, name }: Principal): string {
  if (kind === "user") return name ?? "Removed user";
  return kind === "customer" && id !== null ? `Shopper ${shorten(id)}` : UNNAMED[kind];
}

const VIAS: Readonly<Record<NonNullable<Principal["via"]>, string>> = {
  password: "by password",
  passkey: "by passkey",
  key: "by key",
  console: "",
};

export function wordVia({ via }: Principal): string {
  return via === null ? "" : VIAS[via];
}

const OBJECTS: Readonly<Record<NonNullable<SecurityEvent["object"]>["kind"], string>> = {
  user: "Removed user",
  customer: "Shopper",
  badge: "Badge",
  webhook: "Webhook",
  "alert-rule": "Alert rule",
  "key-file": "Key file",
  goods: "Goods",
  gate: "Gate",
  "cart-trip": "Trip",
  backup: "",
};

/** Empty where the event's own words say it. */
export function wordObject({ object }: SecurityEvent): string {
  if (object === null) return "";
  const { kind, id, name } = object;
  if (name !== null) return name;
  const text = OBJECTS[kind];
  if (kind === "user" || kind === "backup" || id === null) return text;
  return `${text} ${kind === "key-file" || kind === "gate" ? id : shorten(id)}`;
}

const SHOWN_CHARS = 8;

function shorten(id: string): string {
  return id.slice(0, SHOWN_CHARS);
}

const CHANGES: Readonly<Record<string, string>> = {
  roles: "Roles",
  proof: "Signs in by",
  isMember: "Member",
  phones: "Phones",
  added: "Added",
  changed: "Changed",
  keys: "Settings",
  parts: "What",
  version: "Version",
  products: "Products",
  facings: "Shelf places",
  offers: "Offers",
  publishAt: "Planogram published at",
  undoes: "Planogram publication undone",
  picture: "Picture",
  events: "Journal events",
  isEncrypted: "Encrypted",
  count: "Count",
};

/** Times have a column, or say what the others say. */
const LEFT_OUT: ReadonlySet<string> = new Set(["atMs", "fromMs", "untilMs"]);

/** "Roles: gate → gate, device". */
export function wordChanges({ changes, kind }: SecurityEvent): string[] {
  return Object.entries(changes).flatMap(([name, { before, after }]) => {
    if (LEFT_OUT.has(name) || after === 0) return [];
    const label = name === "count" && kind === "user.sign-in-refused" ? "Attempts" : CHANGES[name];
    const from = before === null ? "" : `${wordValue(before)} → `;
    return [`${label ?? name}: ${from}${wordValue(after)}`];
  });
}

function wordValue(value: Value): string {
  if (Array.isArray(value)) return value.length === 0 ? "none" : value.join(", ");
  if (typeof value === "boolean") return value ? "yes" : "no";
  return value === null ? "none" : String(value);
}
