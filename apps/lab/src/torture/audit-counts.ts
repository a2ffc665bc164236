import type { Count } from "./findings.ts";

export type Find = (count: Count, words: string) => void;
