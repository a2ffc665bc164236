/** A cart's configuration: one YAML file, one schema. All that is wrong is said at once. */
import { dirname, resolve } from "node:path";
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
const LINE_DEVICE = Type.Object(LINE, strict);

const SOURCE = Type.Union([
  Type.Object(
    {
      kind: Type.Literal("serial"),
      ...LINE,
      protocol: Type.String({ description: "A shipped line format, such as `and-standard`." }),
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
    },
    strict,
  ),
]);

const TRAY = Type.Object(
  {
    source: SOURCE,
    channel: Type.Optional(Type.Integer({ minimum: 0, maximum: 239, default: 0 })),
    channelCount: Type.Optional(Type.Integer({ minimum: 1, maximum: 240, default: 1 })),
    zero: Type.Optional(Type.Number({ default: 0 })),
    gramsPerUnit: Type.Optional(Type.Number({ default: 1 })),
  },
  strict,
);

export const CART_CONFIG_SCHEMA = Type.Object(
  {
    cart: Type.Object(
      {
        id: CART_ID,
        language: Type.Optional(Type.String({ minLength: 2, maxLength: 35, default: "en-GB" })),
        data: Type.Optional(Type.String({ minLength: 1, default: "cart-data" })),
        divisionG: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 5 })),
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
    };

export interface TrayConfig {
  readonly source: TraySource;
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
  const config = make(settings as Settings, folder, problems);
  return problems.length > 0 ? { ok: false, problems } : { ok: true, config };
}

function make(settings: Settings, folder: string, problems: string[]): CartConfig {
  const { battery, beacon, cart, scanner, screen = {}, shop, trays } = settings;
  const readKey = (file: string): string => {
    const read = readTextFile(resolve(folder, file), CONFIG_BYTES_MAX);
    if (!read.ok) problems.push(`${file}: ${read.message}`);
    return read.ok ? read.text.trim() : "";
  };
  const host = screen.host ?? "127.0.0.1";
  const pairingKey = screen.pairingKeyFile === undefined ? null : readKey(screen.pairingKeyFile);
  if (pairingKey === null && !OWN_HOSTS.includes(host)) {
    problems.push("screen.pairingKeyFile: it is needed where other machines can reach the screen");
  }
  if (pairingKey !== null && pairingKey.length < PAIRING_CHARS_LEAST) {
    problems.push(`screen.pairingKeyFile: a key has ${PAIRING_CHARS_LEAST} characters at least`);
  }
  return {
    cartId: cart.id,
    language: cart.language ?? "en-GB",
    dataFolder: resolve(folder, cart.data ?? "cart-data"),
    divisionG: cart.divisionG ?? 5,
    shop: { url: shop.url.replace(/\/$/, ""), key: readKey(shop.keyFile) },
    screen: { host, port: screen.port ?? SCREEN_PORT_DEFAULT, pairingKey },
    trays: trays.map((tray, at) => makeTray(tray, `trays.${at}`, problems)),
    scanner: scanner === undefined ? null : makeLine(scanner, "scanner", problems),
    beacon: beacon === undefined ? null : makeLine(beacon, "beacon", problems),
    batteryFolder: battery === undefined ? null : resolve(POWER_SUPPLIES, battery),
  };
}

function makeTray(tray: Settings["trays"][number], name: string, problems: string[]): TrayConfig {
  const { channel = 0, channelCount = 1, gramsPerUnit = 1, zero = 0 } = tray;
  if (channel >= channelCount) problems.push(`${name}.channel: it is below channelCount`);
  if (gramsPerUnit === 0) problems.push(`${name}.gramsPerUnit: it is not 0`);
  const source = makeSource(tray.source, `${name}.source`, problems);
  return { source, channel, channelCount, calibration: { zero, gramsPerUnit } };
}

function makeSource(
  source: Settings["trays"][number]["source"],
  name: string,
  problems: string[],
): TraySource {
  if (source.kind === "mqtt") return { ...source, prefix: source.prefix ?? "saunter" };
  const line = makeLine(source, name, problems);
  if (source.kind === "packed") return { kind: "packed", ...line };
  const text = readShippedFormat(source.protocol);
  if (text === null) problems.push(`${name}.protocol: no line format is called ${source.protocol}`);
  const format = parseLineFormat(text ?? readShippedFormat("and-standard")!);
  return { kind: "serial", ...line, format };
}

function makeLine(
  { address: at, baud = 9600 }: Static<typeof LINE_DEVICE>,
  name: string,
  problems: string[],
): LineConfig {
  const address = parseLineAddress(at);
  if (address === null)
    problems.push(`${name}.address: a path such as /dev/ttyUSB0, or tcp://host:port`);
  return {
    address: address ?? { kind: "serial", path: at },
    line: { baud, dataBits: 8, parity: "none", stopBits: 1 },
  };
}
