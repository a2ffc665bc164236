/** Webhooks that an operator has added in the browser: their secrets are in one answer, and kept sealed. */
import { randomBytes } from "node:crypto";
import { accept, type Result, refuse } from "@saunter/commerce/refusal";
import type { SecretSeal } from "@saunter/ingest/secret-seal";
import { isPublicUrl } from "@saunter/server/network/guarded-fetch";
import { prepared } from "../store/prepared.ts";
import type { Store } from "../store/store.ts";
import type { Transaction } from "../store/transaction.ts";
import { ADDED_WEBHOOKS_MAX } from "./publish-limits.ts";
import type { WebhookTarget } from "./webhooks.ts";

const SECRET_BYTES = 32;

export interface NewWebhook {
  readonly endpointId: string;
  readonly url: string;
  readonly eventTypes: readonly string[];
}

/** Each but `list` and `openSecret` refuses with `not-found`, and with `webhook-configured` for one of the configuration. */
export interface AddedWebhooks {
  /** It is sent what happens from now on. Returns its secret, sealed; refuses with `input-invalid`. */
  add(tx: Transaction, webhook: NewWebhook): Result<string>;
  /** Returns those of before. */
  changeEvents(
    tx: Transaction,
    endpointId: string,
    eventTypes: readonly string[],
  ): Result<readonly string[]>;
  /** Another secret, which is returned sealed; the one before signs, too, for so long. */
  rotate(tx: Transaction, endpointId: string, overlapMs: number): Result<string>;
  /** What `add` or `rotate` has returned, to be shown; null where it cannot be opened any more. */
  openSecret(endpointId: string, sealedSecret: string): string | null;
  /** With its deliveries and its test. */
  remove(tx: Transaction, endpointId: string): Result<void>;
  /** What is sent to now. Those whose secret cannot be opened are left out. */
  list(nowMs: number): readonly WebhookTarget[];
}

export function createAddedWebhooks(store: Store, { seal, open }: SecretSeal): AddedWebhooks {
  const openText = (endpointId: string, sealed: unknown): string | null => {
    const bytes = open(endpointId, sealed as Uint8Array);
    return bytes === null ? null : Buffer.from(bytes).toString();
  };
  const sealNew = (endpointId: string): Uint8Array => seal(endpointId, Buffer.from(makeSecret()));

  return {
    add: (tx, { endpointId, url, eventTypes }) => {
      const refusal = refuseUrl(tx, url);
      if (refusal !== null) return refuse("input-invalid", refusal);
      const sealed = sealNew(endpointId);
      prepared(
        tx.db,
        "INSERT INTO webhook_endpoints VALUES (?, ?, 'added in the browser', ?, 1, 1, ?)",
      ).run(endpointId, url, JSON.stringify(eventTypes), store.position());
      prepared(tx.db, "INSERT INTO webhook_secrets VALUES (?, ?, NULL, NULL, ?)").run(
        endpointId,
        sealed,
        tx.atMs,
      );
      return accept(toText(sealed));
    },
    changeEvents: (tx, endpointId, eventTypes) => {
      const before = findEventTypes(tx, endpointId);
      if (!before.ok) return before;
      prepared(tx.db, "UPDATE webhook_endpoints SET event_types = ? WHERE endpoint_id = ?").run(
        JSON.stringify(eventTypes),
        endpointId,
      );
      return before;
    },
    rotate: (tx, endpointId, overlapMs) => {
      const known = findEventTypes(tx, endpointId);
      if (!known.ok) return known;
      const sealed = sealNew(endpointId);
      prepared(
        tx.db,
        `UPDATE webhook_secrets SET former_secret = CASE WHEN ?1 > 0 THEN sealed_secret END,
           former_until_ms = CASE WHEN ?1 > 0 THEN ?2 END, sealed_secret = ?3
         WHERE endpoint_id = ?4`,
      ).run(overlapMs, tx.atMs + overlapMs, sealed, endpointId);
      return accept(toText(sealed));
    },
    openSecret: (endpointId, sealedSecret) =>
      openText(endpointId, Buffer.from(sealedSecret, "base64url")),
    remove: (tx, endpointId) => {
      const known = findEventTypes(tx, endpointId);
      if (!known.ok) return known;
      for (const table of ["secrets", "tests", "deliveries", "endpoints"]) {
        prepared(tx.db, `DELETE FROM webhook_${table} WHERE endpoint_id = ?`).run(endpointId);
      }
      return accept(undefined);
    },
    list: (nowMs) =>
      prepared(
        store.db,
        `SELECT endpoint_id, url, sealed_secret,
           CASE WHEN former_until_ms > ? THEN former_secret END AS former_secret
         FROM webhook_secrets JOIN webhook_endpoints USING (endpoint_id) ORDER BY endpoint_id`,
      )
        .all(nowMs)
        .flatMap((row) => {
          const endpointId = row.endpoint_id as string;
          const secret = openText(endpointId, row.sealed_secret);
          if (secret === null) return [];
          const former =
            row.former_secret === null ? null : openText(endpointId, row.former_secret);
          const target = { endpointId, url: row.url as string, secret };
          return [former === null ? target : { ...target, formerSecret: former }];
        }),
  };
}

const toText = (sealed: Uint8Array): string => Buffer.from(sealed).toString("base64url");

const makeSecret = (): string => `whsec_${randomBytes(SECRET_BYTES).toString("base64url")}`;

/** Why an address cannot be added, in words; null where it can. */
function refuseUrl({ db }: Transaction, url: string): string | null {
  if (!isPublicUrl(url)) {
    return "The address must begin with https:// and lead out of the shop. A system in the shop’s own network is added under webhooks in the configuration.";
  }
  const known = "SELECT 1 FROM webhook_endpoints WHERE url = ? AND is_configured = 1";
  if (prepared(db, known).get(url) !== undefined) return "This address has a webhook already.";
  const { n } = prepared(db, "SELECT count(*) AS n FROM webhook_secrets").get() as { n: number };
  if (n < ADDED_WEBHOOKS_MAX) return null;
  return `There are ${ADDED_WEBHOOKS_MAX} webhooks already, which is the maximum: remove one first.`;
}

function findEventTypes({ db }: Transaction, endpointId: string): Result<readonly string[]> {
  const row = prepared(
    db,
    `SELECT event_types, s.endpoint_id IS NOT NULL AS is_added
     FROM webhook_endpoints e LEFT JOIN webhook_secrets s USING (endpoint_id)
     WHERE e.endpoint_id = ? AND is_configured = 1`,
  ).get(endpointId);
  if (row === undefined) return refuse("not-found", "There is no such webhook.");
  if (row.is_added === 1) return accept(JSON.parse(row.event_types as string));
  return refuse("webhook-configured", "Change it under webhooks in the shop’s configuration.");
}
