/** The gates that the shop moves or watches itself, joined with its entries. */
import { type CodeLine, openCodeLine } from "@saunter/ingest/gates/code-line";
import { chooseRetryMs, pause } from "@saunter/ingest/scales/retry-pause";
import { warnOfPassage } from "../../domain/binding-service.ts";
import { closeEmptyVisit } from "../../domain/shop-clock.ts";
import { RefusedError } from "../../domain/shop-context.ts";
import type { StripeReader } from "../../entry/stripe-reader.ts";
import { createGateController, type GateController } from "../../gates/gate-controller.ts";
import { createGatePassages, type GatePassages } from "../../gates/gate-passages.ts";
import { findPrefix, listOwnGates, type OwnGate } from "../../gates/list-gates.ts";
import { ProblemError } from "../../http/problem.ts";
import { sendOnce } from "../../network/send-once.ts";
import type { ShopProcess } from "../../process/shop-process.ts";
import { enterOnce, type Showing } from "../entry/enter-once.ts";
import { listGates } from "../entry/gate-states.ts";
import { type GateDevice, type GateFault, wordGateFault } from "./gate-faults.ts";

export interface OpenGates {
  readonly controllers: readonly GateController[];
  list(): GateDevice[];
  close(): void;
  /** Resolves when nothing of them is left. */
  finish(): Promise<void>;
}

interface OpenGate {
  readonly config: OwnGate;
  readonly controller: GateController;
  /** Null where nobody counts who passes. */
  readonly passages: GatePassages | null;
  readonly codeLine: CodeLine | null;
  readonly reader: StripeReader | null;
  readonly counts: { withoutEntry: number };
  /** The bus's connection at the last tick. */
  connection: number | null;
  /** Since when its readers have been out of order. */
  readonly sinceMs: Map<GateFault["kind"], number>;
}

type Perform = (gateId: string, work: () => Promise<unknown>) => Promise<void>;

const TICK_MS = 500;
/** A code that lies before the reader is read again and again: it counts once until it was away so long. */
const REPEATED_MS = 3000;
/** A reader that has just been plugged in, or that Stripe is only being asked about, is no fault yet. */
const READER_FAULT_AFTER_MS = 5000;

/** @param onError called where the process cannot go on */
export function openGates(process: ShopProcess, onError: (error: unknown) => void): OpenGates {
  const { config, due, store, surroundings } = process;
  /** What fails is told; whoever comes next has it tried again. Rejects only where the process cannot go on. */
  const perform: Perform = (gateId, work) => {
    const item = { key: `gate:${gateId}`, what: `serving gate ${gateId}`, visitId: null };
    return due.performLong(item, work).catch(onError);
  };
  const gates = listOwnGates(config).map((gate) => openGate(process, perform, gate));
  const closing = new AbortController();
  const reading = gates.flatMap(({ config: { id }, reader }) =>
    reader === null ? [] : [readCards(process, perform, { gateId: id, reader }, closing.signal)],
  );
  const stopListening = store.onCommitted((events) => {
    for (const { event } of events) {
      if (event.type !== "VisitOpened") continue;
      const gate = gates.find(({ config: { id } }) => id === event.gateId);
      const { partySize, visitId } = event;
      gate?.passages?.admit({ visitId, partySize, atMs: surroundings.evenMs() });
      void gate?.controller.open(visitId, partySize);
    }
  });
  const stopTicking = surroundings.every(TICK_MS, () => {
    for (const gate of gates) tick(process, perform, gate);
  });
  return {
    controllers: gates.map(({ controller }) => controller),
    list: () => gates.map((gate) => showGate(process, gate)),
    close: () => {
      stopListening();
      stopTicking();
      closing.abort();
    },
    finish: async () => {
      await Promise.all([...reading, ...gates.map(({ codeLine }) => codeLine?.close())]);
    },
  };
}

function openGate(process: ShopProcess, perform: Perform, gate: OwnGate): OpenGate {
  const { bus, config, entry, shop, surroundings } = process;
  const { evenMs, machineMs } = surroundings;
  const { direction, hardware, id: gateId } = gate;
  const { cardReader, codeReader, passage } = hardware;
  const passages = passage === null ? null : createGatePassages(passage.withinMs);
  const counts = { withoutEntry: 0 };
  const onCode = createCodeEntry(process, perform, gateId);
  const warn = createPassageWarning(process, perform, gateId);
  const controller = createGateController({
    ...{ gateId, direction, hardware, prefix: findPrefix(config), bus, sendOnce },
    nowMs: evenMs,
    machineMs,
    isHeldOpen: () =>
      listGates(shop).some((one) => one.gateId === gateId && one.mode === "held-open"),
    onCode: (text) => {
      if (codeReader !== null) onCode(text);
    },
    onPassage: (way) => {
      if (way === "out" || passages === null || passages.passIn(evenMs()) !== null) return;
      counts.withoutEntry++;
      warn();
    },
  });
  return {
    config: gate,
    controller: {
      ...controller,
      open: (id, partySize) => perform(gateId, () => controller.open(id, partySize)),
    },
    passages,
    codeLine: codeReader?.kind === "serial" ? openCodeLine(codeReader, onCode) : null,
    reader: cardReader === null ? null : (entry.readers.get(cardReader.readerId) ?? null),
    counts,
    connection: null,
    sinceMs: new Map(),
  };
}

