/** When cells are taken to be wired to another place than the shop is configured for. */
import { type ParameterTable, takeValues, type Values } from "@saunter/numerics/parameter-table";

export const WIRING = {
  weightLogMax: {
    value: 0.07,
    unit: "log",
    meaning:
      "A change is that of one to three units of a product if the logarithms are this close.",
    source: "Gains differ by 2.8 % and items by 1.6 %: twice that.",
    kind: "assumed",
    range: [0.02, 0.2],
  },
  weightLog: {
    value: 2,
    unit: "log",
    meaning:
      "A weight that is another facing's product's and not its own speaks this much for their being swapped, and its own alone twice as much against.",
    source: "Assumed: of changes in sound shops some per cent are of what lies elsewhere.",
    kind: "assumed",
    range: [0.5, 5],
  },
  handLogMax: {
    value: 2,
    unit: "log",
    meaning: "A reach speaks no more than this for one of two facings, or against.",
    source:
      "Assumed: another hand may have done it, and of reaches in simulated shops one in eight fits a facing beside or above better.",
    kind: "assumed",
    range: [0.5, 5],
  },
  swappedLog: {
    value: 3,
    unit: "log",
    meaning: "Two facings are swapped if each of them speaks this much for it.",
    source: "Assumed: two changes of each whose weight and hand fit the other.",
    kind: "assumed",
    range: [1, 20],
  },
  uncertainLog: {
    value: 0.5,
    unit: "log",
    meaning:
      "Receipts that rest on a facing are not sure while it speaks this much for another one.",
    source:
      "Assumed: one change whose weight fits both and whose reach fits the other better; of two plates side by side that differs by 1 to 4.",
    kind: "assumed",
    range: [0.1, 10],
  },
  againstLogMin: {
    value: -6,
    unit: "log",
    meaning: "A facing speaks no more than this against another one, however long it was right.",
    source: "Assumed: wires are swapped in a running shop, too; three changes tell then.",
    kind: "assumed",
    range: [-50, -1],
  },
  changesLeast: {
    value: 3,
    unit: "changes",
    meaning: "Changes of a board that only another wiring explains, at two facings at least.",
    source: "Assumed: two may be of what was put elsewhere.",
    kind: "assumed",
    range: [2, 12],
  },
  aloneShare: {
    value: 0.4,
    unit: "share",
    meaning: "A cell changed alone if its board's sum changed by less than this of it.",
    source: "Assumed: on sound boards no cell changes by more than the sum, but for what slides.",
    kind: "assumed",
    range: [0.1, 0.9],
  },
  againstShare: {
    value: 0.2,
    unit: "share",
    meaning: "And at most this many of these only the configured wiring explains.",
    source: "Assumed.",
    kind: "assumed",
    range: [0, 0.5],
  },
} as const satisfies ParameterTable;

export type WiringParameters = Values<typeof WIRING>;
export const DEFAULT_WIRING: WiringParameters = takeValues(WIRING);
