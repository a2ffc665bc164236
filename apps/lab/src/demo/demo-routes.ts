import { DEMO_SCENARIOS } from "@saunter/protocol/demo-scenarios";
import {
  type DEMO,
  GET_DEMO,
  type ORDER,
  POST_DEMO_AVATAR,
  POST_DEMO_AVATAR_ORDERS,
  POST_DEMO_ENTRIES,
  POST_DEMO_SETTINGS,
  POST_DEMO_SOURCE,
} from "@saunter/protocol/http/demo-routes";
import type { NoObject, RouteSpec } from "@saunter/protocol/http/route-spec";
import { type EntryServices, walkInOnce } from "@saunter/shop/capabilities/entry/enter-once";
import { withReceiptUrl } from "@saunter/shop/capabilities/entry/entry-routes";
import type { Shop } from "@saunter/shop/domain/shop-context";
import { listEntryGates, nameProduct } from "@saunter/shop/domain/shop-settings";
import { addPost, addRead, type Call } from "@saunter/shop/http/add-route";
import type { HttpContext } from "@saunter/shop/http/http-context";
import { ProblemError } from "@saunter/shop/http/problem";
import type { AvatarOrder, AvatarRefusal } from "@saunter/sim/avatar";
import type { Static, TSchema } from "typebox";
import type { DemoControl } from "./demo-control.ts";

export type DemoServices = Pick<EntryServices, "entryService" | "entryMethods">;

/** Of a demonstration alone; a real shop has none of these. */
export function addDemoRoutes(context: HttpContext<DemoServices>, demoControl: DemoControl): void {
  const { shop } = context.deps;
  addRead(context, GET_DEMO, () => showDemo(shop, demoControl));
  addSettings(context, demoControl);
  addSource(context, demoControl);
  addAvatar(context, demoControl);
  addReader(context, demoControl);
}

function showDemo({ settings }: Shop, demo: DemoControl): Static<typeof DEMO> {
  const { avatar, recordings, ...state } = demo.read();
  return {
    ...state,
    recordings: [...recordings],
    scenarios: [...DEMO_SCENARIOS],
    avatar:
      avatar === null
        ? null
        : {
            ...avatar,
            carried: avatar.carried.map((line) => ({
              ...line,
              name: nameProduct(settings, line.gtin),
            })),
          },
  };
}

/** Done once; how the demonstration is run is told as it is by then, and kept nowhere. */
function addAct<Body extends TSchema>(
  context: HttpContext,
  demo: DemoControl,
  spec: RouteSpec<NoObject, NoObject, Body>,
  act: (call: Call<NoObject, NoObject, Body>) => void,
): void {
  const { deps, idempotency } = context;
  addPost(context, spec, async (call, claim) => {
    const { isReplayed } = await idempotency.once(claim, () => {
      act(call);
      return { status: 200, body: null };
    });
    return { status: 200, body: showDemo(deps.shop, demo), isReplayed };
  });
}

function addSettings(context: HttpContext, demo: DemoControl): void {
  addAct(context, demo, POST_DEMO_SETTINGS, ({ body }) => demo.change(body));
}

function addSource(context: HttpContext, demo: DemoControl): void {
  addAct(context, demo, POST_DEMO_SOURCE, ({ body: { recording } }) => {
    if (!demo.choose(recording)) throw new ProblemError("not-found", "there is no such recording");
  });
}

const REFUSALS: Readonly<Record<AvatarRefusal, string>> = {
  "not-inside": "they are not in the shop",
  "no-such-place": "the shop has no such shelf",
  "nothing-there": "nothing lies there any more",
  "not-carried": "they do not carry that",
};

const NOBODY_INTO_RECORDING = "nobody can come into a recording";

function addAvatar(context: HttpContext, demo: DemoControl): void {
  addAct(context, demo, POST_DEMO_AVATAR, () => {
    if (demo.read().recording !== null) {
      throw new ProblemError("avatar-refused", NOBODY_INTO_RECORDING);
    }
    demo.enter();
  });
  addAct(context, demo, POST_DEMO_AVATAR_ORDERS, ({ body: { order } }) => {
    const refusal = demo.order(toAvatarOrder(order));
    if (refusal !== null) throw new ProblemError("avatar-refused", REFUSALS[refusal]);
  });
}

/** In place of the reader at a gate, which no demonstration has. */
function addReader(context: HttpContext<DemoServices>, demo: DemoControl): void {
  const { shop } = context.deps;
  addPost(context, POST_DEMO_ENTRIES, async ({ body: { code } }, claim) => {
    if (demo.read().recording !== null) {
      throw new ProblemError("avatar-refused", NOBODY_INTO_RECORDING);
    }
    const gateId = listEntryGates(shop.settings)[0]!;
    const showing = { gateId, method: "qr", shown: code } as const;
    const given = await context.idempotency.onceInSteps(claim, shop.makeId, async (visitId) => ({
      status: 201,
      body: await walkInOnce(context.deps, visitId, showing),
    }));
    return withReceiptUrl(context, given);
  });
}

function toAvatarOrder(order: Static<typeof ORDER>): AvatarOrder {
  switch (order.kind) {
    case "go":
      return { kind: "go", to: { x: order.xM, y: order.yM } };
    case "put":
      return { kind: "put", barcode: order.gtin, at: order.at };
    default:
      return order;
  }
}
