/** A shop's side of its chain: what it sends, what it answers, and what it is told. */
import { STATE_REQUEST } from "@saunter/protocol/chain/ask-messages";
import { nameReleasePlatform } from "@saunter/protocol/chain/release-messages";
import { openPublicKey } from "@saunter/server/signatures/ed25519";
import { Check } from "typebox/value";
import type { ChainLineConfig } from "../config/chain-config.ts";
import type { FloorConfig } from "../config/shop-config.ts";
import type { LiveGoods } from "../goods/live-goods.ts";
import { createReleaseFetcher } from "../releases/fetch-release.ts";
import { isInstalled } from "../releases/release-files.ts";
import type { Store } from "../store/store.ts";
import { createChainAnswers } from "./answer-chain.ts";
import { createDownApplier, type DownApplier } from "./apply-due.ts";
import { type Balances, createBalances } from "./ask-balance.ts";
import { createMembers, type Members } from "./ask-members.ts";
import type { ChainSettings } from "./chain-settings.ts";
import { listWantedSoftware } from "./chain-versions.ts";
import { describeLayout } from "./describe-layout.ts";
import { createDownFetcher, type DownFetcher } from "./fetch-down.ts";
import type { OpenHubLine, SentManifest } from "./hub-line.ts";
import { hasContent, readManifest } from "./keep-contents.ts";
import type { ShelfScale } from "./measure-scales.ts";
import { createMessageSignatures, type MessageSignatures } from "./message-signatures.ts";
import type { AnswerPool } from "./pool-answers.ts";
import { askForHead, findShownReplacement } from "./recovery/check-place.ts";
import { openRecoveryKey } from "./recovery/recovery-key.ts";
import { type CopySender, createCopySender } from "./recovery/send-copy.ts";
import type { CopySource } from "./recovery/shop-copy.ts";
import { createUpSender, type UpSender } from "./send-up.ts";
import { hasChainSigned, noteChainSigned, openSigningKeys } from "./signing-keys.ts";
import { type ChainWatch, createChainWatch } from "./watch-chain.ts";

export interface ChainOptions {
  readonly config: ChainLineConfig;
  readonly openLine: OpenHubLine;
  readonly shop: { readonly id: string; readonly currency: string };
  readonly store: Store;
  readonly goods: LiveGoods;
  /** Of reviews; null: reviewers of the chain are not answered. */
  readonly answerPool: AnswerPool | null;
  readonly settings: Pick<
    ChainSettings,
    "checkPolicies" | "checkParameters" | "policies" | "parameters"
  >;
  /** Null where the shop has not said where people come in. */
  readonly floor: FloorConfig | null;
  readonly listScales: () => readonly ShelfScale[];
  readonly nowMs: () => number;
  readonly makeId: () => string;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Saunter's. */
  readonly version: string;
  /** What the hub's copy is made of. */
  readonly copied: CopySource;
  readonly evenMs: () => number;
  /** Called with the chain's time, Unix ms, as its answers come. */
  readonly onTime: (chainMs: number) => void;
  /** Another computer has taken the shop's place; in words. */
  readonly onReplaced: (why: string) => void;
  /** Receipts that wait for the signing device; null where the shop has none. */
  readonly countUnsigned: (() => number) | null;
  /** Where releases are installed, and of whom; null: they do not come from the hub. */
  readonly releases: {
    readonly key: string;
    readonly folder: string;
  } | null;
}

export interface Chain {
  readonly balances: Balances;
  readonly members: Members;
  readonly sender: UpSender;
  readonly fetcher: DownFetcher;
  /** Null if the shop's credentials have no keys. */
  readonly signatures: MessageSignatures | null;
  readonly watch: ChainWatch;
  readonly applier: DownApplier;
  readonly copies: CopySender;
  /** Fetches releases that the chain wants, where they come from the hub. */
  fetchReleases(): Promise<void>;
  /** Looks whether another computer has taken the shop's place, where the chain can be asked. */
  watchPlace(): Promise<void>;
  /** Resolves when nothing more is written. */
  close(): Promise<void>;
}

