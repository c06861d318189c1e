import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { isGone, keep, keptNow, LONGEST } from "../src/offline/kept";
import { forgetPage, forgetPageOfOthers } from "../src/shared/page";

const HTML = '<html><body class="x"><script src="/static/islands/forms.js?v=1"></script></body></html>';

/** As much of a browser's caches as is used. */
class Places {
  readonly kept = new Map<string, Map<string, Response>>();
  open(name: string): Promise<unknown> {
    const place = this.kept.get(name) ?? new Map<string, Response>();
    this.kept.set(name, place);
    return Promise.resolve({
      match: (at: string) => Promise.resolve(place.get(at)?.clone()),
      put: (at: string, answer: Response) => Promise.resolve(void place.set(at, answer)),
      add: (at: string) => Promise.resolve(void place.set(at, new Response("part"))),
      keys: () => Promise.resolve([...place.keys()].map((at) => ({ url: `https://here${at}` }))),
      delete: (url: string) => Promise.resolve(place.delete(url.replace("https://here", ""))),
    });
  }
  has(name: string): Promise<boolean> {
    return Promise.resolve(this.kept.has(name));
  }
  delete(name: string): Promise<boolean> {
    return Promise.resolve(this.kept.delete(name));
  }
  get addresses(): string[] {
    return [...this.kept.values()].flatMap((place) => [...place.keys()]);
  }
}

let places: Places;

beforeEach(() => {
  places = new Places();
  vi.stubGlobal("caches", places);
  vi.useFakeTimers({ now: 1_000 });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("the page that is kept", () => {
  it("has the styles and scripts that it names, and says since when it is", async () => {
    await keep("/happened", new Response(HTML));
    expect(places.addresses.sort()).toEqual(["/happened", "/static/islands/forms.js?v=1"]);
    expect(await (await keptNow("/happened"))?.text()).toContain('<body data-kept-at="1000" data-kept-view="" class="x">');
  });

  it("takes the place of what was kept before", async () => {
    await keep("/happened", new Response(HTML));
    await keep("/happened", new Response(HTML.replace("v=1", "v=2")));
    expect(places.addresses.sort()).toEqual(["/happened", "/static/islands/forms.js?v=2"]);
  });

  it("is as it came: with its policy", async () => {
    await keep("/happened", new Response(HTML, { headers: { "Content-Security-Policy": "default-src 'none'" } }));
    expect((await keptNow("/happened"))?.headers.get("Content-Security-Policy")).toBe("default-src 'none'");
  });

  it("is gone once it is old, and once its person signs out", async () => {
    await keep("/happened", new Response(HTML));
    vi.setSystemTime(1_000 + LONGEST);
    expect(await keptNow("/happened")).not.toBeNull();
    vi.setSystemTime(1_001 + LONGEST);
    expect(await keptNow("/happened")).toBeNull();
    expect(places.addresses).toEqual([]);
    await keep("/happened", new Response(HTML));
    await forgetPage(caches);
    expect(await keptNow("/happened")).toBeNull();
  });

  it("says which view it is, whatever stands in its address", async () => {
    await keep("/happened", new Response(HTML), '?site=A&copy=$&"');
    const text = (await (await keptNow("/happened"))?.text()) ?? "";
    const { body } = new DOMParser().parseFromString(text, "text/html");
    expect(body.dataset["keptView"]).toBe('?site=A&copy=$&"');
  });

  it("is gone once a page of another person is shown, and of nobody else", async () => {
    const pageOf = (name: string): string => HTML.replace("<body", `<head><meta name="person" content="${name}"></head><body`);
    const shown = async (name: string): Promise<boolean> => {
      document.head.innerHTML = `<meta name="person" content="${name}">`;
      await forgetPageOfOthers(caches);
      return (await keptNow("/happened")) !== null;
    };
    await keep("/happened", new Response(pageOf("O&quot;Neil")));
    expect(await shown("O&quot;Neil")).toBe(true);
    expect(await shown("")).toBe(true);
    expect(await shown("dora")).toBe(false);
    expect(await shown("dora")).toBe(false);
  });

  it("is forgotten where it is no longer its person's, and not where it is refused for now", () => {
    expect([0, 401, 403, 404].map(isGone)).toEqual([true, true, true, true]);
    expect([400, 408, 412, 422, 429, 500].filter(isGone)).toEqual([]);
  });
});
