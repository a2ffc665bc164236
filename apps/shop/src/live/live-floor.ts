/**
 * The floor as it is now, for whoever looks at it: who is where, whose they are, what they are
 * believed to hold. While nobody looks, nothing is made of it; where people were is remembered all
 * the same, for some minutes, until their visit ends.
 */
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Observation } from "@saunter/engine/observation";
import { listDisturbedShelves, type PlateScene } from "@saunter/engine/sensing/plate-states";
import type { FloorMessage, LivePerson, LiveVisit } from "@saunter/protocol/live-messages";
import { findVisitOf } from "../domain/binding-service.ts";
import { parseStream } from "../store/folded-states.ts";
import type { StoredEvent } from "../store/journal.ts";
import { prepared } from "../store/prepared.ts";
import type { Store } from "../store/store.ts";
import {
  createFloorTrails,
  type FloorTrails,
  type Followed,
  type Snapshot,
} from "./floor-trails.ts";
import { createInsideCounts, type InsideCount, type InsideCounts } from "./inside-counts.ts";
import { FRAME_MS, PAST_AT_ONCE, TURNED_BACK_MS } from "./live-limits.ts";
import {
  BEAT,
  createLiveReaders,
  formatMessage,
  type LiveReaders,
  type Room,
} from "./live-readers.ts";

export interface LiveFloor {
  /** Takes what sensors say. */
  see(observation: Observation): void;
  /** The engine whose shelves are shown. */
  watch(engine: { readonly sensing: PlateScene }): void;
  /**
   * Messages for one reader.
   * @param sinceMs with what was after that time; null: from now on
   */
  subscribe(sinceMs: number | null, signal: AbortSignal): AsyncIterable<string>;
  readonly readers: () => number;
  beat(): void;
  close(): void;
}

export interface LiveFloorOptions {
  readonly store: Store;
  readonly room: Room;
  /** A visit that is open, with what it would cost now; null of one that is not. */
  readonly readVisit: (visitId: string) => LiveVisit | null;
  /** The shop's clock. */
  readonly nowMs: () => number;
  /** Does something a little later, milliseconds. */
  readonly defer: (act: () => void, delayMs: number) => void;
}

interface State {
  readonly options: LiveFloorOptions;
  readonly trails: FloorTrails;
  readonly inside: InsideCounts;
  readonly readers: LiveReaders;
  engine: { readonly sensing: PlateScene } | null;
  dueMs: number;
  sweptMs: number;
  arePeopleOld: boolean;
  readonly oldVisits: Set<string>;
  isFlushing: boolean;
}

export function createLiveFloor(options: LiveFloorOptions): LiveFloor {
  const state: State = {
    options,
    trails: createFloorTrails(),
    inside: createInsideCounts(),
    readers: createLiveReaders(options.room),
    engine: null,
    dueMs: Number.NEGATIVE_INFINITY,
    sweptMs: Number.NEGATIVE_INFINITY,
    arePeopleOld: false,
    oldVisits: new Set(),
    isFlushing: false,
  };
  noteInside(state);
  const stopListening = options.store.onCommitted((events) => takeCommit(state, events));
  return {
    see: (observation) => {
      if (observation.kind !== "joints") return;
      const nowMs = options.nowMs();
      if (nowMs - state.sweptMs > TURNED_BACK_MS) forgetTurnedBack(state, nowMs);
      if (state.trails.see(observation, nowMs)) state.arePeopleOld = true;
      if (state.readers.count() > 0 && nowMs >= state.dueMs) sendSnapshot(state, nowMs);
    },
    watch: (engine) => {
      state.engine = engine;
    },
    subscribe: (sinceMs, signal) => state.readers.follow(() => readAll(state, sinceMs), signal),
    readers: state.readers.count,
    beat: () => state.readers.send(BEAT),
    close: () => {
      stopListening();
      state.readers.close();
    },
  };
}

function format({ event, data }: FloorMessage): string {
  return formatMessage(event, data);
}

/** As many snapshots as are wanted a second, however fast frames come in. */
function sendSnapshot(state: State, nowMs: number): void {
  // The next is due a step after this one was, so that frames of 15 Hz give 10 snapshots a second.
  state.dueMs = Math.max(state.dueMs, nowMs - FRAME_MS) + FRAME_MS;
  flush(state);
  const { engine, readers, trails } = state;
  const shelves = engine === null ? [] : listDisturbedShelves(engine.sensing);
  readers.send(
    format({
      event: "picture",
      data: {
        ...copySnapshot(trails.readNow()),
        shelves: shelves.map(({ gondola, shelf }) => `${gondola}/${shelf}`),
      },
    }),
  );
}

function copySnapshot({ atMs, people }: Snapshot) {
  return { atMs, people: people.map((spot) => [...spot]) };
}

/** What a new reader needs to know before anything changes. */
async function* readAll(state: State, sinceMs: number | null): AsyncGenerator<string> {
  const { trails, options } = state;
  yield format({ event: "people", data: { people: listPeople(state) } });
  const changed = listOpenVisits(options);
  yield format({ event: "visits", data: { isAll: true, changed, closed: [] } });
  yield formatInside(state.inside.list());
  if (sinceMs === null) return;
  let snapshots: Snapshot[] = [];
  const send = (): string => {
    const data = { pictures: snapshots.map(copySnapshot) };
    snapshots = [];
    return format({ event: "past", data });
  };
  for (const snapshot of trails.readPast(sinceMs)) {
    snapshots.push(snapshot);
    if (snapshots.length < PAST_AT_ONCE) continue;
    yield send();
    await nextTurn();
  }
  yield send();
}

