/**
 * What brokers and controllers have kept while the shop was away comes faster than it was measured, one sensor after the
 * other. It is given out in order of time, so that changes on plates meet the joints of the same moment, until the
 * newest is of now. From then on everything passes as it comes.
 */
import type { Observation } from "@saunter/engine/observation";
import { CAUGHT_UP_MS, CAUGHT_UP_OBSERVATIONS_MAX, CAUGHT_UP_SILENT_MS } from "./scale-limits.ts";

export interface CatchUp {
  /** @param observation with times of the shop's clock, as `nowMs` is. */
  push(observation: Observation, nowMs: number): void;
  /** To be called several times a second: a sensor that says nothing is not waited for. */
  advance(nowMs: number): void;
}

interface Source {
  /** Its observations are there up to this time. */
  reachedMs: number;
  heardMs: number;
}

/** A gondola, by its number, or the tracker. */
export type SourceName = number | "people";

/** @param names of those that are waited for */
export function createCatchUp(
  names: readonly SourceName[],
  onObservation: (observation: Observation) => void,
): CatchUp {
  let sources: Map<SourceName, Source> | null = null;
  let isOver = false;
  let givenMs = Number.NEGATIVE_INFINITY;
  let waiting: Observation[] = [];

  function give(untilMs: number): void {
    const due = waiting.filter(({ timestampMs }) => !(timestampMs > untilMs));
    waiting = waiting.filter(({ timestampMs }) => timestampMs > untilMs);
    due.sort((a, b) => a.timestampMs - b.timestampMs);
    for (const observation of due) onObservation(observation);
  }

  /** Up to when all have come that still send. */
  function findReached(nowMs: number): number {
    let reachedMs = Number.POSITIVE_INFINITY;
    for (const source of sources!.values()) {
      const isSilent = nowMs - source.heardMs > CAUGHT_UP_SILENT_MS;
      if (!isSilent) reachedMs = Math.min(reachedMs, source.reachedMs);
    }
    return reachedMs;
  }

  function advance(nowMs: number): void {
    if (isOver) return;
    sources ??= new Map(
      names.map((name) => [name, { reachedMs: Number.NEGATIVE_INFINITY, heardMs: nowMs }]),
    );
    const reachedMs = findReached(nowMs);
    isOver = reachedMs >= nowMs - CAUGHT_UP_MS || waiting.length > CAUGHT_UP_OBSERVATIONS_MAX;
    if (!isOver && reachedMs <= givenMs) return;
    givenMs = reachedMs;
    give(isOver ? Number.POSITIVE_INFINITY : reachedMs);
  }

  return {
    advance,
    push: (observation, nowMs) => {
      advance(nowMs);
      if (isOver) return onObservation(observation);
      waiting.push(observation);
      const source = sources!.get(observation.kind === "plates" ? observation.gondola : "people");
      if (source === undefined) return;
      source.reachedMs = Math.max(source.reachedMs, observation.timestampMs);
      source.heardMs = nowMs;
    },
  };
}
