/** Whether two values would read the same as JSON, their members in any order. */
export function sameContent(one: unknown, other: unknown): boolean {
  if (one === other) return true;
  if (typeof one !== "object" || typeof other !== "object" || one === null || other === null)
    return false;
  if (Array.isArray(one) || Array.isArray(other)) return sameList(one, other);
  const these = one as Readonly<Record<string, unknown>>;
  const those = other as Readonly<Record<string, unknown>>;
  for (const key in these) if (!sameContent(these[key], those[key])) return false;
  // What has no value is not there.
  for (const key in those) if (these[key] === undefined && those[key] !== undefined) return false;
  return true;
}

function sameList(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) || !Array.isArray(other) || one.length !== other.length) return false;
  return one.every((item, index) => sameContent(item, other[index]));
}
