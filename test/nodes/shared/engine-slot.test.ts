import { describe, expect, it, vi } from "vitest";
import {
  type EnginePlan,
  engineSlot,
  FIRST_RETRY_MS,
  LAST_RETRY_MS,
} from "../../../nodes/shared/engine-slot.ts";
import { type StandInSite, standInSite } from "./stand-in-site.ts";

function setting(firstRetryMs = 1) {
  const story: string[] = [];
  const engines: StandInSite[] = [];
  const slot = engineSlot(
    {
      listener: {},
      opened: () => story.push("opened"),
      closed: () => story.push("closed"),
      failed: (error) => story.push(`failed: ${(error as Error).message}`),
    },
    firstRetryMs,
  );
  const plan = (key: string): EnginePlan => ({
    key,
    open: () => {
      const engine = standInSite();
      engines.push(engine);
      story.push(`opening ${key}`);
      return Promise.resolve(engine);
    },
  });
  return { story, engines, slot, plan };
}

describe("the engine of a site node", () => {
  it("goes on as it was when a deploy changes nothing", async () => {
    const { slot, plan, engines } = setting();
    await slot.want(plan("a"));
    await slot.want(plan("a"));
    expect(engines).toHaveLength(1);
    expect(engines[0]?.closed).toBe(false);
  });

  it("is closed before its successor opens", async () => {
    const { slot, plan, story, engines } = setting();
    await slot.want(plan("a"));
    await slot.want(plan("b"));
    expect(story).toEqual(["opening a", "opened", "closed", "opening b", "opened"]);
    expect(engines[0]?.closed).toBe(true);
    expect(slot.handle).toBe(engines[1]);
  });

  it("is what the last of several quick deploys wanted", async () => {
    const { slot, plan, engines } = setting();
    await Promise.all([slot.want(plan("a")), slot.want(plan("b")), slot.want(plan("c"))]);
    expect(slot.handle).toBe(engines.at(-1));
    expect(engines.filter(({ closed }) => !closed)).toHaveLength(1);
  });

  it("is tried again when it can't be opened", async () => {
    const { slot, plan, story } = setting();
    const open = vi
      .fn<EnginePlan["open"]>()
      .mockRejectedValueOnce(new Error("the port is taken"))
      .mockImplementation(plan("a").open);
    await slot.want({ key: "a", open });
    expect(slot.handle).toBeNull();
    await vi.waitFor(() => expect(slot.handle).not.toBeNull());
    expect(story[0]).toBe("failed: the port is taken");
  });

  it("is not tried again once nobody wants it", async () => {
    vi.useFakeTimers();
    const { slot } = setting();
    const open = vi.fn<EnginePlan["open"]>().mockRejectedValue(new Error("the port is taken"));
    await slot.want({ key: "a", open });
    await slot.close();
    await vi.advanceTimersByTimeAsync(10 * LAST_RETRY_MS);
    vi.useRealTimers();
    expect(open).toHaveBeenCalledOnce();
  });

  it("is tried ever more rarely, but never less than once a minute", async () => {
    vi.useFakeTimers();
    const { slot } = setting(FIRST_RETRY_MS);
    const open = vi.fn<EnginePlan["open"]>().mockRejectedValue(new Error("the port is taken"));
    await slot.want({ key: "a", open });
    await vi.advanceTimersByTimeAsync(2 * LAST_RETRY_MS);
    const early = open.mock.calls.length;
    await vi.advanceTimersByTimeAsync(10 * LAST_RETRY_MS);
    vi.useRealTimers();
    expect(early).toBeLessThan(9);
    expect(open.mock.calls.length - early).toBe(10);
  });
});
