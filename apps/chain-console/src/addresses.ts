/** Addresses of the console's pages. */

export const BASE = "/console";

export const hrefOfShop = (shopId: string): string => `${BASE}/shops/${encodeURIComponent(shopId)}`;

export const hrefOfVisit = (shopId: string, visitId: string): string =>
  `${hrefOfShop(shopId)}/visits/${encodeURIComponent(visitId)}`;
