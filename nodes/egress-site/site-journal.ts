/** What a site remembers over a deploy that changes it: latches, isolations and operators' wishes. */
import { MemoryJournal } from "../../src/journal/memory-journal.ts";

const journals = new Map<string, MemoryJournal>();

/** One journal for each site id, as long as this process lives. */
export function journalOf(siteId: string): MemoryJournal {
  const known = journals.get(siteId);
  if (known !== undefined) return known;
  const made = new MemoryJournal();
  journals.set(siteId, made);
  return made;
}
