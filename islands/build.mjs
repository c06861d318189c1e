// Bundles src/NAME/main.ts into trainopt/web/static/islands/NAME.js, and what it imports of styles into NAME.css.
import { build } from "esbuild";
import { readdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "trainopt", "web", "static", "islands");
const islands = readdirSync(join(here, "src"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && entry.name !== "shared")
  .map((entry) => ({ in: join(here, "src", entry.name, "main.ts"), out: entry.name }));

rmSync(out, { recursive: true, force: true });
await build({
  entryPoints: islands,
  outdir: out,
  bundle: true,
  minify: true,
  format: "esm",
  target: ["chrome120", "firefox121", "safari17"],
  legalComments: "eof",
  logLevel: "warning",
});
