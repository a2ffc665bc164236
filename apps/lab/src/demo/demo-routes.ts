import { DEMO_SCENARIOS } from "@saunter/protocol/demo-scenarios";
import type { NoObject, RouteSpec } from "@saunter/protocol/http/route-spec";
import { closed, count, gtin, nullable, oneOf } from "@saunter/protocol/http/schemas";
import { DEMO_SHOPPERS_MAX, DEMO_SPEED_MAX } from "@saunter/protocol/limits";
import type { Shop } from "@saunter/shop/domain/shop-context";
import { listWaysIn, nameProduct } from "@saunter/shop/domain/shop-settings";
import { addPost, addRead, type Call, type HttpContext } from "@saunter/shop/http/add-route";
import { walkInOnce } from "@saunter/shop/http/enter-once";
import { ProblemError } from "@saunter/shop/http/problem";
import { ADMISSION, withReceiptUrl } from "@saunter/shop/http/routes/entry-routes";
import type { AvatarOrder, AvatarRefusal } from "@saunter/sim/avatar";
import type { Static, TSchema } from "typebox";
import Type from "typebox";
import type { DemoControl } from "./demo-control.ts";

const SCENARIO = Type.Enum(DEMO_SCENARIOS);
const PLACE = closed({
  gondola: Type.Integer({ minimum: 0, maximum: 9999 }),
  shelf: Type.Integer({ minimum: 1, maximum: 999 }),
  plate: Type.Integer({ minimum: 1, maximum: 999 }),
});
const PLACE_M = Type.Number({ minimum: -1000, maximum: 1000 });
const DIRECTION = Type.Number({ minimum: -1, maximum: 1 });

const DEMO = closed({
  recording: nullable(Type.String({ description: "That is played; null: it is simulated." })),
  recordings: Type.Array(Type.String(), { description: "That can be chosen." }),
  hasEnded: Type.Boolean({ description: "Of a recording: it has come to its end." }),
  speed: Type.Number({ description: "Times real time." }),
  scenario: nullable(Type.Enum([...DEMO_SCENARIOS, "rush", "wrong-planogram"])),
  scenarios: Type.Array(Type.String(), { description: "That can be chosen." }),
  shoppersAtOnce: nullable(count("People in the shop at most.")),
  avatar: nullable(
    closed({
      shopperId: Type.String(),
      state: oneOf(["waiting", "inside", "gone"]),
      visitId: nullable(Type.String()),
      receiptToken: nullable(
        Type.String({ description: "Of the link to their cart, and then to their receipt." }),
      ),
      carried: Type.Array(
        closed({ gtin: Type.String(), name: Type.String(), quantity: Type.Integer() }),
        { description: "In truth, whatever the shop believes." },
      ),
    }),
  ),
});

const ORDER = Type.Union([
  closed({ kind: Type.Literal("move"), x: DIRECTION, y: DIRECTION }),
  closed({ kind: Type.Literal("go"), xM: PLACE_M, yM: PLACE_M }),
  closed({ kind: Type.Literal("take"), at: PLACE }),
  closed({ kind: Type.Literal("put"), gtin: gtin(), at: nullable(PLACE) }),
  closed({ kind: Type.Literal("leave") }),
]);

const ANSWER = { 200: { description: "How the demonstration is now.", schema: DEMO } };

/** Of a demonstration alone; a real shop has none of these. */
export function addDemoRoutes(context: HttpContext, demoControl: DemoControl): void {
  const { shop } = context.deps;
  addRead(
    context,
    {
      ...{ method: "GET", path: "/demo", tag: "demo" },
      summary: "How the demonstration is run",
      answers: ANSWER,
    },
    () => showDemo(shop, demoControl),
  );
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
  addAct(
    context,
    demo,
    {
      ...{ method: "POST", path: "/demo/settings", tag: "demo" },
      summary: "Change how fast the shop goes, and who comes",
      body: closed(
        {
          speed: Type.Optional(Type.Number({ minimum: 0.1, maximum: DEMO_SPEED_MAX })),
          scenario: Type.Optional(SCENARIO),
          shoppersAtOnce: Type.Optional(Type.Integer({ minimum: 0, maximum: DEMO_SHOPPERS_MAX })),
        },
        { examples: [{ speed: 2, scenario: "crowd" }] },
      ),
      answers: ANSWER,
    },
    ({ body }) => demo.change(body),
  );
}

