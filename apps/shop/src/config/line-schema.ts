/** A serial line, or a device server on the network, in a configuration. */
import { type LineSettings, parseLineAddress } from "@saunter/ingest/scales/line-address";
import type { Static } from "typebox";
import Type from "typebox";
import { CONFIG_DEFAULTS } from "./config-defaults.ts";
import { makeChoice, makeText, makeWhole } from "./schema-parts.ts";

export const LINE = {
  address: makeText(
    "Where it is: a serial port such as /dev/ttyUSB0, or tcp://host:port",
    "line-address",
  ),
  baud: makeWhole("Bits a second of a serial port", 300, 1_000_000, {
    default: CONFIG_DEFAULTS.line.baud,
  }),
  dataBits: makeWhole("Data bits of a serial port", 7, 8, {
    default: CONFIG_DEFAULTS.line.dataBits,
  }),
  parity: makeChoice("Parity of a serial port", ["none", "even", "odd"], {
    default: CONFIG_DEFAULTS.line.parity,
  }),
  stopBits: makeWhole("Stop bits of a serial port", 1, 2, {
    default: CONFIG_DEFAULTS.line.stopBits,
  }),
};

const KEYS = Type.Object(LINE);

export function takeLine({ address, baud, dataBits, parity, stopBits }: Static<typeof KEYS>) {
  const line = { baud, dataBits, parity, stopBits } as LineSettings;
  return { address: parseLineAddress(address)!, line };
}
