/**
 * What a process cannot decide by itself: time that goes on, chance, the disk, and who is at the other
 * end of its lines. A simulation has its own of each, and all else of the process as it is.
 */
import { randomBytes } from "node:crypto";
import type { CameraMachine } from "@saunter/ingest/pipeline/open-pipeline";
import { createGuardedFetch, type Fetch } from "@saunter/server/network/guarded-fetch";
import type { FastifyInstance } from "fastify";
import { type OpenHubLine, openHubLine } from "../chain/hub-line.ts";
import type { ReceiptFonts } from "../config/receipt-fonts.ts";
import type { MailConfig } from "../config/shop-config.ts";
import type { CardSetups } from "../domain/card-setups.ts";
import type { HashCard, PaymentGateway, ProviderNotice } from "../domain/payment-gateway.ts";
import type { CardTerminal } from "../entry/card-terminal.ts";
import { createMailer, type Mailer } from "../receipts/mailer.ts";
import { createPdfThread, type PdfThread } from "../receipts/pdf-thread.ts";
import {
  createReportThread,
  type ReportSources,
  type ReportThread,
} from "../sales/report-thread.ts";
import type { TransportsOptions } from "../sensors/open-mqtt.ts";
import { createTransports } from "../sensors/open-transports.ts";
import type { OpenTransports } from "../sensors/scale-source.ts";
import type { Store, StoreOptions } from "../store/store.ts";
import { createEndlessTerminal } from "./endless-terminal.ts";
import { openCardHash } from "./process-keys.ts";
import { type Machine, openMachine } from "./watch-machine.ts";

/** A provider of card payments, and how its notices come where they come by themselves. */
export interface CardProvider {
  readonly card: PaymentGateway;
  readonly takeNotices: () => ProviderNotice[];
  /** How shoppers save a card with it; not given where they cannot. */
  readonly cardSetups?: CardSetups;
  /** Of a simulated provider: the pages on which payers confirm. */
  readonly addPages?: (app: FastifyInstance) => void;
}

export interface CardProviderOptions {
  /** Where a simulated provider keeps what it knows. */
  readonly dataFolder: string;
  readonly currency: string;
  /** BCP 47. */
  readonly locale: string;
  /** Without a slash at its end. */
  readonly publicUrl: string;
  readonly hashCard: HashCard;
  readonly nowMs: () => number;
}

export interface Surroundings {
  /** How the database is opened, and when it is written to. */
  readonly disk: Pick<StoreOptions, "defer" | "openDatabase">;
  /** Unix ms as the machine has it, and as devices that are set by the same time server have it. */
  readonly machineMs: () => number;
  /** Milliseconds that go on evenly, whatever the machine's clock is set to. */
  readonly evenMs: () => number;
  /** Does something again and again; returns how to stop it. */
  readonly every: (intervalMs: number, work: () => void) => () => void;
  /** A signal that is given after a time. */
  readonly deadline: (afterMs: number) => AbortSignal;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  readonly makeId: () => string;
  /** A secret of 128 bits or more, in letters, digits, "-" and "_". */
  readonly makeToken: () => string;
  /** In place of the provider that the configuration names. */
  readonly openCards: ((store: Store, nowMs: () => number) => CardProvider) | null;
  readonly openTerminal: () => CardTerminal;
  /** How the fingerprint of a card that the terminal tells is kept; its key is of the data folder. */
  readonly openCardHash: (dataFolder: string) => HashCard;
  /** What runs the process, with the disk that a folder is on. */
  readonly openMachine: (folder: string) => Machine;
  /** What the shop's cameras are read with. */
  readonly openPipeline: () => Promise<CameraMachine>;
  /** What readings of sensors of now arrive by. */
  readonly createTransports: (options: TransportsOptions) => OpenTransports;
  readonly fetch: Fetch;
  readonly openMailer: (config: MailConfig) => Mailer;
  /** Takes longer than all else that a receipt needs. */
  readonly openPdfs: (fonts: ReceiptFonts | null) => PdfThread;
  readonly openReports: (sources: ReportSources) => ReportThread;
  /** Connects the shop to its chain. */
  readonly openHubLine: OpenHubLine;
}

/** The machine's own clock, chance, disk and network. */
export const MACHINE: Surroundings = {
  disk: {},
  machineMs: Date.now,
  evenMs: () => performance.now(),
  every: (intervalMs, work) => {
    const timer = setInterval(work, intervalMs);
    return () => clearInterval(timer);
  },
  deadline: AbortSignal.timeout,
  random: Math.random,
  makeId: () => randomBytes(10).toString("hex"),
  makeToken: () => randomBytes(24).toString("base64url"),
  openCards: null,
  openTerminal: createEndlessTerminal,
  openCardHash,
  openMachine,
  // Loaded where there are cameras alone.
  openPipeline: async () =>
    (await import("@saunter/ingest/pipeline/open-camera-machine")).openCameraMachine(),
  createTransports,
  // Receivers in the shop's own network are named by address, and are meant then.
  fetch: createGuardedFetch({ allowPrivate: false }),
  openMailer: createMailer,
  openPdfs: createPdfThread,
  openReports: createReportThread,
  openHubLine,
};
