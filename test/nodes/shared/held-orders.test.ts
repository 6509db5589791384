import { describe, expect, it } from "vitest";
import { heldOrders, RENEWED_FOR_MS } from "../../../nodes/shared/held-orders.ts";
import { order } from "./stand-in-site.ts";

const NOW = new Date();
const later = new Date(NOW.getTime() + 60_000);
const past = new Date(NOW.getTime() - 1).toISOString();

describe("an order given while the flow is being deployed", () => {
  it("is handed over once, to its own door", () => {
    const held = heldOrders();
    held.hold([order("front-lock", "unlocked"), order("back-lock", "locked", { door: "back" })]);
    expect(held.take("front", NOW).map(({ target }) => target)).toEqual(["front-lock"]);
    expect(held.take("front", NOW)).toEqual([]);
    expect(held.take("back", NOW)).toHaveLength(1);
  });

  it("gives way to the next for the same lock", () => {
    const held = heldOrders();
    held.hold([order("front-lock", "locked")]);
    held.hold([order("front-lock", "unlocked")]);
    expect(held.take("front", NOW).map(({ to }) => to)).toEqual(["unlocked"]);
  });

  it("to lock is dropped when it is stale", () => {
    const held = heldOrders();
    held.hold([order("front-lock", "locked", { expires: past })]);
    expect(held.take("front", NOW)).toEqual([]);
  });

  it.each(["unlocked", "released"] as const)("that is %s still stands, and is told again", (to) => {
    const held = heldOrders();
    held.hold([order("front-lock", to, { expires: past })]);
    const [told] = held.take("front", later);
    expect(Date.parse(told?.expires ?? "")).toBe(later.getTime() + RENEWED_FOR_MS);
  });
});
