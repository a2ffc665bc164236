/** The chain's tables, as Kysely knows them. Whole numbers of 64 bits are read as numbers: all are below 2^53. */

import type { BalanceKind } from "@saunter/protocol/balance-kinds";
import type { ChainAlertKind } from "@saunter/protocol/chain/alert-kinds";
import type { AuditKind } from "@saunter/protocol/chain/audit-kinds";
import type { BalanceEntryKind } from "@saunter/protocol/chain/balance-messages";
import type { DownKind } from "@saunter/protocol/chain/down-messages";
import type { ChainRole, ScopeKind } from "@saunter/protocol/chain/rights";
import type { ColumnType, Generated } from "kysely";
import type { DayColumn } from "../figures/day-sums.ts";
import type { FigureRowTables } from "../figures/figure-rows.ts";

export interface ChainTables
  extends ShopTables,
    UpTables,
    AccessTables,
    AuditTables,
    FigureTables,
    ShopDayTables,
    VersionAnswerTables,
    CopyStrayTables,
    WebhookTables,
    DownTables,
    ReviewPoolTables,
    BalanceTables,
    AnswerTables,
    AlertTables,
    ForecastTables {}

/** Answers to requests with an idempotency key. */
interface AnswerTables {
  idempotency_answers: {
    user_id: string;
    key_hash: string;
    /** Of the request, below its key. */
    request_hash: string;
    /** Null until the transaction that does it ends. */
    status: number | null;
    sealed_body: Uint8Array | null;
    at_ms: number;
  };
}

/** Gift cards and points. Units are the currency's minor units, or points. */
interface BalanceTables {
  balances: {
    balance_id: string;
    kind: BalanceKind;
    /** In whose shops it can be spent; null: in all of the chain. */
    organisation_id: string | null;
    currency: string;
    units: Generated<number>;
    held_units: Generated<number>;
    /** Points that were to be taken back when they had been spent. */
    owed_units: Generated<number>;
    created_ms: number;
  };
  balance_cards: {
    number: string;
    balance_id: string;
    code_hash: string;
    is_blocked: Generated<boolean>;
    /** Null: it is not. */
    blocked_ms: number | null;
    expires_ms: number | null;
    issued_by: string;
    issued_ms: number;
    /** By another card of the balance; null: it is the card. */
    replaced_ms: number | null;
  };
  /** What each balance came to, step by step; never changed. */
  balance_entries: {
    entry_id: Generated<number>;
    balance_id: string;
    kind: BalanceEntryKind;
    units: number;
    units_after: number;
    shop_id: string | null;
    visit_id: string | null;
    entered_by: string | null;
    at_ms: number;
    /** What made it: nothing makes two. */
    reference: string;
  };
  /** By the shop's own ids. */
  balance_holds: {
    shop_id: string;
    hold_id: string;
    visit_id: string;
    /** Null where the shop ended or captured what was never held. */
    balance_id: string | null;
    state: "held" | "captured" | "released" | "ended";
    units_per_minor: number;
    amount_minor: number;
    captured_minor: Generated<number>;
    refunded_minor: Generated<number>;
    /** What the shop's receipt counts on and no balance had. */
    short_minor: Generated<number>;
    /** The shop has written down that it has the hold. */
    is_confirmed: Generated<boolean>;
    made_ms: number;
    ends_ms: number;
    /** When somebody settled what came short; null: nobody has. */
    settled_ms: number | null;
    settled_by: string | null;
    settled_note: string | null;
  };
  /** How far each shop's journal has been applied to balances. */
  balance_heads: {
    shop_id: string;
    position: number;
  };
  /** Never changed: a later version replaces one from when it is effective. */
  loyalty_rules: {
    organisation_id: string;
    currency: string;
    version: number;
    effective_ms: number;
    earned_points: number;
    per_minor: number;
    points_per_minor: number;
    /** Whether shoppers may join by themselves. */
    is_open_to_join: boolean;
    note: string;
    set_by: string;
    set_ms: number;
  };
  points_earned: {
    shop_id: string;
    visit_id: string;
    balance_id: string;
    earned_points: number;
    per_minor: number;
    points: number;
  };
  /** What belongs to the person. */
  members: {
    balance_id: string;
    name: string | null;
    email: string | null;
    joined_ms: number;
  };
}

