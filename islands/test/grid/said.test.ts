import { expect, test } from "vitest";
import { inWordsOfPage } from "../../src/grid/said";
import type { Reply, Wire } from "../../src/grid/sync";

/** A service that answers a draft with this, and says texts in capitals. */
function service(answer: Reply, said = 200): { wire: Wire; asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    wire: {
      send(method, address, body) {
        asked.push(`${method} ${address}`);
        if (address !== "/said") return Promise.resolve(answer);
        const { texts } = body as { texts: string[] };
        return Promise.resolve({ status: said, body: said === 200 ? texts.map((text) => text.toUpperCase()) : null });
      },
    },
  };
}

const fault = () => ({ change: "change 1 (demand)", message: "must be filled" });

test("faults are said in the reader's language, each text asked for once", async () => {
  const { wire, asked } = service({ status: 200, body: { id: 1, faults: [fault(), fault()] } });
  const reply = await inWordsOfPage(wire).send("PATCH", "/api/v1/drafts/1", {}, {});
  const told = { change: "CHANGE 1 (DEMAND)", message: "MUST BE FILLED" };
  expect(reply.body).toEqual({ id: 1, faults: [told, told] });
  expect(asked).toEqual(["PATCH /api/v1/drafts/1", "POST /said"]);
});

test("so is why something was refused", async () => {
  const { wire } = service({ status: 422, body: { error: { code: "faults", message: "no", faults: [fault()] } } });
  const reply = await inWordsOfPage(wire).send("PATCH", "/api/v1/drafts/1", {}, {});
  expect((reply.body as { error: unknown }).error).toEqual({
    code: "faults",
    message: "NO",
    faults: [{ change: "CHANGE 1 (DEMAND)", message: "MUST BE FILLED" }],
  });
});

test("nothing is asked for where nothing was said", async () => {
  const silent = service({ status: 200, body: { faults: [] } });
  await inWordsOfPage(silent.wire).send("GET", "/x", undefined, {});
  expect(silent.asked).toEqual(["GET /x"]);
});

test("where it cannot be had, what was said stays as it was", async () => {
  const { wire } = service({ status: 200, body: { faults: [fault()] } }, 429);
  const reply = await inWordsOfPage(wire).send("GET", "/x", undefined, {});
  expect(reply.body).toEqual({ faults: [fault()] });
});
