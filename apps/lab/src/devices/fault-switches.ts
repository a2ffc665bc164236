/** Faults of simulated devices, as they are given on the command line and switched while it runs. */
import {
  CHANNEL_FAULT_KINDS,
  SCALE_FAULT_KINDS,
  type ScaleFault,
  type ScaleFaultKind,
} from "./scale-faults.ts";
import { GATE_FAULT_KINDS, type GateFaultKind } from "./simulated-gate.ts";

/** All that can be switched. */
export const FAULT_KINDS: readonly (ScaleFaultKind | GateFaultKind)[] = [
  ...SCALE_FAULT_KINDS,
  ...GATE_FAULT_KINDS,
];

/** A fault of a device, and when it is there: seconds since the start. */
export interface TimedFault extends Pick<ScaleFault, "channel"> {
  readonly kind: ScaleFaultKind | GateFaultKind;
  readonly deviceId: string;
  readonly fromS: number;
  readonly toS: number;
}

const SPEC = /^([a-z-]+):([a-z0-9-]+)(?::(\d+))?(?:@(\d+(?:\.\d+)?)-(\d+(?:\.\d+)?)?)?$/;

/** Of `KIND:DEVICE[:CHANNEL][@FROM-[TO]]`; text that says what is wrong otherwise. */
export function parseFault(text: string): TimedFault | string {
  const [, kindText, deviceId, channelText, from, to] = SPEC.exec(text.trim()) ?? [];
  if (kindText === undefined || deviceId === undefined) {
    return "write KIND:DEVICE, KIND:DEVICE:CHANNEL, and @FROM-TO in seconds after it";
  }
  const kind = FAULT_KINDS.find((known) => known === kindText);
  if (kind === undefined) return `no fault is called ${kindText}: ${FAULT_KINDS.join(", ")}`;
  const channel = channelText === undefined ? null : Number(channelText);
  if (channel !== null && !isOfChannel(kind)) return `${kind} is of a whole controller`;
  const [fromS, toS] = [Number(from ?? 0), to === undefined ? Infinity : Number(to)];
  if (toS <= fromS) return "it ends before it begins";
  return { kind, deviceId, channel, fromS, toS };
}

function isOfChannel(kind: TimedFault["kind"]): boolean {
  return CHANNEL_FAULT_KINDS.some((known) => known === kind);
}

export interface FaultSwitches {
  /** Those of a controller of scales that are there at a time. */
  listOf(deviceId: string, atS: number): readonly ScaleFault[];
  /** Those of a gate's. */
  listOfGate(deviceId: string, atS: number): readonly GateFaultKind[];
  /** All that are there, as they are written. */
  list(atS: number): string[];
  /** Switches one on from now on, or off where it is on. */
  toggle(fault: TimedFault, atS: number): void;
  /** Switches all off. */
  clear(): void;
}

export function createFaultSwitches(given: readonly TimedFault[]): FaultSwitches {
  let faults = given;
  const isThere = ({ fromS, toS }: TimedFault, atS: number) => atS >= fromS && atS < toS;
  return {
    listOf: (deviceId, atS) =>
      faults.flatMap((fault) => {
        const kind = SCALE_FAULT_KINDS.find((known) => known === fault.kind);
        const isOwn = fault.deviceId === deviceId && isThere(fault, atS);
        return kind === undefined || !isOwn ? [] : [{ ...fault, kind }];
      }),
    listOfGate: (deviceId, atS) =>
      GATE_FAULT_KINDS.filter((kind) =>
        faults.some(
          (fault) => fault.kind === kind && fault.deviceId === deviceId && isThere(fault, atS),
        ),
      ),
    list: (atS) => faults.filter((fault) => isThere(fault, atS)).map(formatFault),
    toggle: (fault, atS) => {
      const others = faults.filter((one) => formatFault(one) !== formatFault(fault));
      const wasThere = faults.some(
        (one) => formatFault(one) === formatFault(fault) && isThere(one, atS),
      );
      faults = wasThere ? others : [...others, { ...fault, fromS: atS, toS: Infinity }];
    },
    clear: () => {
      faults = [];
    },
  };
}

function formatFault({ channel, deviceId, kind }: TimedFault): string {
  return channel === null ? `${kind}:${deviceId}` : `${kind}:${deviceId}:${channel}`;
}
