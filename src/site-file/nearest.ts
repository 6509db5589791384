/** The word that a person most likely meant. */

/** More candidates than this are not looked through: a suggestion must not cost seconds. */
export const MAX_CANDIDATES = 2_000;

/** Gives the candidate nearest to `word`, or null when none is near enough to be a slip of it. */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  const wanted = squeeze(word).slice(0, 64);
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(wanted.length / 3)) + 1;
  let looked = 0;
  for (const candidate of candidates) {
    if (++looked > MAX_CANDIDATES) break;
    const squeezed = squeeze(candidate);
    if (Math.abs(squeezed.length - wanted.length) >= bestDistance) continue;
    const distance = editDistance(wanted, squeezed);
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
}

/** Case, hyphens and underscores are what people get wrong first, and they never tell words apart. */
function squeeze(word: string): string {
  return word.toLowerCase().replace(/[-_ ]/g, "");
}

/** Insertions, deletions, replacements and swaps of neighbours, each counted once. */
function editDistance(from: string, to: string): number {
  let before: number[] = [];
  let above = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const same = from[row - 1] === to[column - 1];
      let cost = Math.min(
        (above[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (above[column - 1] ?? 0) + (same ? 0 : 1),
      );
      if (row > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1])
        cost = Math.min(cost, (before[column - 2] ?? cost) + 1);
      current.push(cost);
    }
    [before, above] = [above, current];
  }
  return above[to.length] ?? 0;
}