function formatInside(counts: readonly InsideCount[]): string {
  return format({ event: "inside", data: { counts: [...counts] } });
}

/** Somebody may have come in or left. */
function noteInside({ options: { store, nowMs }, inside, readers }: State): void {
  const sql = "SELECT count(*) AS inside FROM shoppers WHERE status = 'inside'";
  const count = inside.note(nowMs(), prepared(store.db, sql).get()!.inside as number);
  if (count !== null && readers.count() > 0) readers.send(formatInside([count]));
}

function listOpenVisits({ store, readVisit }: LiveFloorOptions): LiveVisit[] {
  const sql = "SELECT visit_id FROM visits WHERE status = 'open' ORDER BY opened_ms, visit_id";
  return prepared(store.db, sql)
    .all()
    .flatMap((row) => readVisit(row.visit_id as string) ?? []);
}

function listPeople({ trails, options: { store } }: State): LivePerson[] {
  return trails.list().map((followed) => describePerson(store, followed));
}

function describePerson(store: Store, { shopperId, number }: Followed): LivePerson {
  const { status, appearedMs } = store.read("shopper", shopperId);
  if (status === "unseen") {
    return {
      number,
      shopperId,
      visitId: null,
      standing: "arriving",
      isInside: false,
      appearedMs: null,
    };
  }
  const bound = findVisitOf(store, shopperId);
  const visit = bound === null ? null : store.read("visit", bound);
  const isStaff = visit?.status === "open" && visit.payer.kind === "staff";
  return {
    number,
    shopperId,
    appearedMs,
    visitId: visit?.status === "open" ? bound : null,
    standing: visit?.status !== "open" ? "unbound" : isStaff ? "staff" : "bound",
    isInside: status === "inside",
  };
}

/** Whoever stood in a door and did not come in has no visit that their place could live as long as. */
function forgetTurnedBack(state: State, nowMs: number): void {
  const { trails, options } = state;
  state.sweptMs = nowMs;
  for (const { shopperId, lastSeenMs } of trails.list()) {
    if (nowMs - lastSeenMs <= TURNED_BACK_MS) continue;
    if (options.store.read("shopper", shopperId).status !== "unseen") continue;
    trails.drop(shopperId);
    state.arePeopleOld = true;
  }
}

function takeCommit(state: State, events: readonly StoredEvent[]): void {
  for (const stored of events) takeEvent(state, stored);
  if (events.some(isOfPresence)) noteInside(state);
  const isOld = state.arePeopleOld || state.oldVisits.size > 0;
  if (!isOld || state.isFlushing) return;
  if (state.readers.count() === 0) {
    // Whoever comes is told all there is.
    state.oldVisits.clear();
    state.arePeopleOld = false;
    return;
  }
  state.isFlushing = true;
  state.options.defer(() => {
    state.isFlushing = false;
    // Everybody may have gone since, and the process may have closed.
    if (state.readers.count() > 0) flush(state);
  }, FRAME_MS);
}

function isOfPresence({ stream, event }: StoredEvent): boolean {
  if (event.type === "CartTold" || event.type === "InteractionTold") return false;
  return parseStream(stream).kind === "shopper";
}

/** What is known of people and visits may have changed; positions go with the visit. */
function takeEvent(state: State, { stream, event }: StoredEvent): void {
  const { kind, id } = parseStream(stream);
  if (kind === "visit") {
    state.oldVisits.add(id);
    state.arePeopleOld = true;
    if (event.type === "VisitClosed") forgetVisit(state, id);
    return;
  }
  if (kind !== "shopper") return;
  const visitId = findVisitOf(state.options.store, id);
  if (visitId !== null) state.oldVisits.add(visitId);
  if (event.type === "CartTold" || event.type === "InteractionTold") return;
  state.arePeopleOld = true;
  if (event.type === "ShopperAppeared") return;
  const isOpen = visitId !== null && state.options.store.read("visit", visitId).status === "open";
  if (!isOpen) state.trails.drop(id);
}

function forgetVisit({ trails, options: { store } }: State, visitId: string): void {
  const visit = store.read("visit", visitId);
  if (visit.status === "unopened") return;
  for (const shopperId of visit.shoppers) trails.drop(shopperId);
}

/** Tells what has changed, each thing once, as it is now. */
function flush(state: State): void {
  const { readers, options, oldVisits } = state;
  if (oldVisits.size > 0) {
    const changed: LiveVisit[] = [];
    const closed: string[] = [];
    for (const visitId of oldVisits) {
      const visit = options.readVisit(visitId);
      if (visit === null) closed.push(visitId);
      else changed.push(visit);
    }
    oldVisits.clear();
    readers.send(format({ event: "visits", data: { isAll: false, changed, closed } }));
  }
  if (!state.arePeopleOld) return;
  state.arePeopleOld = false;
  readers.send(format({ event: "people", data: { people: listPeople(state) } }));
}