interface ShopTables {
  /** A retailer, or one of its franchisees: what one has, no other sees. */
  organisations: {
    organisation_id: string;
    name: string;
  };
  regions: {
    region_id: string;
    name: string;
  };
  shops: {
    shop_id: string;
    name: string;
    shard: number;
    organisation_id: string;
    region_id: string | null;
    /** IANA name; days of its reports begin by it. */
    time_zone: Generated<string>;
    /** Of the place, at GS1: 13 digits. */
    gln: Generated<string | null>;
    /** Degrees north; null: unknown. */
    latitude: Generated<number | null>;
    /** Degrees east. */
    longitude: Generated<number | null>;
    /** Of its own console. */
    console_url: Generated<string | null>;
  };
}

interface FigureTables extends FigureRowTables {
  /** How far each shop's events are in the tables that are made of them. */
  figure_heads: {
    shop_id: string;
    /** By its name, which is also its version. */
    projection: string;
    position: number;
  };
  /** Events that nothing could be made of, for somebody to look at. */
  figure_faults: {
    shop_id: string;
    projection: string;
    position: number;
    stream: string;
    type: string;
    reason: string;
    /** The last step of the database that the release knew; null: it knew none of these. */
    step: Generated<string | null>;
  };
  receipt_states: {
    shop_id: string;
    visit_id: string;
    state: "open" | "paid" | "refunded" | "disputed";
  };
}

/** Sums of what shops did on a day, by its own time zone: rows of the figures added up. */
interface ShopDayTables {
  shop_days: {
    shop_id: string;
    /** "2026-03-02". */
    day: string;
    /** Empty for what has none. */
    currency: string;
    /** A histogram: see `wait-histogram`. */
    waits: string;
  } & Record<Exclude<DayColumn, "waits">, number>;
  /** Shops whose days are kept. */
  shop_day_heads: {
    shop_id: string;
    /** By which they are. */
    time_zone: string;
    rule: number;
  };
}

interface VersionAnswerTables {
  /** What each shop said last of a kind: by type, that it put a version in force or that it refused one. */
  version_answers: {
    shop_id: string;
    kind: string;
    type: string;
    version: number;
    hash: string;
    reason: string | null;
    /** Of the event. */
    position: number;
    at_ms: number;
  };
}

interface UpTables {
  /** The last event of each shop that is in `events`, as are all before it. */
  up_heads: {
    shop_id: string;
    position: number;
    hash: string;
    /** When it happened, by the shop's clock. */
    at_ms: number;
    received_ms: number;
  };
  /** What each shop said when it was last asked. */
  shop_states: {
    shop_id: string;
    seen_ms: number;
    /** Of the last row of its journal. */
    position: number;
    /** The last row that the hub has. */
    sent: number;
    clock_ahead_ms: number;
    version: string;
    /** Of the last manifest that it has; null: none, or it does not say. */
    revision: Generated<number | null>;
    /** Receipts that wait for the signing device; null: it has none, or does not say. */
    unsigned: number | null;
    /** Reviewers of the chain may decide its reviews. */
    has_reviewers: Generated<boolean>;
  };
  /** Every event of every shop, by shop and month (UTC). */
  events: {
    shop_id: string;
    /** The first day of the month of `at_ms`. */
    month: string;
    position: number;
    stream: string;
    version: number;
    type: string;
    at_ms: number;
    /** As the shop wrote it, to the letter. */
    body: ColumnType<unknown, string, never>;
    hash: string;
  };
  /** Rows that came before those that are to come before them. */
  waiting_rows: {
    shop_id: string;
    position: number;
    hash: string;
    row: string;
    received_ms: number;
  };
  /** Shops that sign what they send: from then on the chain refuses what they haven't signed. */
  signed_shops: {
    shop_id: string;
    /** When the first valid signature of a row arrived; null: none has yet. */
    rows_since_ms: number | null;
    /** The same of answers and calls. */
    messages_since_ms: number | null;
  };
  /** What could not be taken, for somebody to look at. */
  set_aside: {
    id: Generated<number>;
    shop_id: string | null;
    subject: string;
    reason: string;
    /** Its beginning, where it is long. */
    body: Uint8Array;
    /** Of the whole message. */
    size_bytes: number;
    /** Of a flood: messages that were not kept. */
    dropped: Generated<number>;
    received_ms: number;
    dismissed_ms: number | null;
    dismissed_by: string | null;
    dismissed_reason: string | null;
  };
}