function tick(process: ShopProcess, perform: Perform, gate: OpenGate): void {
  const { shop, store, surroundings } = process;
  const { config, controller, passages } = gate;
  controller.tick();
  if (passages === null) return;
  if (!isOnline(process, gate)) passages.markUncertain();
  for (const visitId of passages.takeUnpassed(surroundings.evenMs())) {
    // Where the gate may not have opened, their visit closes as those of other gates do.
    if (!controller.hasOpened(visitId)) continue;
    void perform(config.id, () =>
      store.transact((tx) => {
        // Whom the cameras have seen come in is inside, whatever the gate has counted.
        const visit = tx.read("visit", visitId);
        if (visit.status === "open" && visit.shoppers.length === 0) {
          closeEmptyVisit(tx, shop, visitId);
        }
      }),
    );
  }
}

/** Whether all that the gate counts has arrived since the last tick. Without a broker it does so over HTTP. */
function isOnline({ bus, config }: ShopProcess, gate: OpenGate): boolean {
  if (config.source.kind !== "sensors") return true;
  const before = gate.connection;
  gate.connection = bus.connection;
  const isOffline = gate.controller.read().faults.some(({ kind }) => kind === "offline");
  return before !== null && before === gate.connection && !isOffline;
}

/** What is refused is on the gate's display; the visit's id is new each time, as nobody asks again with it. */
async function enter({ entry, runner, shop }: ShopProcess, showing: Showing): Promise<void> {
  const deps = { shop, runner, entryService: entry.service, entryMethods: entry.methods };
  try {
    await enterOnce(deps, shop.makeId(), showing);
  } catch (error) {
    if (!(error instanceof RefusedError || error instanceof ProblemError)) throw error;
  }
}

/** One at a time: those that come while one is written down share the next. */
function createPassageWarning(
  { shop, store }: ShopProcess,
  perform: Perform,
  gateId: string,
): () => void {
  let isBusy = false;
  let isAgain = false;
  const write = async (): Promise<void> => {
    do {
      isAgain = false;
      await perform(gateId, () => store.transact((tx) => warnOfPassage(tx, shop, gateId)));
    } while (isAgain);
    isBusy = false;
  };
  return () => {
    isAgain = true;
    if (isBusy) return;
    isBusy = true;
    void write();
  };
}

/** One at a time: what is read while somebody is being admitted is theirs. */
function createCodeEntry(
  process: ShopProcess,
  perform: Perform,
  gateId: string,
): (text: string) => void {
  const { shop } = process;
  let isBusy = false;
  let last = { text: "", atMs: Number.NEGATIVE_INFINITY };
  return (text) => {
    const nowMs = shop.nowMs();
    const isRepeated = text === last.text && nowMs - last.atMs < REPEATED_MS;
    if (text === last.text || !isBusy) last = { text, atMs: nowMs };
    if (isBusy || isRepeated) return;
    isBusy = true;
    const showing = { gateId, method: "qr", shown: text } as const;
    void perform(gateId, () => enter(process, showing)).then(() => {
      isBusy = false;
    });
  };
}

/** Waits for cards until the signal; longer each time where the reader cannot be reached. */
async function readCards(
  process: ShopProcess,
  perform: Perform,
  { gateId, reader }: { readonly gateId: string; readonly reader: StripeReader },
  signal: AbortSignal,
): Promise<void> {
  const { entry, shop } = process;
  let failures = 0;
  while (!signal.aborted) {
    const requestId = shop.makeId();
    failures++;
    await perform(gateId, async () => {
      const outcome = await reader.read(requestId, signal);
      if (outcome.kind !== "offline") failures = 0;
      if (outcome.kind !== "card" && outcome.kind !== "refused") return;
      entry.readings.keep(requestId, outcome);
      await enter(process, { gateId, method: "card", shown: { requestId } });
    });
    await pause(chooseRetryMs(failures), signal);
  }
}

function showGate(process: ShopProcess, gate: OpenGate): GateDevice {
  const { config, controller, counts, reader } = gate;
  const { actuator, cardReader, codeReader, deviceId } = config.hardware;
  const { command, faults, state, ...read } = controller.read();
  const evenMs = process.surroundings.evenMs();
  const all = [...faults, ...listReaderFaults(gate, evenMs)];
  const aheadMs = process.shop.nowMs() - evenMs;
  const toUnixMs = (atMs: number): number => Math.round(atMs + aheadMs);
  return {
    gateId: config.id,
    name: config.name,
    deviceId,
    actuator: actuator?.kind ?? null,
    state,
    lastCommand: command === null ? null : { ...command, atMs: toUnixMs(command.atMs) },
    lastPassage:
      read.lastPassage === null
        ? null
        : { ...read.lastPassage, atMs: toUnixMs(read.lastPassage.atMs) },
    counts: { ...read.counts, withoutEntry: counts.withoutEntry },
    codeReader: codeReader?.kind ?? null,
    cardReader:
      cardReader === null
        ? null
        : { readerId: cardReader.readerId, status: reader?.status ?? "offline" },
    faults: all.map(({ kind, sinceMs }) => ({
      kind,
      sinceMs: toUnixMs(sinceMs),
      message: wordGateFault(kind),
    })),
  };
}

function listReaderFaults(
  { codeLine, reader, sinceMs }: OpenGate,
  nowMs: number,
): { readonly kind: GateFault["kind"]; readonly sinceMs: number }[] {
  const states: readonly (readonly [GateFault["kind"], boolean])[] = [
    ["code-reader-offline", codeLine !== null && !codeLine.isOpen],
    ["card-reader-offline", reader?.status === "offline"],
    ["card-reader-refused", reader?.status === "refused"],
  ];
  return states.flatMap(([kind, isFaulty]) => {
    if (!isFaulty) sinceMs.delete(kind);
    else if (!sinceMs.has(kind)) sinceMs.set(kind, nowMs);
    const beganMs = sinceMs.get(kind);
    const isLong = beganMs !== undefined && nowMs - beganMs >= READER_FAULT_AFTER_MS;
    return isLong ? [{ kind, sinceMs: beganMs }] : [];
  });
}
