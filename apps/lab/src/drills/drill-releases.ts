/** Releases of Saunter as far as a database sees them: the tables that each makes. */
import { BRAND_SCHEMA } from "@saunter/shop/brand/find-brand";
import { DOWN_SCHEMA } from "@saunter/shop/chain/keep-contents";
import { CHAIN_SCHEMA } from "@saunter/shop/chain/send-up";
import { PEOPLE_SCHEMA } from "@saunter/shop/people/people-schema";
import { PUSH_DEVICE_SCHEMA } from "@saunter/shop/people/push-devices";
import { SHOP_PROJECTIONS } from "@saunter/shop/projections/shop-projections";
import type { Projection } from "@saunter/shop/store/projection";

/** The one before has neither brands nor push devices, and the one to come has a table and an index more. */
export const RELEASES = ["before", "now", "next"] as const;
export type Release = (typeof RELEASES)[number];

export interface ReleaseTables {
  readonly schema: string;
  readonly projections: readonly Projection[];
}

const SHARED = PEOPLE_SCHEMA + CHAIN_SCHEMA + DOWN_SCHEMA;

const NEXT_SCHEMA = `
  CREATE TABLE IF NOT EXISTS drill_labels (
    user_id TEXT PRIMARY KEY,
    label TEXT NOT NULL
  ) STRICT;
  CREATE INDEX IF NOT EXISTS users_by_time ON users (created_ms);
  INSERT OR IGNORE INTO drill_labels SELECT user_id, name FROM users;
`;

/** The same tables by another name: made again from the first event, as where one is made otherwise. */
const renamed = (projections: readonly Projection[]): readonly Projection[] =>
  projections.map((projection, at) =>
    at % 3 === 0 ? { ...projection, name: `${projection.name}-next` } : projection,
  );

export function listReleaseTables(release: Release): ReleaseTables {
  switch (release) {
    case "before":
      return { schema: SHARED, projections: SHOP_PROJECTIONS.slice(0, -1) };
    case "now":
      return { schema: SHARED + BRAND_SCHEMA + PUSH_DEVICE_SCHEMA, projections: SHOP_PROJECTIONS };
    case "next":
      return {
        schema: SHARED + BRAND_SCHEMA + PUSH_DEVICE_SCHEMA + NEXT_SCHEMA,
        projections: renamed(SHOP_PROJECTIONS),
      };
    default:
      return release satisfies never;
  }
}
