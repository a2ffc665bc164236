/** Identity providers, and what their groups may do here. */
import type { NewGrant } from "../users.ts";

/** Members of a group have a role for a scope. */
export interface GroupMapping extends NewGrant {
  /** As the provider's claim, or the directory, names it. */
  readonly group: string;
}

export interface SsoProvider {
  readonly providerId: string;
  /** As people know it: "Sign in with …". */
  readonly name: string;
  /** URL; its discovery document is below it. */
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Besides `openid`. */
  readonly scopes: readonly string[];
  readonly groupsClaim: string;
  readonly groups: readonly GroupMapping[];
  /** Whose people it knows: it can sign nobody else's in. Null: the chain's. */
  readonly organisationId: string | null;
  /** Whether somebody who is unknown here becomes a user, or has to be provisioned or invited first. */
  readonly users: "just-in-time" | "provisioned";
  /** The claim that has the id by which a directory provisions the same person; null: none has. */
  readonly externalIdClaim: string | null;
  /** Whether an address that the provider has verified is enough to be the user with this address. */
  readonly linksVerifiedEmail: boolean;
}

/** What the groups of somebody give them, each once. Of an organisation's provider, what lies in it. */
export function mapGroups(
  mappings: readonly GroupMapping[],
  groups: readonly string[],
  organisationId: string | null,
): NewGrant[] {
  const there = new Set(groups);
  return mappings
    .filter(({ group }) => there.has(group))
    .filter(({ scope }) => organisationId === null || isOfOrganisation(scope, organisationId))
    .map(({ role, scope }) => ({ role, scope }));
}

function isOfOrganisation({ kind, id }: NewGrant["scope"], organisationId: string): boolean {
  return kind === "organisation" && id === organisationId;
}

/** The texts of a claim; providers give one group as a text. */
export function readGroups(claim: unknown): string[] {
  if (typeof claim === "string") return [claim];
  return Array.isArray(claim) ? claim.filter((one) => typeof one === "string") : [];
}
