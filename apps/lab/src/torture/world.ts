import type { DatabaseSync } from "node:sqlite";
import type { ShopConfig } from "@saunter/shop/config/shop-config";
import type { ChargeRunner } from "@saunter/shop/domain/charge-runner";
import type { PaymentGateway } from "@saunter/shop/domain/payment-gateway";
import type { Shop } from "@saunter/shop/domain/shop-context";
import type { ShopSettings } from "@saunter/shop/domain/shop-settings";
import type { Store } from "@saunter/shop/store/store";
import type { Provider } from "@saunter/sim/payments/provider-types";
import type { FastifyInstance } from "fastify";
import type { ActLog } from "./act-log.ts";
import type { MailServer, Network, WebhookReceiver } from "./outsiders.ts";
import type { SimulatedDisk } from "./simulated-disk.ts";
import type { SimulatedFloor } from "./simulated-floor.ts";

export interface World extends Network {
  readonly provider: Provider;
  readonly disk: SimulatedDisk;
  /** Its folder is another in each life of the process. */
  readonly config: ShopConfig;
  /** Secret that entry codes are signed with. */
  readonly codeKey: string;
  readonly isOverHttp: boolean;
  /** Null where the engine's words are made up. */
  readonly floor: SimulatedFloor | null;
  /** Carts that a process did not know again when it started, in words. */
  readonly lostCarts: string[];
  /** Whether the provider lets holds be raised. */
  readonly canIncrease: boolean;
  readonly plant: Plant;
  readonly acts: ActLog;
  readonly receiver: WebhookReceiver;
  readonly mailServer: MailServer;
  /** Of staff who are signed in, by their names. */
  readonly sessions: Map<string, Session>;
  /** Does this when all is done that was asked for before. */
  readonly oneAtATime: <T>(work: () => Promise<T>) => Promise<T>;
  /** Cards that are held to the terminal, by the request in which it is asked for one. */
  readonly cards: Map<string, { readonly token: string; readonly lastFour: string }>;
  /** The process that runs now; null while one starts. */
  life: Life | null;
  /** The process that runs now, or the next one. */
  readonly whenServing: () => Promise<Life>;
  /** Numbers for the ids of what people do. */
  readonly nextNumber: () => number;
  /** Of each commit that somebody was notified of: its last event's position, and the hash up to it. */
  readonly acknowledged: Map<number, string>;
  /** What should not have happened. */
  readonly failures: unknown[];
  cuts: number;
  /** The provider, and whoever is told, cannot be reached. */
  isOffline: boolean;
  hasFaults: boolean;
  /** So long at least between two times of what the process does by itself; null: long, to save time. */
  everyMsMin: number | null;
  /** So long the provider takes to answer while nothing fails, milliseconds. */
  answerMs: number;
}

export interface Life {
  readonly shop: Shop;
  readonly runner: ChargeRunner;
  /** Null in worlds in which nobody comes by HTTP. */
  readonly app: FastifyInstance | null;
  /** Resolves when the power fails. */
  readonly ended: Promise<null>;
}

/** A session of somebody with a password. */
export interface Session {
  accessToken: string;
  refreshToken: string;
  accessExpiresMs: number;
}

/** Faults of ours that are planted, to see that they are found. */
export interface Plant {
  readonly gateway?: (gateway: PaymentGateway) => PaymentGateway;
  /** Does something to each database as it has been opened. */
  readonly database?: (db: DatabaseSync) => void;
  /** The disk says that it has written what it has not. */
  readonly isDiskLying?: boolean;
  /** In how many of the cuts the disk fails first, 0 to 1; in place of the world's own share. */
  readonly diskFaultShare?: number;
  /** In place of what the seed would have drawn. */
  readonly entry?: Partial<ShopSettings["entry"]>;
  readonly isOverHttp?: boolean;
  readonly hasSensors?: boolean;
  /** Stands between the process and its store. */
  readonly store?: (store: Store) => Store;
}
