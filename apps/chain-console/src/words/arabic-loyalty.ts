import type { ChainWords } from "./british.ts";

export const loyalty: ChainWords["loyalty"] = {
  set: "تحديد قاعدة",
  versions: "الإصدارات",
  none: "لا قواعد للنقاط",
  noneText: "بلا قاعدة لا تكسب الإيصالات نقاطًا.",
  basket: "سلة بقيمة",
  example: (basket, points, worth, percent) =>
    `سلة بقيمة ${basket} تكسب ${points}، وقيمتها ${worth} (${percent}).`,
  rule: (earned, per, points, worth) => `${earned} لكل ${per}؛ و${worth} مقابل ${points}.`,
  open: "يمكن للمتسوقين الانضمام بأنفسهم.",
  closed: "الموظفون وحدهم يضيفون الأعضاء.",
  mayJoin: "يمكن للمتسوقين الانضمام بأنفسهم",
  version: "الإصدار",
  states: { now: "سارية", later: "لاحقًا", past: "انتهت" },
  content: "القاعدة",
  from: "من",
  note: "السبب",
  earned: "النقاط",
  per: "لكل",
  pays: (worth) => `النقاط التي تدفع ${worth}`,
  countWrong: "أدخل عددًا صحيحًا.",
  day: "من يوم",
  dayHint: "من منتصف الليل هنا. اتركه فارغًا للبدء الآن. تحتفظ الإيصالات بما كسبته.",
  done: "حُدّدت القاعدة.",
};
