/** Events that go to other systems: what became of each is seen by itself, and can be done again. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeScreens, openPage, startShop, type TestShop } from "./screens-fixture.ts";

describeScreens("events that are sent to other systems", () => {
  let shop: TestShop;
  let isWell = false;
  const other = createServer((_, answer) => void answer.writeHead(isWell ? 200 : 500).end());
  beforeAll(async () => {
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const { port } = other.address() as AddressInfo;
    const url = `http://127.0.0.1:${port}/events`;
    const secret = { source: "the test", reveal: () => `whsec_${"a".repeat(43)}=` };
    shop = await startShop({
      config: (config) => ({
        ...config,
        webhooks: [{ url, events: ["visit.*"], secret }],
      }),
    });
  });
  afterAll(async () => {
    await shop.close();
    other.close();
    expect(shop.faults).toEqual([]);
  });

  it("are shown with what became of them, which goes on by itself", async () => {
    const page = await openPage(shop, { as: "operator", path: "/console/webhooks" });
    await page.getByText("Nothing was sent yet").waitFor();
    await shop.people.enter("pm_sim_ok-eve");
    const row = page.getByRole("row").filter({ hasText: "on its way" }).first();
    await row.getByText("500").waitFor();
    isWell = true;
    await row.getByRole("button", { name: /again/ }).click();
    await page.getByRole("row").filter({ hasText: "taken" }).first().waitFor();
  });
});
