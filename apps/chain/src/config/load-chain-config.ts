/** The chain's configuration: a YAML file, with secrets from the environment or files. */
import type { Scope } from "@saunter/protocol/chain/rights";
import { isNode, isScalar, LineCounter, parseDocument, visit } from "yaml";
import { ADDRESS_KEEP_DAYS, SESSION_LIFE, type SessionLife } from "../access/access-limits.ts";
import { isIssuerAllowed } from "../access/sso/oidc-client.ts";
import type { GroupMapping, SsoProvider } from "../access/sso/sso-provider.ts";
import type { AlertMail, AlertWays } from "../alerts/alert-channels.ts";
import { ALERT_BOUNDS, type AlertBounds } from "../alerts/alert-limits.ts";
import { FORECAST_SETTINGS, type ForecastSettings } from "../forecasts/forecast-settings.ts";
import { type HubKeys, parseHubKeys } from "../hub/hub-keys.ts";
import { KEPT_DAYS, KEPT_GB } from "../hub/hub-streams.ts";
import type { BackupSchedule } from "../keep/backup-schedule.ts";
import { PASS_PHRASE_CHARS_MIN } from "../keep/pass-phrase.ts";
import {
  CHAIN_CONFIG_SCHEMA,
  type ChainSettings,
  type SecretSettings,
} from "./chain-config-schema.ts";
import { checkSettings, type Path } from "./check-settings.ts";

export interface ChainConfig {
  readonly publicUrl: string;
  readonly ownerEmail: string;
  readonly databaseUrl: string;
  readonly hub: {
    /** `HOST:PORT` of each. */
    readonly servers: readonly string[];
    /** The chain's own, as the text of a NATS credentials file. */
    readonly credentials: string;
    readonly keys: HubKeys;
    /** Streams that shops are spread over. */
    readonly shards: number;
    /** How long it keeps what shops sent. */
    readonly keptDays: number;
    /** How much of it. */
    readonly keptGb: number;
  };
  readonly http: {
    readonly host: string;
    readonly port: number;
    readonly metricsHost: string;
    readonly metricsPort: number;
    readonly trustedProxies: readonly string[];
  };
  readonly sessionLife: SessionLife;
  readonly addressKeepDays: number;
  /** Null or left out: none are made. */
  readonly backup?: (BackupSchedule & { readonly passPhrase: string }) | null;
  readonly forecast: ForecastSettings;
  /** Whether webhooks that are added in the console may lead into the chain's own network. */
  readonly allowPrivateWebhooks: boolean;
  readonly providers: readonly SsoProvider[];
  readonly groups: readonly GroupMapping[];
  readonly alerts: { readonly bounds: AlertBounds; readonly ways: AlertWays };
}

/** Lines and columns count from 1. */
export interface ConfigFault {
  readonly line: number;
  readonly column: number;
  /** Such as "providers[0].issuer"; empty for the whole file. */
  readonly keyPath: string;
  /** What was found and what is allowed, without secrets. */
  readonly message: string;
}

export type ChainConfigResult =
  | { readonly ok: true; readonly config: ChainConfig }
  | { readonly ok: false; readonly faults: readonly ConfigFault[] };

