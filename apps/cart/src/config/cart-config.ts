/** A cart's configuration: one YAML file, one schema. All that is wrong is said at once. */
import { dirname, resolve } from "node:path";
import { findScaleFault } from "@saunter/engine/smart-cart/produce";
import type { ChannelCalibration } from "@saunter/ingest/scales/channel-values";
import {
  type LineAddress,
  type LineSettings,
  parseLineAddress,
} from "@saunter/ingest/scales/line-address";
import {
  type LineFormat,
  parseLineFormat,
  readShippedFormat,
} from "@saunter/ingest/scales/serial/line-format";
import { DEVICE_ID_PATTERN } from "@saunter/protocol/devices/scale-frame";
import { CART_ID } from "@saunter/protocol/smart-cart/trip";
import { readTextFile } from "@saunter/shop/config/read-text-file";
import Type, { type Static } from "typebox";
import { Errors } from "typebox/value";
import { parse } from "yaml";
import { CONFIG_BYTES_MAX } from "../cart-limits.ts";

const strict = { additionalProperties: false } as const;
const LINE = {
  address: Type.String({
    description: "A serial port such as `/dev/ttyUSB0`, or `tcp://host:port` of a device server.",
  }),
  baud: Type.Optional(Type.Integer({ minimum: 300, maximum: 921_600, default: 9600 })),
};
const FRAMING = {
  dataBits: Type.Optional(Type.Enum([7, 8], { default: 8 })),
  parity: Type.Optional(Type.Enum(["none", "even", "odd"], { default: "none" })),
  stopBits: Type.Optional(Type.Enum([1, 2], { default: 1 })),
};
const LINE_DEVICE = Type.Object(LINE, strict);
const FILE = Type.Optional(Type.String({ minLength: 1 }));

const SOURCE = Type.Union([
  Type.Object(
    {
      kind: Type.Literal("serial"),
      ...LINE,
      ...FRAMING,
      protocol: Type.String({
        description: "A shipped line format, such as `and-standard`, or the path of another.",
      }),
    },
    strict,
  ),
  Type.Object({ kind: Type.Literal("packed"), ...LINE }, strict),
  Type.Object(
    {
      kind: Type.Literal("mqtt"),
      url: Type.String({ pattern: "^mqtts?://" }),
      prefix: Type.Optional(Type.String({ minLength: 1, default: "saunter" })),
      deviceId: Type.String({ pattern: DEVICE_ID_PATTERN }),
      user: Type.Optional(Type.String({ minLength: 1 })),
      passwordFile: FILE,
      caFile: FILE,
      certFile: FILE,
      keyFile: FILE,
    },
    strict,
  ),
]);

const TRAY = Type.Object(
  {
    source: SOURCE,
    role: Type.Optional(
      Type.Enum(["goods", "child-seat"], {
        default: "goods",
        description: "What lies on a child seat has no part in the bill.",
      }),
    ),
    channel: Type.Optional(Type.Integer({ minimum: 0, maximum: 239, default: 0 })),
    channelCount: Type.Optional(Type.Integer({ minimum: 1, maximum: 240, default: 1 })),
    zero: Type.Optional(Type.Number({ default: 0 })),
    gramsPerUnit: Type.Optional(Type.Number({ default: 1 })),
  },
  strict,
);

const LANE_ID = Type.String({ pattern: "^[A-Za-z0-9._~-]{1,64}$" });

export const CART_CONFIG_SCHEMA = Type.Object(
  {
    cart: Type.Object(
      {
        id: CART_ID,
        language: Type.Optional(Type.String({ minLength: 2, maxLength: 35, default: "en-GB" })),
        data: Type.Optional(Type.String({ minLength: 1, default: "cart-data" })),
        divisionG: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 5 })),
        capacityG: Type.Optional(
          Type.Number({
            exclusiveMinimum: 0,
            description: "Of a certified scale: with it the cart may price goods by weight.",
          }),
        ),
        abandonedAfterMin: Type.Optional(Type.Number({ minimum: 1, maximum: 1440, default: 60 })),
      },
      strict,
    ),
    shop: Type.Object(
      {
        url: Type.String({ pattern: "^https?://" }),
        keyFile: Type.String({ description: "A file with the key of the cart's user." }),
      },
      strict,
    ),
    screen: Type.Optional(
      Type.Object(
        {
          host: Type.Optional(Type.String({ default: "127.0.0.1" })),
          port: Type.Optional(Type.Integer({ minimum: 0, maximum: 65_535, default: 8090 })),
          pairingKeyFile: Type.Optional(
            Type.String({ description: "Needed where `host` is not the cart itself." }),
          ),
        },
        strict,
      ),
    ),
    trays: Type.Array(TRAY, { maxItems: 4, description: "The basket first." }),
    scanner: Type.Optional(LINE_DEVICE),
    beacon: Type.Optional(LINE_DEVICE),
    lanes: Type.Optional(
      Type.Record(Type.String({ pattern: "^\\S{1,64}$" }), LANE_ID, {
        description: "Lanes by the names of their beacons.",
      }),
    ),
    battery: Type.Optional(
      Type.String({ description: "Folder under /sys/class/power_supply, such as BAT0." }),
    ),
  },
  strict,
);

