/** RFC 9110, 13.1.2: whether a list of tags, compared weakly, has this one. */
export function isKnownTag(header: string | undefined, etag: string): boolean {
  const tags = (header ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes(etag) || tags.includes("*");
}
