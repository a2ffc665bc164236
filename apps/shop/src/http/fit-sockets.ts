/** How many connections a process may hold, by the files that it may have open: a socket is one of them. */
import type { SocketLimits } from "./http-limits.ts";

/** For the database, cameras, calls to others, and whatever else is no client's connection. */
export const DESCRIPTORS_RESERVED = 256;

/** Files that this process may have open; infinite where the system sets no limit. */
export function readDescriptorLimit(): number {
  // Names of hosts are looked up for a report that has the network in it.
  Object.assign(process.report, { excludeNetwork: true });
  const { userLimits } = process.report.getReport() as unknown as {
    readonly userLimits?: { readonly open_files?: { readonly soft: number | "unlimited" } };
  };
  const soft = userLimits?.open_files?.soft;
  return typeof soft === "number" ? soft : Number.POSITIVE_INFINITY;
}

/** Fewer connections where there are fewer files, and of those half for one address at most. */
export function fitSockets(limits: SocketLimits, descriptorsMax: number): SocketLimits {
  const rest = Math.max(descriptorsMax - DESCRIPTORS_RESERVED, Math.floor(descriptorsMax / 2));
  if (rest >= limits.connectionsMax) return limits;
  const connectionsPerAddressMax = Math.min(limits.connectionsPerAddressMax, Math.ceil(rest / 2));
  return { ...limits, connectionsMax: rest, connectionsPerAddressMax };
}