type Settings = Static<typeof CART_CONFIG_SCHEMA>;

export interface LineConfig {
  readonly address: LineAddress;
  readonly line: LineSettings;
}

export type TraySource =
  | ({ readonly kind: "serial"; readonly format: LineFormat } & LineConfig)
  | ({ readonly kind: "packed" } & LineConfig)
  | {
      readonly kind: "mqtt";
      readonly url: string;
      readonly prefix: string;
      readonly deviceId: string;
      readonly user: string | null;
      readonly password: string | null;
      readonly caFile: string | null;
      readonly certFile: string | null;
      readonly keyFile: string | null;
    };

export interface TrayConfig {
  readonly source: TraySource;
  readonly role: "goods" | "child-seat";
  readonly channel: number;
  readonly channelCount: number;
  readonly calibration: ChannelCalibration;
}

export interface CartConfig {
  readonly cartId: string;
  readonly language: string;
  /** Folder of the journal and the catalogue. */
  readonly dataFolder: string;
  readonly divisionG: number;
  /** Of a scale that may price goods by weight; null: it may not. */
  readonly capacityG: number | null;
  /** A trip that nobody goes on with for so long has been left. */
  readonly abandonedAfterMs: number;
  /** Null: with `--simulate` without a shop. */
  readonly shop: { readonly url: string; readonly key: string } | null;
  readonly screen: {
    readonly host: string;
    readonly port: number;
    /** Null: only the cart itself may show the screen. */
    readonly pairingKey: string | null;
  };
  readonly trays: readonly TrayConfig[];
  readonly scanner: LineConfig | null;
  readonly beacon: LineConfig | null;
  /** Lanes by their beacons' names. */
  readonly lanes: Readonly<Record<string, string>>;
  readonly batteryFolder: string | null;
}

export type CartConfigLoad =
  | { readonly ok: true; readonly config: CartConfig }
  | { readonly ok: false; readonly problems: readonly string[] };

const POWER_SUPPLIES = "/sys/class/power_supply";
const PAIRING_CHARS_LEAST = 16;
export const SCREEN_PORT_DEFAULT = 8090;
const OWN_HOSTS: readonly string[] = ["127.0.0.1", "::1", "localhost"];

/** Files that the configuration names are looked for beside it. */
export function loadCartConfig(path: string): CartConfigLoad {
  const read = readTextFile(path, CONFIG_BYTES_MAX);
  if (!read.ok) return { ok: false, problems: [read.message] };
  let settings: unknown;
  try {
    settings = parse(read.text);
  } catch (error) {
    return { ok: false, problems: [(error as Error).message] };
  }
  return makeCartConfig(settings, dirname(path));
}

export function makeCartConfig(settings: unknown, folder: string): CartConfigLoad {
  const faults = [...Errors(CART_CONFIG_SCHEMA, settings)];
  if (faults.length > 0) {
    const problems = faults.map(
      ({ instancePath, message }) =>
        `${instancePath.slice(1).replaceAll("/", ".") || "file"}: ${message}`,
    );
    return { ok: false, problems: [...new Set(problems)] };
  }
  const problems: string[] = [];
  const config = make(settings as Settings, { folder, problems });
  return problems.length > 0 ? { ok: false, problems } : { ok: true, config };
}

interface Context {
  readonly folder: string;
  readonly problems: string[];
}

/** Of a file that the configuration names: what is in it, without the space around it. */
function readSecret({ folder, problems }: Context, name: string, file: string): string {
  const read = readTextFile(resolve(folder, file), CONFIG_BYTES_MAX);
  if (!read.ok) problems.push(`${name}: ${file}: ${read.message}`);
  else if (read.text.trim() === "") problems.push(`${name}: ${file}: it is empty`);
  return read.ok ? read.text.trim() : "";
}

