/** Register maps and line formats that come with the program, by name. */

export const SHIPPED_MAPS = ["laumas-tlb", "cas-ci-600d", "dini-argeo-dgt4x"] as const;

export const SHIPPED_FORMATS = [
  "and-standard",
  "cas-22-bytes",
  "ohaus-print",
  "mettler-toledo-sics",
  "mettler-toledo-continuous",
  "dini-argeo-standard",
  "rinstrum-format-f",
  "sartorius-sbi",
] as const;
