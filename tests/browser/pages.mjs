// Visits every page of folders of HTML in Chromium and checks what a reader needs of it.
//
//   node pages.mjs <file for "passed failed skipped"> <folder> ...

import { readFile, readdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import { extname, join, resolve, sep } from "node:path";
import { chromium } from "playwright-core";

const [counts_file, ...folders] = process.argv.slice(2);
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const wcag = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const desktop = { width: 1280, height: 900 };
const phone = { width: 400, height: 800 };
const a4 = { width: 718, height: 1047 }; // between margins of 10 mm, at 96 points an inch

const counts = { passed: 0, failed: 0, skipped: 0 };

function check(where, what, faults) {
  counts[faults.length ? "failed" : "passed"] += 1;
  if (faults.length === 0) return;
  const more = faults.length > 5 ? [`and ${faults.length - 5} more`] : [];
  console.log([`✖ ${where}: ${what}`, ...faults.slice(0, 5), ...more].join("\n    "));
}

// ---- a server of one folder ----

const types = {
  ".css": "text/css", ".html": "text/html", ".js": "text/javascript", ".json": "application/json",
  ".png": "image/png", ".svg": "image/svg+xml", ".xml": "application/xml",
};

async function serve(folder) {
  const top = resolve(folder);
  const server = createServer(async (request, response) => {
    const path = join(top, decodeURIComponent(new URL(request.url, "http://localhost").pathname));
    try {
      if (!path.startsWith(top + sep)) throw new Error("outside");
      const body = await readFile(path);
      const type = types[extname(path)] ?? "application/octet-stream";
      response.writeHead(200, { "content-type": type });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((ready) => server.listen(0, "localhost", ready));
  return { server, origin: `http://localhost:${server.address().port}` };
}

// ---- what runs in the page ----

function read_page() {
  const names = [...document.querySelectorAll("[id], a[name]")].flatMap((x) => [x.id, x.name]);
  return {
    names: names.filter((name) => typeof name === "string" && name !== ""),
    links: [...document.querySelectorAll("a[href]")]
      .filter((link) => link.getAttribute("href") !== "#")
      .map((link) => link.href),
    images: [...document.images]
      .filter((image) => {
        const decorative = image.getAttribute("role") === "presentation";
        const named = decorative ? image.hasAttribute("alt") : image.alt.trim() !== "";
        return !named || !image.complete || image.naturalWidth === 0;
      })
      .map((image) => image.outerHTML.slice(0, 200)),
  };
}

// Elements that reach beyond the page, or hide what would need scrolling.
function find_wide() {
  const width = document.documentElement.clientWidth;
  return [...document.querySelectorAll("body *")]
    .filter((x) => {
      const box = x.getBoundingClientRect();
      if (box.width === 0 || box.height === 0 || x.closest(".visually-hidden, svg")) return false;
      const cut = getComputedStyle(x).overflowX !== "visible" && x.scrollWidth > x.clientWidth + 1;
      return cut || box.right > width + 1;
    })
    .slice(0, 3)
    .map((x) => `${x.tagName.toLowerCase()}.${x.className} ${x.textContent.trim().slice(0, 60)}`);
}

function find_sideways() {
  const { scrollWidth, clientWidth } = document.scrollingElement;
  if (scrollWidth <= clientWidth) return [];
  const wide = [...document.querySelectorAll("body *")]
    .filter((x) => x.getBoundingClientRect().right > clientWidth + 1)
    .slice(0, 3)
    .map((x) => `${x.tagName.toLowerCase()}.${x.className} ${x.textContent.trim().slice(0, 60)}`);
  return [`${scrollWidth} wide in ${clientWidth}`, ...wide];
}

async function find_barriers(page) {
  const result = await page.evaluate(
    (tags) => axe.run(document, { runOnly: tags, resultTypes: ["violations"] }), wcag
  );
  return result.violations.flatMap((rule) => rule.nodes.map((node) => {
    const reason = node.any.concat(node.all, node.none)[0]?.message ?? rule.help;
    return `${rule.id}: ${node.target.join(" ")}: ${reason}`;
  }));
}

// ---- the checks of a page ----

async function visit(page, origin, folder, path) {
  const where = `${folder}/${path}`;
  const faults = { console: [], requests: [] };
  const on_console = (message) => {
    if (message.type() === "error") faults.console.push(message.text());
  };
  const on_error = (error) => faults.console.push(error.message);
  const on_request = (request) => {
    const url = request.url();
    const inside = url.startsWith(origin + "/") || /^(data|blob):/.test(url);
    if (!inside) faults.requests.push(`outside: ${url}`);
  };
  const on_failed = (request) => faults.requests.push(`failed: ${request.url()}`);
  const on_response = (response) => {
    if (response.status() >= 400) faults.requests.push(`${response.status()}: ${response.url()}`);
  };
  const listeners = {
    console: on_console, pageerror: on_error, request: on_request, requestfailed: on_failed,
    response: on_response,
  };
  for (const [event, listener] of Object.entries(listeners)) page.on(event, listener);

  await page.setViewportSize(desktop);
  await page.emulateMedia({ media: "screen" });
  await page.goto(`${origin}/${path}`, { waitUntil: "load" });
  const found = await page.evaluate(read_page);
  check(where, "every image is there and has an alternative text", found.images);

  await page.addScriptTag({ path: axe });
  check(where, "WCAG A and AA on a desktop", await find_barriers(page));
  await page.setViewportSize(phone);
  await page.waitForTimeout(50);
  check(where, "WCAG A and AA on a phone", await find_barriers(page));
  check(where, "no sideways scroll on a phone", await page.evaluate(find_sideways));

  await page.setViewportSize(a4);
  await page.emulateMedia({ media: "print" });
  check(where, "nothing is wider than a printed page", await page.evaluate(find_wide));
  const pdf = await page.pdf({ format: "A4", printBackground: true });
  const sheets = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g) ?? [];
  check(where, "prints", sheets.length > 0 ? [] : ["no page"]);

  for (const [event, listener] of Object.entries(listeners)) page.off(event, listener);
  check(where, "no error in the console", faults.console);
  check(where, "every request is answered, none goes outside", faults.requests);
  return found;
}

// `pages`: what read_page() found, by path.
function broken_links(links, files, pages, origin) {
  return [...new Set(links)]
    .filter((link) => link.startsWith(origin + "/"))
    .filter((link) => {
      const url = new URL(link);
      const path = decodeURIComponent(url.pathname.slice(1));
      const anchor = decodeURIComponent(url.hash.slice(1));
      if (!files.includes(path)) return true;
      return anchor !== "" && pages.has(path) && !pages.get(path).names.includes(anchor);
    });
}

// ---- what the site does ----

async function check_behaviour(page, origin, pages, files) {
  await page.setViewportSize(desktop);
  await page.emulateMedia({ media: "screen" });
  await page.goto(`${origin}/index.html`);

  await page.click("#dropdown-articles");
  const open = await page.isVisible(".dropdown-menu.show a[href='articles/getting-started.html']");
  check("index.html", "the menu of articles opens", open ? [] : ["it does not"]);
  await page.keyboard.press("Escape");

  await page.fill("#search-input", "smallest_change");
  const first = page.locator("#search-results a").first();
  await first.waitFor();
  const href = await first.evaluate((link) => link.href);
  const right = href.startsWith(`${origin}/reference/smallest_change.html`);
  check("index.html", "the search finds a topic by its name", right ? [] : [href]);
  const entries = await page.evaluate(() => search_index);
  const links = entries.map(({ path, id }) => origin + path + (id && "#" + id));
  check("search.js", "every entry resolves", broken_links(links, files, pages, origin));

  await page.keyboard.press("Escape");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin });
  await page.hover("div.sourceCode");
  await page.click(".btn-copy-ex");
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const clean = copied.includes("library(tendensen)") && !copied.includes("#>");
  check("index.html", "code is copied without its output", clean ? [] : [copied]);
}

async function check_folder(context, folder) {
  const { server, origin } = await serve(folder);
  const listed = await readdir(folder, { recursive: true });
  const files = listed.map((file) => file.split(sep).join("/"));
  const paths = files.filter((file) => file.endsWith(".html")).sort();
  check(folder, "has pages", paths.length ? [] : ["none"]);
  const page = await context.newPage();
  const pages = new Map();
  for (const path of paths) pages.set(path, await visit(page, origin, folder, path));
  for (const [path, { links }] of pages) {
    check(`${folder}/${path}`, "every link resolves", broken_links(links, files, pages, origin));
  }
  if (files.includes("search.js")) {
    page.setDefaultTimeout(5000);
    await check_behaviour(page, origin, pages, files)
      .catch((error) => check(folder, "menu, search and copying work", [error.message]));
  }
  await page.close();
  server.close();
  console.log(`${folder}: ${paths.length} pages`);
}

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
  ],
});
const context = await browser.newContext();
await context.route((url) => url.hostname !== "localhost", (route) => route.abort());
for (const folder of folders) await check_folder(context, folder);
await browser.close();

await writeFile(counts_file, `${Object.values(counts).join(" ")}\n`);
const total = Object.entries(counts).map(([name, n]) => `${n} ${name}`).join(", ");
console.log(`Browser tests: ${total}`);
process.exit(counts.failed === 0 && counts.passed > 0 ? 0 : 1);
