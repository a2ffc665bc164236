/** From frames of cameras to what a reviewer sees of a pick that nobody is sure of, in one process. */

import { join } from "node:path";
import type { Engine } from "@saunter/engine/engine";
import type { Observation } from "@saunter/engine/observation";
import { ENCODERS, isList, pretend } from "@saunter/ingest/clips/piped-fixture";
import type { HandClassifier } from "@saunter/ingest/hands/hand-classifier";
import type { PictureFiles } from "@saunter/ingest/hands/open-hand-classifier";
import { makeCamerasConfig, makeScene } from "@saunter/ingest/pipeline/simulated-cameras-fixture";
import { EXAMPLE_RECORDINGS } from "@saunter/ingest/recordings/recording-example";
import { createHttpLogger } from "@saunter/server/http/logger";
import { hashPassword } from "@saunter/server/passwords/password-hash";
import type { FastifyInstance } from "fastify";
import { describe, expect, it } from "vitest";
import { createShopMetrics } from "../../http/metrics.ts";
import { addUser, type UserProof } from "../../people/users.ts";
import {
  applyAll,
  type CamerasSource,
  makeFolder,
  makeMachine,
  openProcess,
  recordScene,
} from "../../process/camera-shop-fixture.ts";
import { openCapabilities } from "../../process/open-capabilities.ts";
import type { ShopProcess } from "../../process/shop-process.ts";
import { openCameraSource } from "../../sensors/camera-source.ts";
import { openHttpSide } from "../../serve/serve-http.ts";
import { SHOP_CAPABILITIES } from "../capabilities.ts";
import { createEvidence } from "./evidence.ts";
import { openEvidence } from "./open-evidence.ts";

/** Two people of whom one takes something that the other may have taken. */
const SCENE_SEED = 1;
const FILM = "a film";
const REVIEWER = { name: "rita", password: "a long password" };
const onError = (error: unknown): void => expect.unreachable(String(error));

const PICTURES: PictureFiles = new Map([
  ["5000112637922", { file: "a.png" }],
  ["5000112637939", { file: "b.png" }],
]);

/** As sure of the first as the second: it looks at nothing. */
const CLASSIFIER: HandClassifier = {
  products: [...PICTURES.keys()],
  rate: () => Float64Array.of(0.4, 0.4, 0.2).map(Math.log),
};

/** In which nobody comes. */
const IDLE = makeScene(SCENE_SEED, 0);

async function openScene() {
  const folder = makeFolder();
  const day = join(folder, "day");
  const scene = await recordScene(SCENE_SEED, 2, day);
  const asked: PictureFiles[] = [];
  const machine = makeMachine(scene, {
    openHandClassifier: async (pictures) => {
      asked.push(pictures);
      return CLASSIFIER;
    },
  });
  const clock = { nowMs: scene.instants[0]!.timestampMs };
  const source: CamerasSource = {
    kind: "cameras",
    cameras: makeCamerasConfig(scene),
    platesFolder: day,
  };
  const opened = await openProcess({
    folder,
    source,
    machine,
    clock,
    policies: { clips: "doubtful", acceptProbability: 0.99 },
    pictures: { pictures: PICTURES as never, faults: [] },
  });
  return { opened, clock, asked, cameras: scene.cameras };
}

async function signIn({ store }: ShopProcess, app: FastifyInstance): Promise<string> {
  const { name, password } = REVIEWER;
  const proof: UserProof = { kind: "password", hash: await hashPassword(password) };
  const user = { userId: name, name, roles: ["reviewer" as const], proof };
  await store.transact((tx) => addUser(tx, user, tx.atMs));
  const payload = { name, password, carrier: "token" };
  const answer = await app.inject({ method: "POST", url: "/v1/sign-in", payload });
  return answer.json().accessToken;
}

describe("a shop with cameras", () => {
  it("shows a reviewer the clip of an uncertain pick, and its engine receives what hands hold", async () => {
    const { opened, clock, asked, cameras } = await openScene();
    expect(asked).toEqual([PICTURES]);
    const metrics = createShopMetrics(() => 0);
    const film = pretend((args) => ({ says: isList(args) ? ENCODERS : FILM }));
    const evidence = createEvidence((process, options) =>
      openEvidence(process, { ...options, start: film.start }),
    );
    const can = [...SHOP_CAPABILITIES.filter(({ name }) => name !== "evidence"), evidence];
    const context = { process: opened, metrics, onError, findNotReady: () => null };
    const { hooks, extensions, ...capabilities } = await openCapabilities(can, context);
    const http = await openHttpSide({
      process: opened,
      extensions,
      metrics,
      screens: null,
      logger: createHttpLogger("silent"),
    });
    const engines: Engine[] = [];
    let views = 0;
    await applyAll(opened, clock, {
      ...hooks,
      onEngine: (engine) => void engines.push(engine),
      onObservation: (observation: Observation) => {
        hooks.onObservation?.(observation);
        if (observation.kind !== "joints") return;
        for (const { hands = [] } of observation.shoppers) views += hands.length;
      },
    });
    capabilities.end();
    await capabilities.finish(true);
    expect(views).toBeGreaterThan(20);
    expect(engines.map(({ attribution }) => attribution.tracks.seesHands)).toEqual([true]);

    const authorization = `Bearer ${await signIn(opened, http)}`;
    const get = (url: string) => http.inject({ url, headers: { authorization } });
    const [{ reviewId }] = (await get("/v1/reviews")).json().items;
    const [interaction] = (await get(`/v1/reviews/${reviewId}`)).json().interactions;
    const { happenedMs } = interaction.positions;
    expect(interaction.clip).toMatchObject({ happenedMs, widthPx: 160, heightPx: 90 });
    expect(cameras.map(({ cameraId }) => cameraId)).toContain(interaction.clip.cameraId);
    const address = `/v1/reviews/${reviewId}/clips/${interaction.evidence.evidenceId}`;
    const shown = await get(address);
    expect([shown.statusCode, shown.body]).toEqual([200, FILM]);
    expect(shown.headers).toMatchObject({ "cache-control": "no-store" });
    expect((await http.inject({ url: address })).statusCode).toBe(401);
    capabilities.close();
    await http.close();
    await opened.close();
    metrics.close();
  });

  it("receives no hands where nothing is weighed, nor where its cameras' file says so", async () => {
    const machine = makeMachine(IDLE, {
      openHandClassifier: () => expect.unreachable("nothing is to be learned"),
    });
    const cameras = makeCamerasConfig(IDLE);
    const open = (source: Omit<CamerasSource, "kind">) =>
      openCameraSource(
        { kind: "cameras", ...source },
        { nowMs: () => 0, recordings: EXAMPLE_RECORDINGS, machine, pictures: PICTURES },
      );
    const unweighed = await open({ cameras, platesFolder: null });
    await unweighed.close();
    const off = await open({
      cameras: { ...cameras, classifiesHands: false },
      platesFolder: "real",
    });
    await off.close();
  });
});