interface AccessTables {
  users: {
    user_id: string;
    name: string;
    email: string | null;
    is_disabled: Generated<boolean>;
    provisioned_by: "invitation" | "sso" | "scim";
    /** Of the token by which a directory provisions them. */
    organisation_id: string | null;
    /** The directory's own id. */
    external_id: string | null;
    /** The directory's name for them. */
    user_name: string | null;
    /** As its directory has them; null: it does not say. */
    given_name: Generated<string | null>;
    family_name: Generated<string | null>;
    created_ms: number;
    changed_ms: number;
    last_sign_in_ms: number | null;
  };
  grants: {
    grant_id: string;
    user_id: string;
    role: ChainRole;
    scope_kind: ScopeKind;
    scope_id: string | null;
    /** `manual`, `scim`, or `sso:` and the provider. */
    source: string;
  };
  identities: {
    issuer: string;
    subject: string;
    user_id: string;
  };
  passwords: {
    user_id: string;
    password_hash: string;
    totp_secret: Uint8Array;
    /** False until the first start with a version that seals them. */
    is_sealed: boolean;
    /** Of the last code that was used. */
    last_step: number;
  };
  sessions: {
    token_hash: string;
    user_id: string;
    provider_id: string | null;
    created_ms: number;
    used_ms: number;
  };
  invitations: {
    code_hash: string;
    user_id: string;
    expires_ms: number;
  };
  sign_in_failures: {
    key: string;
    failures: number;
    last_ms: number;
  };
  /** Sign-ins that have gone to an identity provider and have not come back. */
  sso_attempts: {
    state_hash: string;
    provider_id: string;
    browser_hash: string;
    nonce: string;
    code_verifier: string;
    return_to: string;
    invitation_hash: string | null;
    expires_ms: number;
  };
  scim_tokens: {
    token_id: string;
    name: string;
    organisation_id: string | null;
    token_hash: string;
    former_hash: string | null;
    former_until_ms: number | null;
    created_ms: number;
    last_used_ms: number | null;
  };
  scim_groups: {
    group_id: string;
    organisation_id: string | null;
    display_name: string;
    external_id: string | null;
    created_ms: number;
    changed_ms: number;
  };
  scim_members: {
    group_id: string;
    user_id: string;
  };
  /** By which shops sign in to the hub. */
  hub_credentials: {
    /** The public one. */
    user_key: string;
    shop_id: string;
    made_ms: number;
    /** Null while they are in force. */
    withdrawn_ms: number | null;
    /** When they end at the latest, as later ones are there; null where none are. */
    expires_ms: Generated<number | null>;
    /** Public key of what signs rows with them; null for those of an earlier version. */
    row_key: Generated<string | null>;
  };
}

interface AuditTables {
  audit_events: {
    position: number;
    hash: string;
    /** As it was written, to the letter. */
    body: ColumnType<unknown, string, never>;
    at_ms: ColumnType<number, never, never>;
    kind: ColumnType<AuditKind, never, never>;
    actor_id: ColumnType<string | null, never, never>;
    object_id: ColumnType<string | null, never, never>;
    shop_id: ColumnType<string | null, never, never>;
    organisation_id: ColumnType<string | null, never, never>;
  };
  /** From where it was done: not kept as long as the rest. */
  audit_addresses: {
    position: number;
    at_ms: number;
    address: string;
    salt: string;
  };
  audit_head: {
    is_only: Generated<boolean>;
    position: number;
    hash: string;
  };
}

interface WebhookTables {
  webhook_subscriptions: {
    subscription_id: string;
    /** Whose shops it gets events of; null: all. */
    organisation_id: string | null;
    url: string;
    event_types: ColumnType<unknown, string, string>;
    sealed_secret: Uint8Array;
    /** It signs, too, until its time is over. */
    former_secret: Uint8Array | null;
    former_until_ms: number | null;
    is_enabled: boolean;
    created_ms: number;
  };
  /** How far each shop's events have become deliveries. */
  webhook_cursors: {
    subscription_id: string;
    shop_id: string;
    position: number;
  };
  webhook_deliveries: {
    subscription_id: string;
    shop_id: string;
    position: number;
    visit_id: string | null;
    body: string;
    status: "pending" | "delivered" | "dead";
    /** Begun ones. */
    attempts: number;
    next_ms: number;
    ended_ms: number | null;
    last_answer: string | null;
  };
}

interface ReviewPoolTables {
  /** Who was given which review of which shop, and what came of it. */
  review_looks: {
    look_id: string;
    shop_id: string;
    review_id: string;
    visit_id: string;
    user_id: string;
    /** Somebody else has decided it: nothing follows from what this one says. */
    is_second: boolean;
    given_ms: number;
    /** Others do not get it before. */
    until_ms: number;
    /** Null while it is before them. */
    ended_ms: number | null;
    ending: LookEnding | null;
  };
}

/**
 * `lost`: somebody in the shop was quicker, or its deadline passed; `away`: the shop does not answer; `returned`: taken from them
 * as they went back to the one before.
 */
