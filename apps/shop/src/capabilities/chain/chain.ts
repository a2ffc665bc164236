/**
 * The chain that a shop belongs to: it has every event of the journal, some moments later, and decides what the
 * shop sells and how it is run.
 */

import { BALANCE_SCHEMA } from "../../chain/ask-balance.ts";
import { DOWN_SCHEMA } from "../../chain/keep-contents.ts";
import { createScaleMeter } from "../../chain/measure-scales.ts";
import { openChain } from "../../chain/open-chain.ts";
import { COPY_LOOK_MS, PLACE_CHECK_MS } from "../../chain/recovery/recovery-limits.ts";
import { reportRefusal } from "../../chain/report-refusal.ts";
import { CHAIN_SCHEMA } from "../../chain/send-up.ts";
import { SIGNING_SCHEMA } from "../../chain/signing-keys.ts";
import { PROGRAM_VERSION } from "../../command-line/program-version.ts";
import { countUnsigned } from "../../fiscal/fiscal-queue.ts";
import { withServices } from "../../http/add-route.ts";
import type { HttpExtension } from "../../http/http-context.ts";
import type { Capability } from "../../process/capability.ts";
import { RELEASES_VARIABLE } from "../../releases/release-files.ts";
import { markReplaced } from "../../store/store.ts";
import { openEvidenceReaders } from "../evidence/open-evidence-readers.ts";
import { createFloorReader } from "../live/live.ts";
import { showFloor } from "../live/live-routes.ts";
import { createPoolAnswers } from "../reviews/answer-pool.ts";
import { addBalanceRoutes } from "./balance-routes.ts";
import { addChainRoutes, type ChainServices } from "./chain-routes.ts";
import { addMemberRoutes, type MemberServices } from "./member-routes.ts";
import { createForgedReport } from "./report-forged.ts";
import { reportOffline } from "./report-offline.ts";
import { reportWithheld } from "./report-withheld.ts";

export const SENT_EVERY_MS = 200;
/** News come by themselves; this is for those that were lost. */
const FETCHED_EVERY_MS = 60_000;
const APPLIED_EVERY_MS = 1000;
const REFUSAL_LOOK_MS = 5000;

export const CHAIN: Capability = {
  name: "chain",
  schema: CHAIN_SCHEMA + DOWN_SCHEMA + BALANCE_SCHEMA + SIGNING_SCHEMA,
  open: async ({ process, metrics, onError }) => {
    const { config, shop, store, goods, chainSettings: settings } = process;
    if (config.chain === null) return { http: serveChain(null, null, null) };
    const { nowMs } = shop;
    const readFloor = createFloorReader(process);
    const { evenMs, makeId, openHubLine: openLine, random } = process.surroundings;
    const version = PROGRAM_VERSION;
    const scales = createScaleMeter();
    const { dataFolder: folder } = config;
    const { sender, fetcher, signatures, watch, applier, copies, ...chain } = openChain({
      ...{ store, goods, settings, nowMs, evenMs, makeId, openLine, random, version },
      answerPool: config.chain.hasReviewers
        ? createPoolAnswers({
            ...{ shop, goods, currency: config.shop.currency },
            ...openEvidenceReaders(process, metrics),
            listGondolas: () => showFloor(readFloor()).gondolas,
          })
        : null,
      countUnsigned: config.fiscal === null ? null : () => countUnsigned(store),
      config: config.chain,
      floor: config.floor,
      releases: findReleases(config.chain.releaseKey),
      listScales: scales.list,
      shop: config.shop,
      copied: { ...{ db: store.db, folder }, isMade: store.isMade },
      onTime: process.clock.compare,
      onReplaced: (why) => onError(markReplaced(folder, why)),
    });
    const { balances, members } = chain;
    await balances.releaseLost();
    metrics.watchChain(sender.report, nowMs);
    return {
      http: serveChain({ sender, fetcher, version, shopId: config.shop.id }, balances, members),
      hooks: {
        onObservation: (observation) => {
          if (observation.kind === "plates") scales.take(observation);
        },
      },
      repeats: [
        { everyMs: SENT_EVERY_MS, what: "sending events to the chain", work: sender.sendDue },
        {
          everyMs: FETCHED_EVERY_MS,
          what: "fetching what the chain decided",
          work: fetcher.fetch,
        },
        {
          everyMs: FETCHED_EVERY_MS,
          what: "fetching a release",
          work: chain.fetchReleases,
        },
        { everyMs: COPY_LOOK_MS, what: "copying settings to the hub", work: copies.sendDue },
        {
          everyMs: REFUSAL_LOOK_MS,
          what: "reporting a refused release",
          work: () => reportRefusal(store, folder),
        },
        {
          everyMs: PLACE_CHECK_MS,
          what: "asking the chain for its events",
          work: chain.watchPlace,
        },
        {
          everyMs: APPLIED_EVERY_MS,
          what: "applying what the chain decided",
          work: applier.applyDue,
        },
      ],
      watches: [
        {
          name: "the chain's line",
          write: (tx, atMs) => reportOffline(tx, sender.report(), atMs),
        },
        {
          name: "the chain's requests",
          write: (tx) => reportWithheld(tx, watch, fetcher.fault()),
        },
        {
          name: "what the chain has not sent",
          write: createForgedReport(fetcher, ...(signatures === null ? [] : [signatures])),
        },
      ],
      finish: chain.close,
    };
  },
};

/** A shop that nobody supervises has no use for releases. */
function findReleases(key: string | null) {
  const folder = process.env[RELEASES_VARIABLE];
  return key === null || folder === undefined ? null : { key, folder };
}

function serveChain(
  chain: ChainServices["chain"],
  balances: MemberServices["balances"],
  members: MemberServices["members"],
): HttpExtension {
  return {
    addRoutes: (context) => {
      addChainRoutes(withServices(context, { chain }));
      addBalanceRoutes(withServices(context, { balances }));
      addMemberRoutes(withServices(context, { balances, members }));
    },
  };
}
