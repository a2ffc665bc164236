/** How the process is: faults are listed with what to do, and old values say so. */

import type { Answer } from "@saunter/client/api";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import {
  describeScreens,
  findBarriersInThemes,
  openPage,
  startShop,
  type TestShop,
} from "./screens-fixture.ts";

type Health = Answer<"GET /v1/health">;
type Chain = Answer<"GET /v1/chain">;

const GIB = 2 ** 30;
/** The process looks at its disk this often, and the page at the process. */
const LOOK_MS = 2000;
const ASK_MS = 3000;
const CHAIN_ASK_MS = 10_000;
const MINUTE_MS = 60_000;
const at = (lastMessageMs: number | null) => ({ lastMessageMs, heardMs: lastMessageMs });

describeScreens("health", () => {
  let shop: TestShop;
  const machine = { diskFreeBytes: 40 * GIB, diskBytes: 64 * GIB, lagMs: 3 };
  beforeAll(async () => {
    shop = await startShop({ machine: { read: () => ({ ...machine }), close: () => {} } });
  });
  afterAll(async () => {
    await shop.close();
    expect(shop.faults).toEqual([]);
  });

  /** Time goes on in it at once where a test says so. */
  const open = async (path: string): Promise<Page> => {
    const page = await openPage(shop, { as: "operator", path: "/console/nowhere" });
    await page.clock.install();
    await page.goto(shop.url + path);
    return page;
  };
  const openHealth = () => open("/console/health");
  const rowOf = (page: Page, name: string) =>
    page.getByRole("row").filter({ has: page.getByRole("rowheader", { name, exact: true }) });

  it("says that the disk is nearly full and what to do, until there is room again", async () => {
    const page = await openHealth();
    await rowOf(page, "Disk").getByText("40.0 of 64 GiB free").waitFor();
    await rowOf(page, "Disk").getByText("OK", { exact: true }).waitFor();
    machine.diskFreeBytes = 1.5 * GIB;
    await shop.pass(LOOK_MS);
    const alert = page.getByRole("listitem").filter({ hasText: "disk low" });
    await alert.getByText(/nearly full, 1\.5 of 64\.0 GiB free: free disk space/).waitFor();
    await alert.getByText("Free disk space, or").waitFor();
    await page.clock.fastForward(ASK_MS);
    await rowOf(page, "Disk").getByText("nearly full", { exact: true }).waitFor();
    machine.diskFreeBytes = 40 * GIB;
    await shop.pass(LOOK_MS);
    await alert.waitFor({ state: "detached" });
    await page.clock.fastForward(ASK_MS);
    await rowOf(page, "Disk").getByText("OK", { exact: true }).waitFor();
  });

  it("says of each thing that has a fault what it is, since when, and what to do", async () => {
    const page = await openHealth();
    await rowOf(page, "Backlog").getByText("nothing").waitFor();
    await page.route("**/v1/health", async (route) => {
      const response = await route.fetch();
      const health: Health = await response.json();
      const json: Health = {
        ...health,
        providerSilentSinceMs: Date.now() - 3 * MINUTE_MS,
        lagMs: 140,
        isSlow: false,
        backlog: { charges: 2, reviews: 1, webhooks: 0, mails: 30 },
        sensors: [
          { name: "cameras", ...at(Date.now() - 7 * MINUTE_MS), isQuiet: true, hasFault: false },
          { name: "gondola 1", ...at(null), isQuiet: true, hasFault: false },
          { name: "gondola 2", ...at(Date.now()), isQuiet: false, hasFault: false },
        ],
      };
      return route.fulfill({ response, json });
    });
    await page.clock.fastForward(ASK_MS);
    const provider = rowOf(page, "Payment provider");
    await provider.getByText("no answer", { exact: true }).waitFor();
    await provider.getByText("3 minutes ago").waitFor();
    await provider.getByText("check the network").waitFor();
    await rowOf(page, "Speed").getByText("busy", { exact: true }).waitFor();
    await rowOf(page, "Speed").getByText("140 ms delay").waitFor();
    await rowOf(page, "Backlog").getByText("2 charges, 1 review, 30 mails").waitFor();
    await page.getByText("1 of 3 online").waitFor();
    await rowOf(page, "cameras").getByText("offline", { exact: true }).waitFor();
    await rowOf(page, "cameras").getByText("7 minutes ago").waitFor();
    await rowOf(page, "gondola 1").getByText("not since start").waitFor();
    await rowOf(page, "gondola 2").getByText("online", { exact: true }).waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
  });

  it("names each camera, how it is, and what to check where it has a fault", async () => {
    const page = await openHealth();
    await rowOf(page, "Backlog").waitFor();
    expect(await page.getByRole("heading", { name: "Cameras" }).count()).toBe(0);
    await page.route("**/v1/health", async (route) => {
      const response = await route.fetch();
      const health: Health = await response.json();
      const well: Health["cameras"][number] = {
        cameraId: "door",
        state: "live",
        message: "pictures come",
        framesPerS: 9.84,
        droppedShare: 0.031,
        lastFrameMs: Date.now(),
        isLeftOut: false,
        clockOffsetMs: null,
        faults: [],
        isResting: false,
      };
      const message = "its image is black: check the light and the lens";
      const blurred = "its image is blurred: clean the lens and check its focus";
      const cameras: Health["cameras"] = [
        well,
        {
          ...well,
          cameraId: "till",
          isLeftOut: true,
          faults: [{ kind: "black", sinceMs: Date.now() - MINUTE_MS, message }],
        },
        {
          ...well,
          cameraId: "fridge",
          droppedShare: 0,
          clockOffsetMs: 312,
          faults: [{ kind: "out-of-focus", sinceMs: null, message: blurred }],
        },
        { ...well, cameraId: "shelf", state: "starting", lastFrameMs: null },
        { ...well, cameraId: "store", framesPerS: 1, isResting: true },
      ];
      return route.fulfill({ response, json: { ...health, cameras } });
    });
    await page.clock.fastForward(ASK_MS);
    await page.getByText("2 of 5 OK").waitFor();
    await rowOf(page, "door").getByText("OK", { exact: true }).waitFor();
    await rowOf(page, "door").getByText("9.8 frames/s, 3% dropped").waitFor();
    await rowOf(page, "till").getByText("black", { exact: true }).waitFor();
    await rowOf(page, "till").getByText("Its image is black: check the light").waitFor();
    await rowOf(page, "fridge").getByText("blurred", { exact: true }).waitFor();
    await rowOf(page, "fridge").getByText("0.31 s behind the shelves").waitFor();
    await rowOf(page, "shelf").getByText("no frame since start").waitFor();
    await rowOf(page, "store").getByText("standby", { exact: true }).waitFor();
    await rowOf(page, "store").getByText("nobody in view; last frame").waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
  });

  it("does not say that all is well once its messages stop", async () => {
    const page = await openHealth();
    const running = rowOf(page, "Status");
    await running.getByText("online", { exact: true }).waitFor();
    await page.route("**/v1/health", (route) => route.abort());
    await page.clock.fastForward(20_000);
    await running.getByText("offline", { exact: true }).waitFor();
    await running.getByText(/last updated 2\d seconds ago/).waitFor();
    await page.unroute("**/v1/health");
    await page.clock.fastForward(ASK_MS);
    await running.getByText("online", { exact: true }).waitFor();
  });

  it("of devices is up to date: one that has just sent a message is online", async () => {
    const page = await open("/console/people");
    const row = page.getByRole("row", { name: "device" });
    await row.getByText("not active since start").waitFor();
    const headers = { authorization: `Bearer ${shop.keys.device}` };
    expect((await fetch(`${shop.url}/v1/gates`, { headers })).status).toBe(200);
    await page.clock.fastForward(10_000);
    await row.getByText(/^active /).waitFor();
  });

  it("shows what the chain has decided, and why the shop refused some of it", async () => {
    const page = await openHealth();
    await rowOf(page, "Backlog").waitFor();
    expect(await page.getByRole("heading", { name: "Chain" }).count()).toBe(0);
    const nowMs = Date.now();
    const version = { effectiveMs: nowMs, decidedMs: nowMs - 5 * MINUTE_MS, reason: null };
    const chain: NonNullable<Chain["chain"]> = {
      ...{ waitingEvents: 1200, sendingFault: "the hub is away", fetchingFault: null },
      software: { running: "1.2.0", wanted: "1.3.0" },
      versions: [
        { kind: "goods", version: 12, state: "in-force", ...version },
        { kind: "goods", version: 13, state: "refused", ...version, reason: "no such tax" },
        { kind: "offers", version: 4, state: "scheduled", ...version, decidedMs: null },
        { kind: "lights", version: 1, state: "waiting", ...version, decidedMs: null },
      ],
    };
    await page.route("**/v1/chain", (route) => route.fulfill({ json: { chain } }));
    await page.clock.fastForward(CHAIN_ASK_MS);
    await page.getByRole("heading", { name: "Chain" }).waitFor();
    const connection = rowOf(page, "Connection");
    await connection.getByText("1,200 events to send").waitFor();
    await connection.getByText("the hub is away").waitFor();
    await rowOf(page, "Update").getByText("Saunter 1.2.0 is to become 1.3.0").waitFor();
    const goods = rowOf(page, "Products and prices");
    await goods.getByText(/version 12, since (?:today|yesterday)/).waitFor();
    await goods.getByText("version 13, refused 5 minutes ago").waitFor();
    await goods.getByText(/stays in force.*no such tax/).waitFor();
    await rowOf(page, "Offers").getByText("scheduled", { exact: true }).waitFor();
    await rowOf(page, "lights").getByText("on its way", { exact: true }).waitFor();
    expect(await findBarriersInThemes(page)).toEqual([]);
  });
});