export type LookEnding = "decided" | "skipped" | "expired" | "lost" | "away" | "returned";

interface AlertTables {
  /** Alerts of the chain; `alerts` has those that shops have raised themselves. */
  chain_alerts: {
    alert_id: Generated<number>;
    /** Of its cause: no two open alerts have the same. */
    alert_key: string;
    kind: ChainAlertKind;
    shop_id: string | null;
    /** Whose it is, where it is of no shop. */
    organisation_id: string | null;
    /** Everybody who sees alerts sees it: it says nothing of anybody's shop. */
    is_for_all: boolean;
    message: string;
    raised_ms: number;
    /** Since when its cause is over; null: it is not. */
    gone_ms: number | null;
    acknowledged_ms: number | null;
    acknowledged_by: string | null;
    ended_ms: number | null;
  };
  /** What is sent of alerts, by each channel. */
  chain_alert_notices: {
    alert_id: number;
    channel: string;
    what: "raised" | "ended";
    status: "pending" | "ended" | "failed";
    /** Begun ones since the last that was taken. */
    attempts: number;
    sent_count: number;
    next_ms: number;
    outcome: string | null;
  };
  /** How directories get on that provision users. */
  directory_states: {
    token_id: string;
    /** The last request that was refused or failed. */
    failed_ms: number | null;
    failure: string | null;
    /** The last change of theirs that was made. */
    done_ms: number | null;
  };
}

interface DownTables {
  /** What was decided for shops; never changed. */
  down_versions: {
    kind: string;
    /** From 1 in each kind, whatever the layer. */
    version: number;
    layer: "shared" | "region" | "shop";
    region_id: string | null;
    shop_id: string | null;
    /** As the hash was taken of it, to the letter. */
    content: ColumnType<unknown, string, never>;
    hash: string;
    effective_ms: number;
    is_forced: boolean;
    put_by: string;
    put_ms: number;
    note: string;
  };
  /** Versions for several shops that wait for a second user. */
  proposals: {
    proposal_id: string;
    kind: DownKind;
    layer: "shared" | "region";
    region_id: string | null;
    /** The request that proposed it; null once it is decided. */
    body: ColumnType<unknown, string, null>;
    /** How many it has. */
    items: number;
    note: string;
    proposed_by: string;
    proposed_ms: number;
    state: "open" | "approved" | "rejected" | "withdrawn";
    decided_by: string | null;
    decided_ms: number | null;
    reason: string | null;
    /** Its number once it is published. */
    version: number | null;
  };
  /** What each shop was told last. */
  down_manifests: {
    shop_id: string;
    revision: number;
    steps: ColumnType<unknown, string, string>;
    written_ms: number;
    /** Null until the hub has it. */
    published_ms: number | null;
  };
  /** Shops that get no later version of a kind. */
  down_pins: {
    shop_id: string;
    kind: string;
    version: number;
    set_by: string;
    set_ms: number;
    note: string;
  };
  /** Versions that reach shops in steps. */
  roll_outs: {
    roll_out_id: string;
    kind: string;
    version: number;
    canary_shop_ids: ColumnType<unknown, string, string>;
    steps: ColumnType<unknown, string, string>;
    state: "waiting" | "running" | "stopped" | "done" | "back";
    /** How many steps have been made. */
    step: number;
    /** When the last one was made. */
    step_ms: number;
    /** Why it was stopped, in words. */
    reason: string | null;
  };
}

interface CopyStrayTables {
  /** Messages at the hub that were no part of a shop's copy, and were removed. */
  copy_strays: {
    shop_id: string;
    removed: number;
    last_ms: number;
  };
}

interface ForecastTables {
  /** What a version of a roll-out does to a shop, as the simulator says. */
  forecasts: {
    forecast_id: string;
    roll_out_id: string;
    shop_id: string;
    visits: number;
    state: "waiting" | "queued" | "running" | "done" | "set-aside";
    /** Why it waits or was set aside, in words. */
    reason: string | null;
    /** What workers simulate; null until the shop has said what it is built of. */
    task: ColumnType<unknown, string | null, string | null>;
    /** Of the version's content for this shop, when the task was made. */
    after_hash: string | null;
    /** Share that is done. */
    progress: Generated<number>;
    /** Workers that have begun it. */
    attempts: Generated<number>;
    lease_worker: string | null;
    /** By the database's clock. */
    lease_until_ms: number | null;
    result: ColumnType<unknown, string | null, string | null>;
    made_ms: number;
    done_ms: number | null;
  };
}
