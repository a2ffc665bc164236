/** Media types of products' pictures, as browsers name them. */
export const PICTURE_TYPES = ["image/jpeg", "image/png", "image/webp", "image/avif"] as const;

export type PictureType = (typeof PICTURE_TYPES)[number];
