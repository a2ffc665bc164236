/** What the HTTP API is made of: the shop's services, and what others of the process bring. */
import type { Result } from "@saunter/commerce/refusal";
import type { Clip } from "@saunter/ingest/clips/clip-seal";
import type { CameraFaultKind } from "@saunter/ingest/pipeline/camera-fault";
import type { CameraReport } from "@saunter/ingest/pipeline/camera-reports";
import type { FastifyBaseLogger } from "fastify";
import type { ReceiptFonts } from "../config/receipt-fonts.ts";
import type { ShopIdentity } from "../config/shop-config.ts";
import type { ChargeRunner } from "../domain/charge-runner.ts";
import type { EntryCredential, EntryMethodName } from "../domain/entry-method.ts";
import type { EntryService } from "../domain/entry-service.ts";
import type { Shop } from "../domain/shop-context.ts";
import type { CodeIssuer } from "../entry/entry-code.ts";
import type { GateInvitations } from "../entry/gate-invitation.ts";
import type { PasskeyCeremonies } from "../entry/passkey.ts";
import type { CurveCut, Piece, PositionsCut } from "../evidence/curve-recorder.ts";
import type { LiveGoods } from "../goods/live-goods.ts";
import type { FloorDescription } from "../live/describe-floor.ts";
import type { LiveFloor } from "../live/live-floor.ts";
import type { LiveShelves } from "../live/live-shelves.ts";
import type { Notice } from "../notice/make-notice.ts";
import type { CardSetup } from "../payments/stripe-card-setup.ts";
import type { SignIn } from "../people/sign-in.ts";
import type { EventStream } from "../publish/event-stream.ts";
import type { HttpExtension } from "./http-extension.ts";
import type { Rates } from "./http-limits.ts";
import type { ShopMetrics } from "./metrics.ts";
import type { ScreenFolders } from "./screens.ts";

/** A way in, whatever it is shown: it looks at that itself. */
export interface AnyEntryMethod {
  readonly isOffline: boolean;
  verify(
    shown: unknown,
    context: { readonly gateId: string; readonly nowMs: number },
  ): Promise<Result<EntryCredential>>;
}

export type CardKeeping =
  | { readonly kind: "simulator" }
  /** In the provider's own field within the page. */
  | {
      readonly kind: "stripe";
      readonly publishableKey: string;
      /** Null where the provider cannot be reached. */
      readonly setUp: () => Promise<CardSetup | null>;
    }
  /** Nothing is charged: no card is needed. */
  | { readonly kind: "free" }
  /** Shoppers cannot sign up by themselves. */
  | { readonly kind: "none" };

export interface BadgeKeeping {
  /** What badges' numbers are hashed with. */
  readonly hashKey: Uint8Array;
  /** What badges may charge to. */
  readonly accountIds: ReadonlySet<string>;
  /** IANA name: where days end. */
  readonly timeZone: string;
}

export interface EvidenceOfReview {
  /** As it was recorded; null where there is none, or no more. */
  readonly curve: Piece<CurveCut> | null;
  /** When it is deleted, Unix ms; null where none is kept. */
  readonly curveDeleteAfterMs: number | null;
  readonly positions: Piece<PositionsCut> | null;
  readonly positionsDeleteAfterMs: number | null;
}

/** What there is of a clip; `clip` is null where it cannot be read. */
export interface ReadClip {
  readonly clip: Clip | null;
  /** Unix ms. */
  readonly deleteAfterMs: number;
}

/** How the process is at this moment. */
export interface ProcessHealth {
  readonly nowMs: number;
  readonly startedMs: number;
  /** The loop was late by so much at the 99th percentile since the last look, milliseconds. */
  readonly lagMs: number;
  readonly memoryBytes: number;
  readonly diskFreeBytes: number;
  readonly diskBytes: number;
  /** Staff are told of it. */
  readonly isDiskLow: boolean;
  readonly isSlow: boolean;
  readonly journalEvents: number;
  readonly providerSilentSinceMs: number | null;
  readonly sensors: readonly {
    readonly name: string;
    readonly heardMs: number | null;
    readonly isQuiet: boolean;
  }[];
  /** The shop's cameras by name; none where the shop looks through none. */
  readonly cameras: readonly CameraHealth[];
  /** What waits to be done. */
  readonly backlog: {
    readonly charges: number;
    readonly reviews: number;
    readonly webhooks: number;
    readonly mails: number;
  };
}

export interface CameraHealth extends Omit<CameraReport, "faults"> {
  readonly faults: readonly {
    readonly kind: CameraFaultKind;
    /** Null of films: their time is another. */
    readonly sinceMs: number | null;
    readonly message: string;
  }[];
}

export interface HttpDeps {
  readonly shop: Shop;
  readonly runner: ChargeRunner;
  readonly entryService: EntryService;
  readonly identity: ShopIdentity;
  readonly receiptFonts: ReceiptFonts | null;
  /** What capabilities add: routes, pages, whom everybody may sign in as. */
  readonly extensions: readonly HttpExtension[];
  /** Where the built pages are; null: the API alone. */
  readonly screens: ScreenFolders | null;
  /** Where the shop is reached from outside, without a slash at its end. */
  readonly publicUrl: string;
  readonly terms: {
    /** When and how what is held at entry is let go, in words. */
    readonly releaseText: string;
    /** The same in other languages, BCP 47. */
    readonly releaseTexts: readonly { readonly language: string; readonly text: string }[];
  };
  /** What is recorded and kept of people, in the language of a locale (BCP 47). */
  readonly notice: {
    readonly make: (locale: string) => Notice;
    /** HTML. */
    readonly renderSign: (locale: string) => string;
  };
  readonly entryMethods: ReadonlyMap<EntryMethodName, AnyEntryMethod>;
  readonly codeIssuer: CodeIssuer | null;
  /** How shoppers give a card that they come again with. */
  readonly cards: CardKeeping;
  /** Whether receipts go out by mail. */
  readonly sendsMail: boolean;
  readonly invitations: GateInvitations;
  readonly signIn: SignIn;
  readonly passkeys: PasskeyCeremonies | null;
  readonly goods: LiveGoods;
  /** Null where the shop has no way in by badge. */
  readonly badges: BadgeKeeping | null;
  /** What accounts are called, by id. */
  readonly accountNames: ReadonlyMap<string, string>;
  readonly evidenceKeepMs: number;
  /** How long evidence is kept after the exit, and of which interactions. */
  readonly evidencePeriods: {
    readonly curveMs: number;
    readonly positionsMs: number;
    readonly keepsSurePositions: boolean;
  };
  readonly readEvidence: (evidenceId: string, nowMs: number) => EvidenceOfReview;
  /** Null where none is kept. */
  readonly readClip: (evidenceId: string, nowMs: number) => ReadClip | null;
  readonly streamEvents: EventStream["subscribe"];
  /** What stands where by now. */
  readonly describeFloor: () => FloorDescription;
  readonly followFloor: LiveFloor["subscribe"];
  readonly followShelf: LiveShelves["subscribe"];
  readonly metrics: ShopMetrics;
  /** Why the shop cannot serve yet, in words; null where it can. */
  readonly findNotReady: () => string | null;
  readonly readHealth: () => ProcessHealth;
  readonly logger: FastifyBaseLogger;
  /** Whether the address of whoever asks is told by a proxy before us. */
  readonly trustProxy: boolean;
  readonly rates: Rates;
}
