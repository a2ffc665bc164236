/** CPU seconds that the process has used so far, user and system, on all its threads. */
export function readCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
