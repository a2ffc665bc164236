/** The privacy notice: what is recorded and kept of people, for whoever comes in, before they do. */
import { findPublicUrl } from "../../config/find-public-url.ts";
import type { ShopConfig } from "../../config/shop-config.ts";
import { withServices } from "../../http/add-route.ts";
import { makeNotice } from "../../notice/make-notice.ts";
import { renderSign } from "../../notice/render-sign.ts";
import type { Capability } from "../../process/capability.ts";
import { addNoticeRoutes, type NoticeServices } from "./notice-routes.ts";

export const NOTICE: Capability = {
  name: "notice",
  open: ({ process: { config } }) => {
    const notice = openNotice(config, findPublicUrl(config));
    return {
      http: { addRoutes: (context) => addNoticeRoutes(withServices(context, { notice })) },
    };
  },
};

export function openNotice(config: ShopConfig, publicUrl: string): NoticeServices["notice"] {
  return {
    make: (locale) => makeNotice(config, locale),
    renderSign: (locale) => renderSign(config, `${publicUrl}/shop/`, locale),
  };
}