function make(settings: Settings, context: Context): CartConfig {
  const { battery, beacon, cart, lanes = {}, scanner, screen = {}, shop, trays } = settings;
  const { folder, problems } = context;
  const host = screen.host ?? "127.0.0.1";
  const { pairingKeyFile } = screen;
  const pairingKey =
    pairingKeyFile === undefined
      ? null
      : readSecret(context, "screen.pairingKeyFile", pairingKeyFile);
  if (pairingKey === null && !OWN_HOSTS.includes(host)) {
    problems.push("screen.pairingKeyFile: it is needed where other machines can reach the screen");
  }
  if (pairingKey !== null && pairingKey.length < PAIRING_CHARS_LEAST) {
    problems.push(`screen.pairingKeyFile: a key has ${PAIRING_CHARS_LEAST} characters at least`);
  }
  const { abandonedAfterMin = 60, capacityG = null, divisionG = 5 } = cart;
  const unfit = capacityG === null ? null : findScaleFault({ capacityG, divisionG });
  if (unfit !== null) problems.push(`cart.capacityG: a scale that may price goods has ${unfit}`);
  const made = trays.map((tray, at) => makeTray(tray, `trays.${at}`, context));
  if (made.every(({ role }) => role !== "goods")) {
    problems.push("trays: one of them at least is for goods");
  }
  return {
    cartId: cart.id,
    language: cart.language ?? "en-GB",
    dataFolder: resolve(folder, cart.data ?? "cart-data"),
    ...{ divisionG, capacityG, abandonedAfterMs: 60_000 * abandonedAfterMin },
    shop: {
      url: shop.url.replace(/\/$/, ""),
      key: readSecret(context, "shop.keyFile", shop.keyFile),
    },
    screen: { host, port: screen.port ?? SCREEN_PORT_DEFAULT, pairingKey },
    trays: made,
    scanner: scanner === undefined ? null : makeLine(scanner, "scanner", context),
    beacon: beacon === undefined ? null : makeLine(beacon, "beacon", context),
    lanes,
    batteryFolder: battery === undefined ? null : resolve(POWER_SUPPLIES, battery),
  };
}

type TraySettings = Settings["trays"][number];

function makeTray(tray: TraySettings, name: string, context: Context): TrayConfig {
  const { channel = 0, channelCount = 1, gramsPerUnit = 1, role = "goods", zero = 0 } = tray;
  const { problems } = context;
  if (channel >= channelCount) problems.push(`${name}.channel: it is below channelCount`);
  if (gramsPerUnit === 0) problems.push(`${name}.gramsPerUnit: it is not 0`);
  if (tray.source.kind === "serial" && channelCount !== 1) {
    problems.push(`${name}.channelCount: a scale's line has one`);
  }
  const source = makeSource(tray.source, `${name}.source`, context);
  return { source, role, channel, channelCount, calibration: { zero, gramsPerUnit } };
}

function makeSource(source: TraySettings["source"], name: string, context: Context): TraySource {
  if (source.kind === "mqtt") return makeBroker(source, name, context);
  const line = makeLine(source, name, context);
  if (source.kind === "packed") return { kind: "packed", ...line };
  const { dataBits = 8, parity = "none", stopBits = 1 } = source;
  const framing = { dataBits, parity, stopBits };
  const format = readFormat(source.protocol, `${name}.protocol`, context);
  return { kind: "serial", address: line.address, line: { ...line.line, ...framing }, format };
}

/** One of a shipped name, or of a file. */
function readFormat(protocol: string, name: string, { folder, problems }: Context): LineFormat {
  const standard = () => parseLineFormat(readShippedFormat("and-standard")!);
  const shipped = readShippedFormat(protocol);
  if (shipped !== null) return parseLineFormat(shipped);
  const read = readTextFile(resolve(folder, protocol), CONFIG_BYTES_MAX);
  if (!read.ok) {
    problems.push(`${name}: no line format is called ${protocol}, and ${read.message}`);
    return standard();
  }
  try {
    return parseLineFormat(read.text);
  } catch (error) {
    problems.push(`${name}: ${protocol}: ${(error as Error).message}`);
    return standard();
  }
}

function makeBroker(
  source: Extract<TraySettings["source"], { kind: "mqtt" }>,
  name: string,
  context: Context,
): TraySource {
  const { deviceId, prefix = "saunter", url, user = null, passwordFile } = source;
  const takeFile = (key: "caFile" | "certFile" | "keyFile"): string | null => {
    const file = source[key];
    if (file === undefined) return null;
    readSecret(context, `${name}.${key}`, file);
    return resolve(context.folder, file);
  };
  const files = {
    caFile: takeFile("caFile"),
    certFile: takeFile("certFile"),
    keyFile: takeFile("keyFile"),
  };
  const password =
    passwordFile === undefined ? null : readSecret(context, `${name}.passwordFile`, passwordFile);
  if (password !== null && user === null) {
    context.problems.push(`${name}.user: a password has one`);
  }
  if ((files.certFile === null) !== (files.keyFile === null)) {
    context.problems.push(`${name}.certFile: it goes with keyFile`);
  }
  if (files.certFile !== null && !url.startsWith("mqtts:")) {
    context.problems.push(`${name}.url: certificates need mqtts://`);
  }
  return { kind: "mqtt", url, prefix, deviceId, user, password, ...files };
}

function makeLine(
  { address: at, baud = 9600 }: Static<typeof LINE_DEVICE>,
  name: string,
  { problems }: Context,
): LineConfig {
  const address = parseLineAddress(at);
  if (address === null) {
    problems.push(`${name}.address: a path such as /dev/ttyUSB0, or tcp://host:port`);
  }
  return {
    address: address ?? { kind: "serial", path: at },
    line: { baud, dataBits: 8, parity: "none", stopBits: 1 },
  };
}