export interface ConfigSurroundings {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The text of a file, below the configuration's folder where its path is relative. Throws where it cannot be read. */
  readonly readText: (path: string) => string;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const LOOPBACK = /^http:\/\/(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/;

/** All of it, or all that is wrong with it. */
export function loadChainConfig(text: string, surroundings: ConfigSurroundings): ChainConfigResult {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const faults: ConfigFault[] = [];
  const noteAt = (offset: number, path: Path, message: string): void => {
    const { line, col } = lines.linePos(offset);
    const [first, ...rest] = path;
    const keys = rest.map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`));
    const keyPath = [first ?? "", ...keys].join("");
    faults.push({ line: Math.max(line, 1), column: Math.max(col, 1), keyPath, message });
  };
  const note = (path: Path, message: string) => noteAt(findOffset(document, path), path, message);
  for (const error of [...document.errors, ...document.warnings]) {
    noteAt(error.pos[0], [], `this is no YAML: ${error.message}`);
  }
  visit(document, {
    Alias: (_key, { range }) =>
      noteAt(range?.[0] ?? 0, [], "aliases, which begin with *, are not used here"),
  });
  if (faults.length > 0) return { ok: false, faults };
  const settings: unknown = document.toJS() ?? {};
  checkSettings(CHAIN_CONFIG_SCHEMA, settings, [], note);
  if (faults.length > 0) return { ok: false, faults };
  const config = makeConfig(settings as ChainSettings, surroundings, note);
  return faults.length > 0 ? { ok: false, faults } : { ok: true, config };
}

/** Where a value stands, or its key, or what it would be in. */
function findOffset(document: ReturnType<typeof parseDocument>, path: Path): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true);
    if (isNode(node) && !(isScalar(node) && node.value === null) && node.range) {
      return node.range[0];
    }
  }
  return 0;
}

type Note = (path: Path, message: string) => void;

function makeConfig(
  settings: ChainSettings,
  surroundings: ConfigSurroundings,
  note: Note,
): ChainConfig {
  const { publicUrl, owner, database, hub, http = {}, session = {}, groups = [] } = settings;
  if (!publicUrl.startsWith("https:") && !LOOPBACK.test(publicUrl)) {
    note(["publicUrl"], "cookies need TLS: take https://, or http://localhost to try it out");
  }
  const sessionLife = {
    idleMs: (session.idleMinutes ?? SESSION_LIFE.idleMs / MINUTE_MS) * MINUTE_MS,
    wholeMs: (session.hours ?? SESSION_LIFE.wholeMs / HOUR_MS) * HOUR_MS,
  };
  if (sessionLife.idleMs > sessionLife.wholeMs) {
    note(["session"], "idleMinutes is longer than hours: an unused session ends first");
  }
  const mappings = groups.map(
    ({ group, role, scope }): GroupMapping => ({ group, role, scope: toScope(scope) }),
  );
  return {
    ...{ publicUrl, ownerEmail: owner.email, sessionLife, groups: mappings },
    hub: makeHub(hub, surroundings, note),
    backup: makeBackup(settings, surroundings, note),
    alerts: makeAlerts(settings, surroundings, note),
    addressKeepDays: settings.audit?.addressKeepDays ?? ADDRESS_KEEP_DAYS,
    forecast: { ...FORECAST_SETTINGS, ...settings.forecast },
    allowPrivateWebhooks: settings.webhooks?.allowPrivate ?? false,
    databaseUrl: takeSecret(database.url, ["database", "url"], surroundings, note),
    http: {
      host: http.host ?? "127.0.0.1",
      port: http.port ?? 8430,
      metricsHost: http.metricsHost ?? "127.0.0.1",
      metricsPort: http.metricsPort ?? 9430,
      trustedProxies: http.trustedProxies ?? [],
    },
    providers: makeProviders(settings, mappings, surroundings, note),
  };
}

const BACKUP_EVERY_HOURS = 24;
const BACKUPS_KEPT = 7;

function makeBackup(
  { backup }: ChainSettings,
  surroundings: ConfigSurroundings,
  note: Note,
): NonNullable<ChainConfig["backup"]> | null {
  if (backup === undefined) return null;
  const { everyHours = BACKUP_EVERY_HOURS, folder, keep = BACKUPS_KEPT } = backup;
  const path = ["backup", "passPhrase"] as const;
  const passPhrase = takeSecret(backup.passPhrase, path, surroundings, note);
  if (passPhrase !== "" && passPhrase.length < PASS_PHRASE_CHARS_MIN) {
    note(path, `the pass phrase is too short: take ${PASS_PHRASE_CHARS_MIN} characters or more`);
  }
  return { folder, keep, passPhrase, everyMs: everyHours * HOUR_MS };
}

/** Of no use where the keys' file is damaged, which is noted. */
const NO_KEYS: HubKeys = { operator: "", system: "", chain: "", cluster: "" };

function makeHub(
  hub: ChainSettings["hub"],
  surroundings: ConfigSurroundings,
  note: Note,
): ChainConfig["hub"] {
  const { keptDays = KEPT_DAYS, keptGb = KEPT_GB, servers, shards } = hub;
  if (servers.length !== 1 && servers.length !== 3) {
    note(["hub", "servers"], "a hub has 1 or 3 servers: two that part would both stop");
  }
  const text = takeSecret(hub.keys, ["hub", "keys"], surroundings, note);
  const keys = text === "" ? NO_KEYS : parseHubKeys(text);
  if (keys === null)
    note(["hub", "keys"], "this does not hold the hub's keys, as `saunter-chain hub` writes them");
  const credentials = takeSecret(hub.credentials, ["hub", "credentials"], surroundings, note);
  return {
    servers,
    shards,
    keptDays,
    keptGb,
    credentials: `${credentials}\n`,
    keys: keys ?? NO_KEYS,
  };
}

const GIGABYTE = 1e9;

function makeAlerts(
  { alerts = {} }: ChainSettings,
  surroundings: ConfigSurroundings,
  note: Note,
): ChainConfig["alerts"] {
  const { databaseGigabytes, repeatMinutes, mail, webhooks = [] } = alerts;
  const scale = (value: number | undefined, factor: number, otherwise: number): number =>
    value === undefined ? otherwise : value * factor;
  const toShare = (percent: number | undefined, otherwise: number): number =>
    percent === undefined ? otherwise : percent / 100;
  const of = ALERT_BOUNDS;
  return {
    bounds: {
      silentMs: scale(alerts.silentMinutes, MINUTE_MS, of.silentMs),
      behindMs: scale(alerts.behindSeconds, 1000, of.behindMs),
      clockMs: scale(alerts.clockSeconds, 1000, of.clockMs),
      reviewShareMax: toShare(alerts.reviewPercent, of.reviewShareMax),
      lapsedMax: alerts.lapsedReviews ?? of.lapsedMax,
      accuracyShareMin: toShare(alerts.accuracyPercent, of.accuracyShareMin),
      databaseBytesMax: databaseGigabytes === undefined ? null : databaseGigabytes * GIGABYTE,
      backupMs: scale(alerts.backupHours, HOUR_MS, of.backupMs),
    },
    ways: {
      repeatMs: repeatMinutes === undefined ? null : repeatMinutes * MINUTE_MS,
      webhooks: webhooks.map(({ organisation, secret, url }, at) => {
        const path = ["alerts", "webhooks", at] as const;
        if (webhooks.findIndex((one) => one.url === url) < at) {
          note([...path, "url"], "this address is given twice: leave one out");
        }
        return {
          ...{ url, organisationId: organisation ?? null },
          secret: takeSecret(secret, [...path, "secret"], surroundings, note),
        };
      }),
      mail: mail === undefined ? null : makeAlertMail(mail, surroundings, note),
    },
  };
}

function makeAlertMail(
  mail: NonNullable<NonNullable<ChainSettings["alerts"]>["mail"]>,
  surroundings: ConfigSurroundings,
  note: Note,
): AlertMail {
  const { from, host, password, port, security = "starttls", to, user } = mail;
  const path = ["alerts", "mail"] as const;
  if ((user === undefined) !== (password === undefined)) {
    note(path, "user and password belong together: give both, or neither");
  }
  for (const [at, { address }] of to.entries()) {
    if (to.findIndex((one) => one.address === address) === at) continue;
    note([...path, "to", at], "this address is given twice: leave one out");
  }
  return {
    ...{ from, host, port, security },
    to: to.map(({ address, organisation }) => ({ address, organisationId: organisation ?? null })),
    login:
      user === undefined || password === undefined
        ? null
        : {
            user: takeSecret(user, [...path, "user"], surroundings, note),
            password: takeSecret(password, [...path, "password"], surroundings, note),
          },
  };
}

function makeProviders(
  { providers = [] }: ChainSettings,
  groups: readonly GroupMapping[],
  surroundings: ConfigSurroundings,
  note: Note,
): SsoProvider[] {
  return providers.map((one, at) => {
    const path = ["providers", at] as const;
    if (providers.findIndex(({ id }) => id === one.id) < at) {
      note([...path, "id"], `${one.id} is given twice: each provider has its own`);
    }
    if (!isIssuerAllowed(one.issuer)) {
      note([...path, "issuer"], "a provider needs TLS: take https://");
    }
    const organisationId = one.organisation ?? null;
    const users = one.users ?? "just-in-time";
    const isUseful = groups.some(
      ({ scope }) =>
        organisationId === null || (scope.kind === "organisation" && scope.id === organisationId),
    );
    if (users === "just-in-time" && !isUseful) {
      note([...path, "users"], "no group gives anybody a role here: add one under groups");
    }
    return {
      ...{ providerId: one.id, name: one.name, issuer: one.issuer, clientId: one.clientId },
      ...{ organisationId, users, groups },
      clientSecret: takeSecret(one.clientSecret, [...path, "clientSecret"], surroundings, note),
      scopes: one.scopes ?? ["profile", "email"],
      groupsClaim: one.groupsClaim ?? "groups",
      externalIdClaim: one.externalIdClaim ?? null,
      linksVerifiedEmail: one.linkVerifiedEmail ?? false,
    };
  });
}

type ScopeSettings = NonNullable<ChainSettings["groups"]>[number]["scope"];

function toScope(scope: ScopeSettings): Scope {
  if (scope === "chain") return { kind: "chain", id: null };
  if ("organisation" in scope) return { kind: "organisation", id: scope.organisation };
  if ("region" in scope) return { kind: "region", id: scope.region };
  return { kind: "shop", id: scope.shop };
}

function takeSecret(
  settings: SecretSettings,
  path: Path,
  { environment, readText }: ConfigSurroundings,
  note: Note,
): string {
  if (typeof settings === "string") {
    const secret = Object.hasOwn(environment, settings) ? environment[settings]?.trim() : "";
    if (secret) return secret;
    note(path, `the environment variable ${settings} is not set, or is empty: set it`);
    return "";
  }
  try {
    const secret = readText(settings.file).trim();
    if (secret !== "") return secret;
    note(path, `the file ${settings.file} is empty: write the secret into it`);
  } catch (error) {
    note(path, `the file ${settings.file} cannot be read: ${(error as Error).message}`);
  }
  return "";
}

/** One line: "chain.yaml:12:5: providers[0].issuer: found …; allowed: …". */
export function formatFault(file: string, { line, column, keyPath, message }: ConfigFault): string {
  const place = `${file}:${line}:${column}`;
  return keyPath === "" ? `${place}: ${message}` : `${place}: ${keyPath}: ${message}`;
}
