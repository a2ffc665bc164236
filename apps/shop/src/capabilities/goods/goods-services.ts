import type { LiveGoods } from "../../goods/live-goods.ts";

export interface GoodsServices {
  readonly goods: LiveGoods;
}