/** Opens at once: a shop never waits for its chain. */
export function openChain(options: ChainOptions): Chain {
  const { config, store, goods, settings, nowMs, makeId, random, version, answerPool } = options;
  const { copied, countUnsigned, evenMs, floor, listScales, onReplaced, openLine, releases } =
    options;
  const { id: shopId, currency } = options.shop;
  let news: Promise<void> = Promise.resolve();
  const keys = openSigningKeys(config);
  const signatures =
    keys &&
    createMessageSignatures({
      ...{ keys, shopId, nowMs, evenMs },
      hasSigned: hasChainSigned(store, shopId, keys),
      // If it's lost, the next message has it written again.
      onSigned: () => void store.transact((tx) => noteChainSigned(tx, shopId, keys)).catch(ignore),
    });
  const line = openLine(
    config,
    shopId,
    (what, body, aliveMs) => {
      if (what === "state" && aliveMs != null && Check(STATE_REQUEST, body)) {
        // Its message was lost, or is on its way.
        if (watch.note(aliveMs, body.revision)) news = fetchAll();
      }
      return answer(what, body);
    },
    (manifest) => {
      // Both are done by the clock as well, which reports what fails.
      news = fetchAll(manifest);
      if (manifest === null) checkPlace().catch(ignore);
    },
    signatures,
  );
  const fetchAll = (manifest: SentManifest | null = null): Promise<void> =>
    fetcher.fetch(manifest).then(applier.applyDue).catch(ignore);
  const checkPlace = async (): Promise<void> => {
    const head = await askForHead(line);
    options.onTime(head.nowMs);
    const why = await findShownReplacement(line, store, head);
    if (why === null) return;
    onReplaced(why);
    throw new Error(why);
  };
  const sender = createUpSender({ store, line, shopId, nowMs, random });
  const key = keys?.chain ?? null;
  const fetcher = createDownFetcher({ store, line, shopId, key, nowMs });
  const watch = createChainWatch({
    evenMs,
    isSigning: () => signatures?.isRequired() ?? false,
    readRevision: () => readManifest(store, shopId)?.revision ?? null,
    hasContents: () =>
      (readManifest(store, shopId)?.entries ?? []).every(({ hash }) => hasContent(store, hash)),
  });
  const applier = createDownApplier({ store, shopId, currency, goods, settings, nowMs });
  const balances = createBalances({ store, line, currency, makeId });
  const answer = createChainAnswers({
    ...{ store, sender, nowMs, makeId, version, answerPool, countUnsigned },
    readRevision: () => readManifest(store, shopId)?.revision ?? null,
    describeLayout: (gtins) =>
      describeLayout(
        { currency, model: goods.current().model, floor, scales: listScales(), settings },
        gtins,
      ),
  });
  const recoveryKey = openRecoveryKey(copied.folder);
  const copies = createCopySender({
    ...{ store, line, shopId, recoveryKey, nowMs, evenMs, checkPlace },
    source: copied,
  });
  const fetchReleases =
    releases === null
      ? async () => {}
      : createReleaseFetcher({
          ...{
            line,
            dataFolder: copied.folder,
            platform: nameReleasePlatform(process.report.getReport()),
          },
          key: openPublicKey(releases.key),
          listWanted: () => listWantedSoftware(store, shopId),
          isInstalled: (wanted) => wanted === version || isInstalled(releases.folder, wanted),
        });
  return {
    balances,
    members: createMembers(line, currency),
    sender,
    fetcher,
    signatures,
    watch,
    applier,
    copies,
    fetchReleases,
    watchPlace: () => checkPlace().catch(ignore),
    close: async () => {
      await line.close();
      await news;
    },
  };
}

function ignore(): void {}
