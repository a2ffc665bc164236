/** Which versions a shop gets: those of its layers that it is not held back from. */
import { type LayerVersion, planSteps } from "./compose.ts";

export interface KnownVersion extends LayerVersion {
  readonly kind: string;
  /** Of its region or shop; null of what all have. */
  readonly ownerId: string | null;
  readonly isForced: boolean;
}

export interface PlannedShop {
  readonly shopId: string;
  readonly regionId: string | null;
}

/** What a shop is to have of a kind from a time on. */
export interface PlannedStep {
  readonly kind: string;
  /** The one that begins it. */
  readonly version: number;
  /** All that its content is made of, in the layers' order. */
  readonly versions: readonly number[];
  /** Whether the shop's own version is among them: no other shop has the same. */
  readonly isOwn: boolean;
  readonly effectiveMs: number;
  readonly isForced: boolean;
}

/** A step whose content is known. */
export interface WrittenStep extends PlannedStep {
  readonly hash: string;
  /** Messages that the content comes in. */
  readonly parts: number;
}

/** Whether a shop is to have nothing of a version, whatever its layer. */
export type IsHeld = (kind: string, version: number) => boolean;

/** @param versions of all kinds and layers. */
export function planShop(
  versions: readonly KnownVersion[],
  { shopId, regionId }: PlannedShop,
  isHeld: IsHeld,
  nowMs: number,
): PlannedStep[] {
  const owners = { shared: null, region: regionId, shop: shopId } as const;
  const own = versions.filter(
    ({ kind, layer, ownerId, version }) =>
      (layer === "shared" || (ownerId !== null && ownerId === owners[layer])) &&
      !isHeld(kind, version),
  );
  return [...Map.groupBy(own, ({ kind }) => kind)].flatMap(([kind, ofKind]) =>
    planSteps(ofKind, nowMs).map((step) => ({
      kind,
      version: step.last.version,
      versions: step.versions.map(({ version }) => version),
      isOwn: step.versions.some(({ layer }) => layer === "shop"),
      effectiveMs: step.effectiveMs,
      isForced: step.last.isForced,
    })),
  );
}

/** Whether nothing has to be said to a shop that was told the others. */
export function isSamePlan(planned: readonly PlannedStep[], told: readonly PlannedStep[]): boolean {
  return nameAll(planned) === nameAll(told);
}

const nameAll = (steps: readonly PlannedStep[]): string =>
  JSON.stringify(
    steps
      .map(({ kind, versions, effectiveMs }) => [kind, versions, effectiveMs] as const)
      .toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
  );

/**
 * A shop that goes back from a version is not asked whether that is plausible: it was in force before.
 *
 * @param told what the shop was told before.
 */
export function forceWhereBack(step: PlannedStep, told: readonly PlannedStep[]): PlannedStep {
  const isBack = told.some(({ kind, version }) => kind === step.kind && version > step.version);
  return isBack ? { ...step, isForced: true } : step;
}