function addSource(context: HttpContext, demo: DemoControl): void {
  addAct(
    context,
    demo,
    {
      ...{ method: "POST", path: "/demo/source", tag: "demo" },
      summary: "Play a recording from its beginning, or go back to the simulation",
      description: "The process begins anew for it, with data of its own.",
      body: closed(
        { recording: nullable(Type.String({ maxLength: 200 })) },
        { examples: [{ recording: null }] },
      ),
      answers: ANSWER,
      codes: ["not-found"],
    },
    ({ body: { recording } }) => {
      if (!demo.choose(recording))
        throw new ProblemError("not-found", "there is no such recording");
    },
  );
}

const REFUSALS: Readonly<Record<AvatarRefusal, string>> = {
  "not-inside": "they are not in the shop",
  "no-such-place": "the shop has no such shelf",
  "nothing-there": "nothing lies there any more",
  "not-carried": "they do not carry that",
};

const NOBODY_INTO_RECORDING = "nobody can come into a recording";

function addAvatar(context: HttpContext, demo: DemoControl): void {
  addAct(
    context,
    demo,
    {
      ...{ method: "POST", path: "/demo/avatar", tag: "demo" },
      summary: "Come in as a shopper of the simulation, who does as they are told",
      answers: ANSWER,
      codes: ["avatar-refused"],
    },
    () => {
      if (demo.read().recording !== null) {
        throw new ProblemError("avatar-refused", NOBODY_INTO_RECORDING);
      }
      demo.enter();
    },
  );
  addAct(
    context,
    demo,
    {
      ...{ method: "POST", path: "/demo/avatar/orders", tag: "demo" },
      summary: "Walk, take, put back, leave",
      body: closed({ order: ORDER }, { examples: [{ order: { kind: "move", x: 0, y: 1 } }] }),
      answers: ANSWER,
      codes: ["avatar-refused"],
    },
    ({ body: { order } }) => {
      const refusal = demo.order(toAvatarOrder(order));
      if (refusal !== null) throw new ProblemError("avatar-refused", REFUSALS[refusal]);
    },
  );
}

const READER_CODES = [
  "gate-closed",
  "gate-busy",
  "entry-method-unavailable",
  "entry-code-invalid",
  "entry-code-expired",
  "entry-code-replayed",
  "entry-card-refused",
  "entry-barred-by-debt",
  "entry-hold-declined",
  "entry-hold-refused",
  "entry-offline",
  "entry-interrupted",
  "avatar-refused",
] as const;

/** In place of the reader at a gate, which no demonstration has. */
function addReader(context: HttpContext, demo: DemoControl): void {
  const { shop } = context.deps;
  addPost(
    context,
    {
      ...{ method: "POST", path: "/demo/entries", tag: "demo" },
      summary: "Hold your phone to the gate, and walk in",
      description: "The code is checked, and what is held is asked for, as at any gate.",
      body: closed(
        { code: Type.String({ maxLength: 1000, description: "The text of the code." }) },
        { examples: [{ code: "AQR0…" }] },
      ),
      answers: { 201: { description: "Come in.", schema: ADMISSION } },
      codes: READER_CODES,
    },
    async ({ body: { code } }, claim) => {
      if (demo.read().recording !== null) {
        throw new ProblemError("avatar-refused", NOBODY_INTO_RECORDING);
      }
      const gateId = listWaysIn(shop.settings)[0]!;
      const showing = { gateId, method: "qr", shown: code } as const;
      const given = await context.idempotency.onceInSteps(claim, shop.makeId, async (visitId) => ({
        status: 201,
        body: await walkInOnce(context.deps, visitId, showing),
      }));
      return withReceiptUrl(context, given);
    },
  );
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
