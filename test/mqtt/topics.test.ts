import { describe, expect, it } from "vitest";
import { isAuthorityTopic, siteTopics } from "../../src/mqtt/topics.ts";

const topics = siteTopics("office");

describe("the topics of a site", () => {
  it.each([
    [topics.status, { kind: "status" }],
    [topics.site, { kind: "site" }],
    [topics.event, { kind: "event" }],
    [topics.request, { kind: "request" }],
    [topics.state("door", "front"), { kind: "state", of: "door", id: "front" }],
    [topics.state("area", "lobby"), { kind: "state", of: "area", id: "lobby" }],
    [topics.reading("smoke"), { kind: "reading", sensor: "smoke" }],
    [topics.report("bolt"), { kind: "report", lock: "bolt" }],
  ])("%s is known again", (topic, parsed) => {
    expect(topics.parse(topic)).toEqual(parsed);
  });

  it.each([
    "egress/home/status",
    "egress/office",
    "egress/office/door/Front/state",
    "egress/office/door/front/state/x",
    "egress/office/door//state",
    "egress/office/window/front/state",
    "egress/office/reply/me",
  ])("%s is none of them", (topic) => {
    expect(topics.parse(topic)).toBeNull();
  });

  it.each([
    ["egress/office/reply/me", true],
    ["egress/office/reply/me/1", true],
    ["egress/office/reply/", false],
    ["egress/office/reply/#", false],
    ["egress/office/reply/+/x", false],
    ["egress/office/reply/a\u0000b", false],
    ["egress/office/replyme", false],
    ["egress/office/lock/bolt/command", false],
    ["egress/home/reply/me", false],
    [`egress/office/reply/${"x".repeat(200)}`, false],
  ])("an answer may go to %j: %s", (topic, may) => {
    expect(topics.isReply(topic)).toBe(may);
  });

  it.each([
    [topics.status, true],
    [topics.state("door", "front"), true],
    [topics.command("bolt"), true],
    [topics.request, false],
    [topics.reading("smoke"), false],
    ["zigbee2mqtt/hall", false],
  ])("%s is the authority's alone: %s", (topic, owned) => {
    expect(isAuthorityTopic(topic)).toBe(owned);
  });
});
