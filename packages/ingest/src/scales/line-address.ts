/** Where a scale on a line is: a serial port of the machine, or a device server on the network. */

/** How bits go over a serial line. */
export interface LineSettings {
  readonly baud: number;
  readonly dataBits: 7 | 8;
  readonly parity: "none" | "even" | "odd";
  readonly stopBits: 1 | 2;
}

export type LineAddress =
  | { readonly kind: "serial"; readonly path: string }
  | { readonly kind: "tcp" | "rtu+tcp"; readonly host: string; readonly port: number };

/** Null where it is no path such as `/dev/ttyUSB0`, and no `tcp://host:port` or `rtu+tcp://host:port`. */
export function parseLineAddress(text: string): LineAddress | null {
  if (/^\/dev\/[\w./:+-]+$|^COM\d{1,3}$/.test(text)) return { kind: "serial", path: text };
  const parts = /^(tcp|rtu\+tcp):\/\/(\[[0-9a-fA-F:]+\]|[A-Za-z0-9.-]+):(\d{1,5})$/.exec(text);
  if (parts === null) return null;
  const [, kind, host, port] = parts;
  if (Number(port) < 1 || Number(port) > 65_535) return null;
  return {
    kind: kind as "tcp" | "rtu+tcp",
    host: host!.replace(/^\[|\]$/g, ""),
    port: Number(port),
  };
}
